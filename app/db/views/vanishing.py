"""Orders behind the wall: without `read_all_orders` Shopify shows an app no order older than 60 days.

Such an order can be held and released no more once its fulfilment orders change, so the merchant hears of it before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from app.clock import local_date
from app.db.shown import Vanishing, VanishingOrder
from app.db.tables.orders import order, order_line
from app.db.tables.plans import plan_part
from app.db.views.reader import Reader
from app.domain.ids import ON_HAND, OrderId

ALL_ORDERS: Final = "read_all_orders"
SEEN_FOR: Final = timedelta(days=60)
WARNED_AFTER: Final = timedelta(days=50)
_SHOWN: Final = 20


def read(reader: Reader) -> Vanishing:
    """Orders of 50 days and more with units that wait; none where Shopify lets us see all orders."""
    if ALL_ORDERS in reader.shop.scopes:
        return Vanishing()
    shop = reader.shop.id
    waits = (
        sa.select(plan_part.c.line_id)
        .join(order_line, sa.and_(order_line.c.shop_id == shop, order_line.c.line_id == plan_part.c.line_id))
        .where(plan_part.c.shop_id == shop, order_line.c.order_id == order.c.order_id, order_line.c.open > 0)
        .where(sa.or_(plan_part.c.supply_id.is_(None), plan_part.c.supply_id != ON_HAND))
        .correlate(order)
        .exists()
    )
    old = sa.and_(
        order.c.shop_id == shop,
        order.c.deleted_at.is_(None),
        order.c.cancelled_at.is_(None),
        order.c.processed_at <= reader.now - WARNED_AFTER,
        waits,
    )
    first = sa.select(order.c.order_id, order.c.name, order.c.processed_at).where(old)
    rows = reader.conn.execute(first.order_by(order.c.processed_at, order.c.order_id).limit(_SHOWN))
    shown = tuple(
        VanishingOrder(OrderId(row.order_id), row.name, local_date(row.processed_at + SEEN_FOR, reader.shop.timezone))
        for row in rows
    )
    return Vanishing(shown, reader.conn.scalar(sa.select(sa.func.count()).where(old)) or 0)
