"""How new a stored fact is, and whether another one is newer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.domain.ids import ShopId


@dataclass(frozen=True, slots=True)
class Stamp:
    """How new a stored fact is: by Shopify's own stamp on it, and by when its fetch began (machine clock)."""

    updated_at: datetime
    fetched_at: datetime
    is_deleted: bool = False


def stamps(
    conn: sa.Connection, table: sa.Table, key: sa.Column[int], shop: ShopId, ids: Sequence[int]
) -> dict[int, Stamp]:
    columns = (key, table.c.updated_at, table.c.fetched_at, table.c.deleted_at.is_not(None))
    rows = conn.execute(sa.select(*columns).where(table.c.shop_id == shop, key.in_(ids)))
    return {row[0]: Stamp(row[1], row[2], bool(row[3])) for row in rows}


def is_newer(known: Stamp | None, updated_at: datetime, started_at: datetime) -> bool:
    """Facts are ordered by the resource's own stamp, then by when the fetch began.

    A deletion moves no stamp: what is deleted comes back only by a fetch that began after the one that missed it.
    """
    if known is None:
        return True
    if known.is_deleted:
        return started_at > known.fetched_at
    return (updated_at, started_at) >= (known.updated_at, known.fetched_at)


def deleted(at: datetime, seen_at: datetime | None) -> dict[str, datetime]:
    return {"deleted_at": at} if seen_at is None else {"deleted_at": at, "fetched_at": seen_at}
