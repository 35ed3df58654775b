"""Units on hand of an item in a pool, and where Shopify's own sums disagree with ours."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

import sqlalchemy as sa

from app.db.rows import SHOP, put
from app.db.tables.catalog import gap, item, level, pool_location
from app.domain.ids import ItemId, LocationId, PoolId, ShopId

COMMITTED = "committed"
INCOMING = "incoming"


@dataclass(frozen=True, slots=True)
class Stock:
    """Sums over a pool's locations. `sellable` is available + committed: on hand less what may not be sold.

    It is below zero where more was shipped than was counted: the next units to come fill that hole first.
    """

    sellable: int
    committed: int
    incoming: int


_LIES_IN = sa.and_(pool_location.c.shop_id == level.c.shop_id, pool_location.c.location_id == level.c.location_id)
_SUMS = (
    sa.select(
        sa.func.coalesce(sa.func.sum(level.c.available + level.c.committed), 0).label("sellable"),
        sa.func.coalesce(sa.func.sum(level.c.committed), 0).label("committed"),
        sa.func.coalesce(sa.func.sum(level.c.incoming), 0).label("incoming"),
    )
    .join(pool_location, _LIES_IN)
    .where(level.c.shop_id == SHOP, level.c.item_id == sa.bindparam("item"))
)
_IN_POOL = pool_location.c.pool_id == sa.bindparam("pool")
_SUMS_OF_POOL = _SUMS.where(_IN_POOL)
_BY_LOCATION = (
    sa.select(level.c.location_id, (level.c.available + level.c.committed).label("sellable"))
    .join(pool_location, _LIES_IN)
    .where(level.c.shop_id == SHOP, level.c.item_id == sa.bindparam("item"), _IN_POOL)
    .order_by(level.c.location_id)
)
_COUNTING = sa.select(item.c.tracked, item.c.deleted_at).where(
    item.c.shop_id == SHOP, item.c.item_id == sa.bindparam("item")
)


def of_item(conn: sa.Connection, shop: ShopId, item_id: ItemId, pool: PoolId | None = None) -> Stock:
    """In one pool; None: in all of them together."""
    which = {"shop": shop, "item": item_id} | ({} if pool is None else {"pool": pool})
    row = conn.execute(_SUMS if pool is None else _SUMS_OF_POOL, which).one()
    return Stock(sellable=int(row.sellable), committed=int(row.committed), incoming=int(row.incoming))


def by_location(conn: sa.Connection, shop: ShopId, item_id: ItemId, pool: PoolId) -> dict[LocationId, int]:
    """What each location of the pool can ship: `Stock.sellable`, place by place."""
    rows = conn.execute(_BY_LOCATION, {"shop": shop, "item": item_id, "pool": pool})
    return {LocationId(row.location_id): int(row.sellable) for row in rows}


class Counting(Enum):
    """Whether Shopify says how many units of an item there are."""

    COUNTED = auto()
    NEVER = auto()
    """Not tracked: it never runs out, so nobody waits."""
    GONE = auto()
    """Deleted: nothing of it will ever come."""


def counting(conn: sa.Connection, shop: ShopId, item_id: ItemId) -> Counting:
    """As far as we know: an item that was not read yet is taken for a counted one."""
    row = conn.execute(_COUNTING, {"shop": shop, "item": item_id}).first()
    if row is None:
        return Counting.COUNTED
    if row.deleted_at is not None:
        return Counting.GONE
    return Counting.COUNTED if row.tracked else Counting.NEVER


def uncounted(conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]) -> set[ItemId]:
    """Those of the items that Shopify does not count."""
    rows = conn.scalars(
        sa.select(item.c.item_id).where(
            item.c.shop_id == shop, item.c.item_id.in_(list(items)), item.c.tracked.is_(False)
        )
    )
    return {ItemId(each) for each in rows}


@dataclass(frozen=True, slots=True)
class Gap:
    """Shopify's figure less ours, since when, and when it was logged as known (then nobody waits for it any more)."""

    units: int
    since: datetime
    named_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sum:
    """One of Shopify's sums over the locations of a pool. `checksum` is COMMITTED or INCOMING."""

    item: ItemId
    pool: PoolId
    checksum: str

    def key(self, shop: ShopId) -> dict[str, Any]:
        return {"shop": shop, "of_item": self.item, "of_pool": self.pool, "of_checksum": self.checksum}


_OF_SUM = sa.and_(
    gap.c.shop_id == SHOP,
    gap.c.item_id == sa.bindparam("of_item"),
    gap.c.pool_id == sa.bindparam("of_pool"),
    gap.c.checksum == sa.bindparam("of_checksum"),
)
_GAP = sa.select(gap).where(_OF_SUM)
_NO_GAP = sa.delete(gap).where(_OF_SUM)
_OLDEST = sa.select(sa.func.min(gap.c.since)).where(
    gap.c.shop_id == SHOP, gap.c.checksum == sa.bindparam("of_checksum"), gap.c.named_at.is_(None)
)
_NAMED = sa.update(gap).where(_OF_SUM, gap.c.named_at.is_(None)).values(named_at=sa.bindparam("at"))


def note_gap(conn: sa.Connection, shop: ShopId, of: Sum, units: int, *, now: datetime) -> Gap:
    """Record a difference of `units`, not 0. It keeps its age while it lasts."""
    known = conn.execute(_GAP, of.key(shop)).mappings().first()
    same = known is not None and known["units"] == units
    noted = Gap(known["units"], known["since"], known["named_at"]) if known and same else Gap(units, now, None)
    key = {"shop_id": shop, "item_id": of.item, "pool_id": of.pool, "checksum": of.checksum}
    put(conn, gap, [key | {"units": noted.units, "since": noted.since, "named_at": noted.named_at}])
    return noted


def close_gap(conn: sa.Connection, shop: ShopId, of: Sum) -> bool:
    """The sum agrees. Whether it did not before."""
    return conn.execute(_NO_GAP, of.key(shop)).rowcount > 0


def oldest_gap(conn: sa.Connection, shop: ShopId, checksum: str) -> datetime | None:
    """Since when any item's sum of this kind differs and nobody has named it; None when all agree."""
    found: datetime | None = conn.scalar(_OLDEST, {"shop": shop, "of_checksum": checksum})
    return found


def name_gap(conn: sa.Connection, shop: ShopId, of: Sum, *, at: datetime) -> None:
    """Log a lasting difference as known."""
    conn.execute(_NAMED, of.key(shop) | {"at": at})


def forget_gaps(conn: sa.Connection, shop: ShopId, item_id: ItemId, pools: Collection[PoolId]) -> None:
    """Nothing is compared any more where Shopify has no sums, or nobody asks for them."""
    mine = sa.and_(gap.c.shop_id == shop, gap.c.item_id == item_id)
    conn.execute(sa.delete(gap).where(mine, gap.c.pool_id.in_(list(pools))))


def open_gaps(conn: sa.Connection, shop: ShopId, items: set[ItemId]) -> dict[ItemId, list[Gap]]:
    """Differences that nobody has named yet: while one lasts, no new notice and no more capacity."""
    found: dict[ItemId, list[Gap]] = {}
    rows = conn.execute(
        sa.select(gap).where(gap.c.shop_id == shop, gap.c.item_id.in_(list(items)), gap.c.named_at.is_(None))
    ).mappings()
    for row in rows:
        found.setdefault(ItemId(row["item_id"]), []).append(Gap(row["units"], row["since"], row["named_at"]))
    return found
