"""Planning much once more: no fact of an item has changed, but what they mean.

What is little is planned at once, so that the merchant who decided it reads what came of it. What is much follows in
steps, each in a transaction of its own: whoever else writes, webhooks above all, waits for one step and no longer.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from app.db import plans, shopstate
from app.db.shops import Shop
from app.domain.ids import ItemId, OrderId, ShopId
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.replan import Replanned, replan

ITEMS_AT_ONCE: Final = 10
ORDERS_AT_ONCE: Final = 50
"""In one transaction. An order that is decided anew takes some ten milliseconds (measured)."""


def plan_all(
    conn: sa.Connection, shop: Shop, items: Collection[ItemId], *, cause: str, by: str, now: datetime
) -> Replanned | None:
    """Plan these items, and say what that changed; None: that is too much, and everything planned follows in steps.

    One item is planned in one piece whatever waits for it. What follows in steps counts as decided by the app.
    """
    if len(items) > 1 and _is_much(conn, shop.id, items):
        plan_anew(conn, shop.id, cause=cause)
        return None
    return replan(conn, shop, items, by=by, now=now)


def _is_much(conn: sa.Connection, shop: ShopId, items: Collection[ItemId]) -> bool:
    return len(items) > ITEMS_AT_ONCE or plans.orders_planned(conn, shop, items) > ORDERS_AT_ONCE


def plan_anew(conn: sa.Connection, shop: ShopId, *, cause: str) -> None:
    """Ask for it; the items follow in steps."""
    enqueue(conn, shop, Hint(Kind.PLAN), cause=cause)


def plan_next(conn: sa.Connection, shop: Shop, after: ItemId, *, now: datetime) -> None:
    """Plan the items that follow `after`, and ask for those that follow them."""
    items = plans.planned_after(conn, shop.id, after, most=ITEMS_AT_ONCE)
    replan(conn, shop, items, now=now)
    if len(items) == ITEMS_AT_ONCE:
        enqueue(conn, shop.id, Hint(Kind.PLAN, items[-1]), cause="and on")


def shape_all(
    conn: sa.Connection, shop: Shop, orders: Collection[OrderId], *, cause: str, by: str, now: datetime
) -> None:
    """Decide anew what is held of these orders and how they are marked: now, or all orders that wait in steps."""
    if len(orders) <= ORDERS_AT_ONCE:
        replan(conn, shop, (), by=by, now=now, orders=orders)
    else:
        enqueue(conn, shop.id, Hint(Kind.SHAPE), cause=cause)


def shape_next(conn: sa.Connection, shop: Shop, after: OrderId, *, now: datetime) -> None:
    """Decide the orders that follow `after` anew, of those that wait or are held, and ask for those that follow."""
    every = {*shopstate.orders_with_holds(conn, shop.id), *plans.orders_waiting(conn, shop.id)}
    orders = sorted(each for each in every if each > after)[:ORDERS_AT_ONCE]
    replan(conn, shop, (), now=now, orders=orders)
    if len(orders) == ORDERS_AT_ONCE:
        enqueue(conn, shop.id, Hint(Kind.SHAPE, orders[-1]), cause="and on")
