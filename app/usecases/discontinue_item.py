"""The merchant says that no more of a variant will come."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, catalog, discontinued, locks, plans, terms
from app.db.shops import Shop
from app.db.terms import Scope
from app.domain.ids import ItemId, VariantId
from app.domain.model import Mode
from app.errors import AppError, NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.replan import replan


def discontinue_item(conn: sa.Connection, shop: Shop, variant: VariantId, *, by: str, now: datetime) -> ItemId:
    """Count on no supply of the variant's item any more, and sell none past the stock. Gives the item.

    What is there still goes to those who wait, in their order; everybody else is told once that no date can be given.
    Raises NotFound, and AppError for a bundle: nothing of its own is ever on its way.
    """
    found = catalog.stored_variants(conn, shop.id, [variant])
    if not found:
        raise NotFound("This variant is not in this shop any more.")
    if found[0].is_bundle:
        raise AppError(f"{found[0].name} is a bundle. Say this of the product in it that will not come.")
    item = found[0].item
    locks.lock_items(conn, shop.id, [item])
    if discontinued.is_said(conn, shop.id, item):
        return item
    discontinued.say(conn, shop.id, item, by=by, at=now)
    for each in catalog.variants_of_items(conn, shop.id, [item], with_bundles=False)[item]:
        terms.say(conn, shop.id, Scope.VARIANT, each, by=by, at=now, mode=Mode.OFF)
    units, orders = plans.waiting(conn, shop.id, item)
    detail = {"orders": orders, "units": units}
    activity.log(conn, shop.id, "discontinued", f"item:{item}", actor=by, at=now, detail=detail)
    replan(conn, shop, [item], by=by, now=now)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="discontinued")
    return item
