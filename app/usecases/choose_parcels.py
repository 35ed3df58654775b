"""How the units of an order leave that ask for neither: as they come, or all in one parcel."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, plans, shops
from app.db.shops import Shop
from app.domain.model import Shipping
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.anew import plan_all
from app.replan.replan import Replanned

_CHANGED = "changed how orders ship"


def choose_parcels(conn: sa.Connection, shop: Shop, *, shipping: Shipping, by: str, now: datetime) -> Replanned | None:
    """For all orders that are open, too; those whose customer chose keep what was chosen."""
    before = shops.settings(conn, shop.id).shipping
    if before is shipping:
        return Replanned()
    shops.save_settings(conn, shop.id, shipping=shipping)
    change = {"shipping": {"from": before, "to": shipping}}
    activity.log(conn, shop.id, _CHANGED, "settings", actor=by, at=now, detail=change)
    changed = plan_all(conn, shop, plans.planned_items(conn, shop.id), cause=_CHANGED, by=by, now=now)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause=_CHANGED)
    return changed
