"""The limit in the cart: on, off, or otherwise. Converge carries it out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa

from app.db import activity, cart_limit, footprints, pools, shopstate
from app.db.cart_limit import CartLimit
from app.db.footprints import SWITCHED_OFF
from app.db.shops import Shop
from app.db.shopstate import LIMIT, VALIDATION, Desired
from app.db.tables.shopstate import FootprintState
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind


def limit_cart(conn: sa.Connection, shop: Shop, limit: CartLimit, *, by: str, now: datetime) -> None:
    """Say how carts are limited. It counts against whoever changed the limit in Shopify meanwhile, too."""
    before = cart_limit.chosen(conn, shop.id)
    trace = footprints.footprint_of(conn, shop.id, LIMIT, VALIDATION)
    theirs = trace is not None and trace.state is FootprintState.FOREIGN
    if before == limit and not theirs:
        return
    cart_limit.choose(conn, shop.id, limit)
    change = {"from": asdict(before), "to": asdict(limit)}
    activity.log(conn, shop.id, "changed the limit in the cart", "settings", actor=by, at=now, detail=change)
    if theirs:
        footprints.take_over(conn, shop.id, LIMIT)
    if limit.on or trace is not None:
        why = "switched on" if limit.on else SWITCHED_OFF
        desired = limit.desired(pools.read(conn, shop.id))
        shopstate.want(conn, shop.id, Desired(LIMIT, VALIDATION, desired, why), by=by, at=now)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="changed the limit in the cart")


def look_at_limit(conn: sa.Connection, shop: Shop) -> None:
    """Compare with Shopify now: no webhook tells of a validation that was switched off or deleted by hand."""
    shopstate.reopen(conn, shop.id, LIMIT, VALIDATION)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="asked to look at the limit in the cart")
