"""A location lives in another time zone than the shop: its days begin and end there."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, plans, shopstate, zones
from app.db.shops import Shop
from app.db.shopstate import DEADLINE
from app.domain.ids import LocationId
from app.errors import NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.anew import plan_anew

_CHANGED = "changed a time zone"


def say_zone(conn: sa.Connection, shop: Shop, place: LocationId, *, zone: str | None, by: str, now: datetime) -> int:
    """Give a location an IANA zone; None: the shop's counts. The answer is how many open orders are planned anew.

    What is still to come is late, and held units are due, by the new zone. Raises NotFound for a location that is not
    open any more.
    """
    known = zones.of_location(conn, shop.id, place)
    if known is None:
        raise NotFound("This location is not open any more.")
    if known.own == zone:
        return 0
    zones.say(conn, shop.id, place, zone)
    orders = plans.orders_planned(conn, shop.id)
    detail = {"name": known.name, "zone": {"from": known.own, "to": zone}, "orders": orders}
    activity.log(conn, shop.id, _CHANGED, f"location:{place}", actor=by, at=now, detail=detail)
    shopstate.want_all_again(conn, shop.id, DEADLINE, by=by, at=now)
    plan_anew(conn, shop.id, cause=_CHANGED)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause=_CHANGED)
    return orders
