"""Put variants back as they were found. What was promised stays promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.db import activity, catalog, locks, shopstate, terms
from app.db.shops import Shop
from app.db.terms import Scope
from app.domain.ids import DEFAULT_POOL, VariantId
from app.domain.model import Mode
from app.errors import NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.replan import replan


def switch_off(conn: sa.Connection, shop: Shop, variants: Sequence[VariantId], *, by: str, now: datetime) -> None:
    """Make the state before us the desired one; converge carries it out. Raises NotFound."""
    known = {each.id: each for each in catalog.stored_variants(conn, shop.id, variants)}
    if unknown := set(variants) - known.keys():
        raise NotFound(f"{len(unknown)} of these variants are not in this shop any more.")
    locks.lock_items(conn, shop.id, [(each.item, DEFAULT_POOL) for each in known.values()])
    for variant in variants:
        terms.say(conn, shop.id, Scope.VARIANT, variant, by=by, at=now, mode=Mode.OFF)
        activity.log(conn, shop.id, "switched off", shopstate.variant_resource(variant), actor=by, at=now)
    replan(conn, shop, {each.item for each in known.values()}, now=now)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="switched off")
