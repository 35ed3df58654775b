"""Who gets units when there are not enough: whoever came first, or everybody who ordered within some hours a share."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, plans, terms
from app.db.shops import Shop
from app.domain.model import AllocationRule
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.anew import plan_all
from app.replan.replan import Replanned

_CHANGED = "changed who gets units"


def choose_sharing(conn: sa.Connection, shop: Shop, *, hours: int | None, by: str, now: datetime) -> Replanned | None:
    """Share among the orders of so many `hours`; None: first come, first served. For all variants of the shop.

    Orders that are there already keep what they have: sharing begins with the next one. A share that is open closes
    at its time all the same, for its customers were told so.
    """
    before = terms.shop_sharing_hours(conn, shop.id)
    if before == hours:
        return Replanned()
    rule = AllocationRule.FIFO if hours is None else AllocationRule.FAIR_SHARE
    terms.say(conn, shop.id, terms.Scope.SHOP, 0, by=by, at=now, rule=rule, share_hours=hours)
    change = {"hours": {"from": before, "to": hours}}
    activity.log(conn, shop.id, _CHANGED, "settings", actor=by, at=now, detail=change)
    changed = plan_all(conn, shop, plans.planned_items(conn, shop.id), cause=_CHANGED, by=by, now=now)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause=_CHANGED)
    return changed
