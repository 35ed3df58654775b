"""Scores of promises, one row per stretch of units, written once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.db.rows import insert_into
from app.db.tables.orders import order as orders
from app.db.tables.orders import order_line
from app.db.tables.promises import outcome
from app.domain.ids import LineId, OrderId, ShopId


@dataclass(frozen=True, slots=True)
class LineProgress:
    line: LineId
    ordered: int
    shipped: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How units from `first_unit` on ended. `kept_*` None: taken back, which is counted but not scored."""

    line: LineId
    first_unit: int
    quantity: int
    first_shown_on: date | None
    last_shown_on: date | None
    shipped_on: date | None
    cancelled_on: date | None
    kept_first: bool | None
    kept_last: bool | None
    scored_at: datetime


def lines_to_score(conn: sa.Connection, shop: ShopId, order: OrderId) -> list[LineProgress]:
    """Lines of an order whose promises count: a test order's parcels never leave."""
    rows = conn.execute(
        sa.select(order_line.c.line_id, order_line.c.ordered, order_line.c.open)
        .join(orders, sa.and_(orders.c.shop_id == order_line.c.shop_id, orders.c.order_id == order_line.c.order_id))
        .where(order_line.c.shop_id == shop, order_line.c.order_id == order, orders.c.test.is_(False))
        .order_by(order_line.c.line_id)
    )
    return [LineProgress(LineId(row.line_id), row.ordered, row.ordered - row.open) for row in rows]


def add_outcome(conn: sa.Connection, shop: ShopId, made: Outcome) -> None:
    """Write a score; the first one stands."""
    row = {"shop_id": shop, **asdict(made)}
    row["line_id"] = row.pop("line")
    conn.execute(insert_into(conn, outcome).values(**row).on_conflict_do_nothing())
