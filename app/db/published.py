"""Every metafield version a shopper could have seen, and when it was live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db.rows import SHOP, add
from app.db.tables.plans import published
from app.domain.ids import ShopId, VariantId


@dataclass(frozen=True, slots=True)
class Version:
    """`body` is the metafield's JSON. `live_from` None: never written."""

    variant: VariantId
    version: int
    body: Any
    live_from: datetime | None
    live_to: datetime | None


_OF_VARIANT = (
    sa.select(published)
    .where(published.c.shop_id == SHOP, published.c.variant_id == sa.bindparam("variant"))
    .order_by(published.c.version.desc())
    .limit(1)
)
_BY_NUMBER = _OF_VARIANT.where(published.c.version == sa.bindparam("version"))
_LIVE_AT = _OF_VARIANT.where(
    published.c.live_from <= sa.bindparam("at"),
    sa.or_(published.c.live_to.is_(None), published.c.live_to > sa.bindparam("at")),
)


_DARK = (
    sa.update(published)
    .where(
        published.c.shop_id == SHOP,
        published.c.variant_id == sa.bindparam("variant"),
        published.c.live_from.is_not(None),
        published.c.live_to.is_(None),
    )
    .values(live_to=sa.bindparam("at"))
)
_LIVE = (
    sa.update(published)
    .where(
        published.c.shop_id == SHOP,
        published.c.variant_id == sa.bindparam("variant"),
        published.c.version == sa.bindparam("number"),
    )
    .values(live_from=sa.bindparam("at"))
)


def latest(conn: sa.Connection, shop: ShopId, variant: VariantId) -> Version | None:
    """The version decided last, live or not."""
    return _first(conn, _OF_VARIANT, variant, shop=shop)


def add_version(
    conn: sa.Connection, shop: ShopId, variant: VariantId, version: int, body: Any, *, at: datetime
) -> None:
    add(
        conn,
        published,
        [{"shop_id": shop, "variant_id": variant, "version": version, "body": body, "decided_at": at}],
    )


def went_live(conn: sa.Connection, shop: ShopId, variant: VariantId, version: int, *, at: datetime) -> None:
    """The shop shows this version from `at` on, and no other."""
    went_dark(conn, shop, variant, at=at)
    conn.execute(_LIVE, {"shop": shop, "variant": variant, "number": version, "at": at})


def went_dark(conn: sa.Connection, shop: ShopId, variant: VariantId, *, at: datetime) -> None:
    """The shop shows nothing of ours from `at` on."""
    conn.execute(_DARK, {"shop": shop, "variant": variant, "at": at})


def by_number(conn: sa.Connection, shop: ShopId, variant: VariantId, version: int) -> Version | None:
    return _first(conn, _BY_NUMBER, variant, shop=shop, version=version)


def live_at(conn: sa.Connection, shop: ShopId, variant: VariantId, at: datetime) -> Version | None:
    """The version that shoppers were shown at an instant."""
    return _first(conn, _LIVE_AT, variant, shop=shop, at=at)


def _first(conn: sa.Connection, statement: sa.Select[Any], variant: VariantId, **which: Any) -> Version | None:
    row = conn.execute(statement, which | {"variant": variant}).mappings().first()
    if row is None:
        return None
    return Version(variant, row["version"], row["body"], row["live_from"], row["live_to"])
