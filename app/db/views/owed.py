"""What is owed, added up: an item's, and the whole shop's.

Sums are read by themselves and never joined to other rows: over a bulk import PostgreSQL plans with old statistics,
takes such a sum for a single row, and works it out again for every row of the other side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from app.db.shown import Outlook
from app.db.tables.orders import order
from app.db.tables.plans import plan_part
from app.db.views.reader import Reader
from app.db.views.stretches import IS_OWED, WORST_FIRST, stretches
from app.db.views.sums import units
from app.domain.ids import ItemId, ShopId


@dataclass(frozen=True, slots=True)
class Owed:
    """Of one item: `units` that stock does not cover, and the `orders` they belong to.

    `shown_on` is the earliest date shown for them, `outlook` the worst of all its open promises, `fetched_at` the age
    of the oldest order among them, machine clock.
    """

    units: int
    orders: int
    shown_on: date | None
    outlook: Outlook
    fetched_at: datetime | None


NOTHING: Final = Owed(0, 0, None, Outlook.ON_TRACK, None)


@dataclass(frozen=True, slots=True)
class OwedInAll:
    """Of the whole shop. `value_minor` is in the shop's currency; `fetched_at` the age of the oldest waiting order."""

    units: int
    orders: int
    value_minor: int
    at_risk: int
    fetched_at: datetime | None


def items(shop: ShopId) -> sa.Select[Any]:
    """The items that anybody waits for, to be asked whether another item is among them."""
    return sa.select(plan_part.c.item_id).where(plan_part.c.shop_id == shop, IS_OWED)


def by_item(reader: Reader, item: ItemId | None = None) -> dict[ItemId, Owed]:
    """Items with open lines that are planned, or this one of them. One statement."""
    each = stretches(reader.shop.id, today=reader.today, item=item)
    rows = reader.conn.execute(
        sa.select(
            each.c.item_id,
            units(sa.case((each.c.owed, each.c.quantity), else_=0)).label("units"),
            sa.func.count(sa.distinct(sa.case((each.c.owed, each.c.order_id)))).label("orders"),
            sa.func.min(sa.case((each.c.owed, each.c.shown_on))).label("shown_on"),
            sa.func.min(each.c.outlook).label("outlook"),
            sa.func.min(order.c.fetched_at).label("fetched_at"),
        )
        .join(order, sa.and_(order.c.shop_id == reader.shop.id, order.c.order_id == each.c.order_id))
        .group_by(each.c.item_id)
    )
    return {
        ItemId(row.item_id): Owed(row.units, row.orders, row.shown_on, WORST_FIRST[row.outlook], row.fetched_at)
        for row in rows
    }


def in_all(reader: Reader) -> OwedInAll:
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
    return OwedInAll(row.units, row.orders, row.value, row.at_risk, row.fetched_at)
