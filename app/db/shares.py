"""Fair-share windows and the units they gave away: facts, since a share that was fixed is never worked out anew."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.db.rows import SHOP, add
from app.db.tables.orders import hard_peg
from app.db.tables.plans import share_window
from app.domain.ids import ItemId, LineId, PoolId, ShopId, SupplyId
from app.domain.model import HardPeg


@dataclass(frozen=True, slots=True)
class StoredWindow:
    """Orders from `opens_at` until before `closes_at` (aware, UTC) share `units`. `closed_at` None: not fixed yet."""

    opens_at: datetime
    closes_at: datetime
    units: int
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredPeg:
    """A hard peg and the position in the line, from 1, of its first unit: shipped units come first."""

    peg: HardPeg
    first_unit: int

    def left(self, shipped: int) -> int:
        """Its units that have not shipped yet."""
        return max(0, self.first_unit + self.peg.quantity - 1 - max(shipped, self.first_unit - 1))


_WINDOWS = (
    sa.select(share_window.c.opens_at, share_window.c.closes_at, share_window.c.units, share_window.c.closed_at)
    .where(
        share_window.c.shop_id == SHOP,
        share_window.c.item_id == sa.bindparam("item"),
        share_window.c.pool_id == sa.bindparam("pool"),
    )
    .order_by(share_window.c.opens_at)
)
_PEGS = (
    sa.select(hard_peg)
    .where(hard_peg.c.shop_id == SHOP, hard_peg.c.line_id.in_(sa.bindparam("lines", expanding=True)))
    .order_by(hard_peg.c.line_id, hard_peg.c.supply_id)
)


def windows_of(conn: sa.Connection, shop: ShopId, item: ItemId, pool: PoolId) -> list[StoredWindow]:
    """All there ever were, in the order they opened."""
    rows = conn.execute(_WINDOWS, {"shop": shop, "item": item, "pool": pool}).mappings()
    return [StoredWindow(**row) for row in rows]


def open_window(conn: sa.Connection, shop: ShopId, item: ItemId, pool: PoolId, window: StoredWindow) -> None:
    row = {"opens_at": window.opens_at, "closes_at": window.closes_at, "units": window.units}
    add(conn, share_window, [{"shop_id": shop, "item_id": item, "pool_id": pool, **row}])


def close_window(
    conn: sa.Connection, shop: ShopId, item: ItemId, pool: PoolId, window: StoredWindow, *, at: datetime
) -> None:
    conn.execute(
        sa.update(share_window)
        .where(share_window.c.shop_id == shop, share_window.c.item_id == item, share_window.c.pool_id == pool)
        .where(share_window.c.opens_at == window.opens_at)
        .values(closed_at=at)
    )


def forget_windows(conn: sa.Connection, shop: ShopId, item: ItemId, pools: Sequence[PoolId]) -> None:
    """Nobody shares in these pools any more. What was fixed stays the line's."""
    mine = sa.and_(share_window.c.shop_id == shop, share_window.c.item_id == item)
    conn.execute(sa.delete(share_window).where(mine, share_window.c.pool_id.in_(pools)))


def pegs_of(conn: sa.Connection, shop: ShopId, lines: Iterable[LineId]) -> list[StoredPeg]:
    """The hard pegs of these lines, by line and supply."""
    rows = conn.execute(_PEGS, {"shop": shop, "lines": list(lines)}).mappings()
    return [
        StoredPeg(
            HardPeg(SupplyId(row["supply_id"]), LineId(row["line_id"]), row["quantity"], row["reason"]),
            row["first_unit"],
        )
        for row in rows
    ]


def fix(conn: sa.Connection, shop: ShopId, pegs: Sequence[StoredPeg], *, by: str, at: datetime) -> None:
    """Write hard pegs. Raises IntegrityError where the line has one of that supply."""
    add(conn, hard_peg, [_row(shop, each) | {"by": by, "at": at} for each in pegs])


def _row(shop: ShopId, each: StoredPeg) -> dict[str, object]:
    return {
        "shop_id": shop,
        "line_id": each.peg.line,
        "supply_id": each.peg.supply,
        "first_unit": each.first_unit,
        "quantity": each.peg.quantity,
        "reason": each.peg.reason,
    }
