"""Regions: countries that are served from locations of their own. All others are served from all other locations.

What is planned follows in steps, a moment later; the limit in the cart learns which country counts with which numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db import activity, buffers, cart_limit, plans, pools, shopstate
from app.db.pools import Region
from app.db.shops import Shop
from app.db.shopstate import LIMIT, VALIDATION, Desired
from app.domain.ids import PoolId
from app.domain.pools import Pools
from app.errors import Conflict, NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.anew import plan_anew

_CHANGED = "changed regions"


@dataclass(frozen=True, slots=True)
class Redrawn:
    """`orders` are open ones of what is for sale past its stock: they are planned anew."""

    orders: int


def draw_region(
    conn: sa.Connection, shop: Shop, region: Region, *, slot: PoolId | None, by: str, now: datetime
) -> Redrawn:
    """Change the region in the slot; None: draw a new one.

    Raises NotFound for a slot nobody drew, and Conflict where the others, or the shop's locations, are not any more
    what the region was drawn beside.
    """
    buffers.lock(conn, shop.id)
    known = pools.read(conn, shop.id)
    pool = known.free_slot if slot is None else slot
    if pool is None:
        raise Conflict("Somebody has drawn the last region that there may be. Look again.")
    if slot is not None and slot not in known.names:
        raise NotFound("Somebody has deleted this region. Look again.")
    _refuse_what_is_taken(conn, shop, region, pool, known)
    before = _detail(known, pool) if slot is not None else None
    pools.draw(conn, shop.id, pool, region)
    return _follow(conn, shop, pool, before, by=by, now=now)


def erase_region(conn: sa.Connection, shop: Shop, slot: PoolId, *, by: str, now: datetime) -> Redrawn:
    """Its countries and locations belong to everywhere else again. Raises NotFound for a slot nobody drew."""
    buffers.lock(conn, shop.id)
    known = pools.read(conn, shop.id)
    if slot not in known.names:
        raise NotFound("Somebody has deleted this region already.")
    pools.erase(conn, shop.id, slot)
    return _follow(conn, shop, slot, _detail(known, slot), by=by, now=now)


def _refuse_what_is_taken(conn: sa.Connection, shop: Shop, region: Region, pool: PoolId, known: Pools) -> None:
    others = {known.places.get(place, pool) for place in region.locations}
    others |= {known.countries.get(country, pool) for country in region.countries}
    if others - {pool}:
        raise Conflict("Another region has one of these countries or locations by now. Look again.")
    serving = pools.serving(conn, shop.id)
    if not region.locations <= serving:
        raise Conflict("One of these locations does not fulfil online orders any more. Look again.")
    kept = {place for place, of in known.places.items() if of != pool}
    if not serving - region.locations - kept:
        raise Conflict("No location would be left for everywhere else. Look again.")


def _follow(
    conn: sa.Connection, shop: Shop, pool: PoolId, before: dict[str, Any] | None, *, by: str, now: datetime
) -> Redrawn:
    after = pools.read(conn, shop.id)
    change = {"from": before, "to": _detail(after, pool)}
    if change["from"] == change["to"]:
        return Redrawn(0)
    orders = plans.orders_planned(conn, shop.id)
    verb = "drew a region" if before is None else "changed a region" if change["to"] else "deleted a region"
    activity.log(conn, shop.id, verb, f"region:{pool}", actor=by, at=now, detail={**change, "orders": orders})
    limit = cart_limit.chosen(conn, shop.id)
    if limit.on:
        wanted = Desired(LIMIT, VALIDATION, limit.desired(after), _CHANGED)
        shopstate.want(conn, shop.id, wanted, by=by, at=now)
        enqueue(conn, shop.id, Hint(Kind.DELIVER), cause=_CHANGED)
    plan_anew(conn, shop.id, cause=_CHANGED)
    return Redrawn(orders)


def _detail(known: Pools, pool: PoolId) -> dict[str, Any] | None:
    """The region as the record keeps it; None: there is none."""
    if pool not in known.names:
        return None
    return {
        "name": known.names[pool],
        "countries": sorted(country for country, of in known.countries.items() if of == pool),
        "locations": sorted(place for place, of in known.places.items() if of == pool),
    }
