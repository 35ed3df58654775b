"""Let shoppers order variants past their stock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.db import activity, catalog, footprints, locks, shopstate, terms
from app.db.shops import Shop
from app.db.terms import Scope
from app.domain.ids import DEFAULT_POOL, VariantId
from app.domain.model import Mode
from app.errors import NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.replan import replan


def switch_on(conn: sa.Connection, shop: Shop, variants: Sequence[VariantId], *, by: str, now: datetime) -> None:
    """Plan, promise and sell these variants. Those already on stay as they are. Raises NotFound.

    Until now nobody waited for their stock, so it is read before a shopper is told anything: what is decided here from
    older facts goes out only after that read.
    """
    known = {each.id: each for each in catalog.stored_variants(conn, shop.id, variants)}
    if unknown := set(variants) - known.keys():
        raise NotFound(f"{len(unknown)} of these variants are not in this shop any more.")
    locks.lock_items(conn, shop.id, [(each.item, DEFAULT_POOL) for each in known.values()])
    said = terms.of_variants(conn, shop.id, variants)
    new = [variant for variant in variants if said[variant].mode is Mode.OFF]
    for variant in new:
        terms.say(conn, shop.id, Scope.VARIANT, variant, by=by, at=now, mode=Mode.BACKORDER)
        footprints.take_over(conn, shop.id, shopstate.variant_resource(variant))
        activity.log(conn, shop.id, "switched on", shopstate.variant_resource(variant), actor=by, at=now)
    items = {known[variant].item for variant in new}
    replan(conn, shop, items, now=now)
    for item in sorted(items):
        enqueue(conn, shop.id, Hint(Kind.ITEM, item), cause="switched on")
