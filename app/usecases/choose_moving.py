"""Whether orders are moved to the location that has their stock."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, plans, shops, shopstate
from app.db.shops import Shop
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.anew import plan_all

_CHANGED = "changed where orders ship from"


def choose_moving(conn: sa.Connection, shop: Shop, *, moves: bool, by: str, now: datetime) -> None:
    """Ask units that may ship of the location that has them, or leave them where Shopify put them.

    What was moved already stays there: so does its stock.
    """
    if shops.settings(conn, shop.id).moves_orders is moves:
        return
    shops.save_settings(conn, shop.id, moves_orders=moves)
    shopstate.move_nothing(conn, shop.id)
    change = {"moves": {"from": not moves, "to": moves}}
    activity.log(conn, shop.id, _CHANGED, "settings", actor=by, at=now, detail=change)
    plan_all(conn, shop, plans.planned_items(conn, shop.id), cause=_CHANGED, by=by, now=now)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause=_CHANGED)
