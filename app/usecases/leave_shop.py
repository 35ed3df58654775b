"""Leave a shop as it was found: everything switched off, and what is owed either held until it ships or let go."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, cart_limit, shops, shopstate, terms
from app.db.shops import Shop
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.anew import plan_all, shape_all
from app.usecases.limit_cart import limit_cart
from app.usecases.switch_off import say_off

_OF_SHOP = "shop"
_LEFT = "left the shop"


def leave_shop(conn: sa.Connection, shop: Shop, *, release: bool, by: str, now: datetime) -> None:
    """Switch every variant off, and the limit in the cart.

    `release`: let every hold, tag and note on orders go now, though units are still owed.
    Promises stay, and customers go on hearing of them. Of a large shop it is decided in steps. Converge carries it out,
    and goes on after a kill. Safe to run twice; the second time may release what the first kept. Switching a variant on
    again ends it.
    """
    settings = shops.settings(conn, shop.id)
    shops.save_settings(conn, shop.id, switched_off_at=settings.switched_off_at or now, lets_go=release)
    activity.log(conn, shop.id, _LEFT, _OF_SHOP, actor=by, at=now, detail={"release": release})
    limit_cart(conn, shop, cart_limit.OFF, by=by, now=now)
    off = say_off(conn, shop, terms.switched_on(conn, shop.id), by=by, now=now, release=False)
    plan_all(conn, shop, off.items, cause=_LEFT, by=by, now=now)
    held = shopstate.orders_with_holds(conn, shop.id)
    shape_all(conn, shop, off.orders.union(held), cause=_LEFT, by=by, now=now)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause=_LEFT)
