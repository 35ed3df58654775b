"""The state of a shop's read of everything: one row, set anew at each step and after each stored piece."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db.rows import put
from app.db.tables.imports import Step, bulk_import
from app.domain.ids import ShopId
from app.shopify.gid import BulkOperationId

_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """A bulk operation, and when it was asked for (machine clock): its rows are facts of then."""

    operation: BulkOperationId
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Import:
    """`asked` is None until the step's bulk operation is started; `asked_ahead` is the next step's. `began_at` is the
    machine's instant.
    """

    step: Step
    asked: Asked | None
    asked_ahead: Asked | None
    from_id: int
    stored: int
    objects: int
    failures: int
    began_at: datetime
    since: datetime | None
    """Shopify's clock when the first operation was made."""


def current(conn: sa.Connection, shop: ShopId) -> Import | None:
    """The one that is under way; None where none is."""
    row = conn.execute(sa.select(bulk_import).where(bulk_import.c.shop_id == shop)).mappings().first()
    return None if row is None else of_row(row)


def of_row(row: sa.RowMapping) -> Import | None:
    """The import in a row with all columns of `bulk_import`; None where none is under way."""
    if row["step"] is None or row["step"] == Step.DONE:
        return None
    return Import(
        step=Step(row["step"]),
        asked=_asked(row["operation_id"], row["read_at"]),
        asked_ahead=_asked(row["next_operation_id"], row["next_read_at"]),
        from_id=row["from_id"],
        stored=row["stored"],
        objects=row["objects"],
        failures=row["failures"],
        began_at=row["began_at"],
        since=row["since"],
    )


def _asked(operation: int | None, read_at: datetime) -> Asked | None:
    return None if operation is None else Asked(BulkOperationId(operation), read_at)


def begin(conn: sa.Connection, shop: ShopId, *, step: Step, at: datetime) -> None:
    """A new one, from `step` on. Whatever was under way is forgotten."""
    start = {"step": step, "since": None, "began_at": at, "next_operation_id": None, "next_read_at": None}
    start |= _nothing_yet()
    put(conn, bulk_import, [{"shop_id": shop, **start}])


def forget(conn: sa.Connection, shop: ShopId) -> None:
    """What an earlier installation left half read is begun anew."""
    conn.execute(sa.delete(bulk_import).where(bulk_import.c.shop_id == shop))


def go_to(conn: sa.Connection, shop: ShopId, step: Step) -> None:
    """The step before is stored in full. What was asked for ahead is this step's operation."""
    ahead = {"operation_id": bulk_import.c.next_operation_id, "read_at": bulk_import.c.next_read_at}
    _set(conn, shop, step=step, next_operation_id=None, next_read_at=None, **_nothing_yet() | ahead)


def started(
    conn: sa.Connection, shop: ShopId, operation: BulkOperationId, *, read_at: datetime, since: datetime
) -> None:
    """Shopify works on the step's operation. `since` counts only for the first one of the import."""
    first = sa.func.coalesce(bulk_import.c.since, sa.literal(since, bulk_import.c.since.type))
    _set(conn, shop, operation_id=operation, read_at=read_at, since=first, stored=0, objects=0)


def started_ahead(conn: sa.Connection, shop: ShopId, operation: BulkOperationId, *, read_at: datetime) -> None:
    """Shopify works on the next step's operation already."""
    _set(conn, shop, next_operation_id=operation, next_read_at=read_at)


def progressed(conn: sa.Connection, shop: ShopId, *, stored: int | None = None, objects: int | None = None) -> None:
    """The root on line `stored` and all before it are stored; the file has, or will have, `objects` lines."""
    changes = {name: value for name, value in (("stored", stored), ("objects", objects)) if value is not None}
    _set(conn, shop, **changes)


def failed(conn: sa.Connection, shop: ShopId, reason: str, *, from_id: int, failures: int) -> None:
    """The step's operation is of no use any more: ask anew, from the id up to which all is stored."""
    _set(
        conn,
        shop,
        operation_id=None,
        read_at=None,
        stored=0,
        objects=0,
        from_id=from_id,
        failures=failures,
        last_error=reason[:_LONGEST_REASON],
    )


def _nothing_yet() -> dict[str, Any]:
    empty = {"operation_id": None, "read_at": None, "last_error": None}
    return empty | {"from_id": 0, "stored": 0, "objects": 0, "failures": 0}


def _set(conn: sa.Connection, shop: ShopId, **columns: Any) -> None:
    conn.execute(sa.update(bulk_import).where(bulk_import.c.shop_id == shop).values(**columns))
