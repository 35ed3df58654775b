"""An item that customers wait for is gone from the shop: somebody must decide what they get instead."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, plans, stock
from app.db.stock import Counting
from app.domain.ids import ItemId, ShopId


def discontinue(conn: sa.Connection, shop: ShopId, item: ItemId, *, at: datetime) -> None:
    """Name the orders that wait for an item which is about to be noted as gone. Says so once.

    The plan that follows finds no date for them, so each customer is told that none can be given and may cancel.
    """
    if stock.counting(conn, shop, item) is Counting.GONE:
        return
    units, orders = plans.waiting(conn, shop, item)
    if units:
        detail = {"orders": orders, "units": units}
        activity.log(conn, shop, "discontinued", f"item:{item}", actor="shopify", at=at, detail=detail)
