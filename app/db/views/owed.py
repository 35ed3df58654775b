"""What is owed, added up: an item's, and the whole shop's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.db.tables.orders import order
from app.db.views.reader import Reader
from app.db.views.stretches import WORST_FIRST, stretches
from app.db.views.sums import units
from app.domain.ids import ItemId, ShopId


def by_item(shop: ShopId, *, today: date, item: ItemId | None = None) -> sa.Subquery:
    """(item_id, owed, orders, shown_on, outlook, fetched_at) of items that anybody waits for.

    `shown_on` is the earliest date shown for owed units, `outlook` the worst of all open promises as a place in
    `WORST_FIRST`, `fetched_at` the age of the oldest order among them.
    """
    each = stretches(shop, today=today, item=item)
    return (
        sa.select(
            each.c.item_id,
            units(sa.case((each.c.owed, each.c.quantity), else_=0)).label("owed"),
            sa.func.count(sa.distinct(sa.case((each.c.owed, each.c.order_id)))).label("orders"),
            sa.func.min(sa.case((each.c.owed, each.c.shown_on))).label("shown_on"),
            sa.func.min(each.c.outlook).label("outlook"),
            sa.func.min(order.c.fetched_at).label("fetched_at"),
        )
        .join(order, sa.and_(order.c.shop_id == shop, order.c.order_id == each.c.order_id))
        .group_by(each.c.item_id)
        .subquery("owed")
    )


@dataclass(frozen=True, slots=True)
class Owed:
    """The whole shop's. `value_minor` is in the shop's currency; `fetched_at` the age of the oldest waiting order."""

    units: int
    orders: int
    value_minor: int
    at_risk: int
    fetched_at: datetime | None


def in_all(reader: Reader) -> Owed:
    """Units not covered by stock on hand, of every waiting line of the shop."""
    each = stretches(reader.shop.id, today=reader.today)
    off_track = each.c.outlook != len(WORST_FIRST) - 1
    row = reader.conn.execute(
        sa.select(
            units(each.c.quantity).label("units"),
            sa.func.count(sa.distinct(each.c.order_id)).label("orders"),
            units(each.c.quantity * each.c.unit_price_minor).label("value"),
            units(sa.case((off_track, each.c.quantity), else_=0)).label("at_risk"),
            sa.func.min(order.c.fetched_at).label("fetched_at"),
        )
        .join(order, sa.and_(order.c.shop_id == reader.shop.id, order.c.order_id == each.c.order_id))
        .where(each.c.owed)
    ).one()
    return Owed(row.units, row.orders, row.value, row.at_risk, row.fetched_at)
