"""Let the orders of a variant go that was switched off and kept them: the merchant has thought again."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, bundles, catalog, letting_go, locks, shopstate, terms
from app.db.shops import Shop
from app.db.terms import Scope
from app.domain.ids import VariantId
from app.domain.model import Mode
from app.errors import Conflict, NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.replan import replan


def release_orders(conn: sa.Connection, shop: Shop, variant: VariantId, *, by: str, now: datetime) -> None:
    """Hold nothing more of what this variant owes; tags and notes speak of it no more. What was promised stays so.

    Saying it again changes nothing. Raises NotFound, and Conflict for a variant that is on: somebody has switched it
    on meanwhile, and this must not switch it off.
    """
    known = catalog.stored_variants(conn, shop.id, [variant])
    if not known:
        raise NotFound("This variant is not in this shop any more.")
    parts = bundles.components(conn, shop.id, [each.id for each in known if each.is_bundle])
    items = {each.item for each in known} | {part.item for made_of in parts.values() for part in made_of}
    locks.lock_items(conn, shop.id, items)
    if terms.of_variants(conn, shop.id, [variant])[variant].mode is not Mode.OFF:
        raise Conflict("Backorders were switched on again meanwhile, so its orders stay held.")
    terms.say(conn, shop.id, Scope.VARIANT, variant, by=by, at=now, mode=Mode.OFF, lets_go=True)
    activity.log(conn, shop.id, "released its orders", shopstate.variant_resource(variant), actor=by, at=now)
    replan(conn, shop, items, by=by, now=now, orders=letting_go.orders_waiting(conn, shop.id, {variant}))
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="orders released")
