"""Planning all that is planned once more: no fact of an item has changed, but what they mean."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa

from app.db import plans
from app.db.shops import Shop
from app.domain.ids import ItemId, ShopId
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.replan import replan

_AT_ONCE: Final = 25
"""Items in one transaction: whoever else writes waits for no more than these."""


def plan_anew(conn: sa.Connection, shop: ShopId, *, cause: str) -> None:
    """Ask for it; the items follow in steps, each in a transaction of its own."""
    enqueue(conn, shop, Hint(Kind.PLAN), cause=cause)


def plan_next(conn: sa.Connection, shop: Shop, after: ItemId, *, now: datetime) -> None:
    """Plan the items that follow `after`, and ask for those that follow them."""
    items = plans.planned_after(conn, shop.id, after, most=_AT_ONCE)
    replan(conn, shop, items, now=now)
    if len(items) == _AT_ONCE:
        enqueue(conn, shop.id, Hint(Kind.PLAN, items[-1]), cause="and on")
