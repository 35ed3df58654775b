"""Let shoppers order variants past their stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from app.db import (
    activity,
    bundles,
    catalog,
    discontinued,
    footprints,
    letting_go,
    locks,
    plans,
    shops,
    shopstate,
    stock,
    terms,
)
from app.db.bundles import StoredComponent
from app.db.catalog import StoredVariant
from app.db.shops import Shop
from app.db.terms import Scope
from app.domain.ids import VariantId
from app.domain.model import Mode
from app.errors import AppError, NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.anew import shape_all
from app.replan.replan import replan


def switch_on(conn: sa.Connection, shop: Shop, variants: Sequence[VariantId], *, by: str, now: datetime) -> None:
    """Plan, promise and sell these variants. Those already on stay as they are.

    Until now nobody waited for their stock, so it is read before a shopper is told anything: what is decided here from
    older facts goes out only after that read. A bundle is ordered past its stock by what it is made of, which is on as
    long as the bundle is. Ends the leaving of a shop, and of a variant: orders that were let go and still wait are held
    again. Raises NotFound, and AppError for what has no stock to order past or will not come any more.
    """
    known = {each.id: each for each in catalog.stored_variants(conn, shop.id, variants)}
    if unknown := set(variants) - known.keys():
        raise NotFound(f"{len(unknown)} of these variants are not in this shop any more.")
    parts = bundles.components(conn, shop.id, [each.id for each in known.values() if each.is_bundle])
    _refuse_without_stock(conn, shop, list(known.values()), parts)
    items = {each.item for each in known.values()} | {part.item for made_of in parts.values() for part in made_of}
    locks.lock_items(conn, shop.id, items)
    _refuse_what_will_not_come(conn, shop, list(known.values()))
    said = terms.own_terms(conn, shop.id, variants)
    new = [variant for variant in variants if said[variant].mode is Mode.OFF]
    let_go = plans.orders_waiting(conn, shop.id) if new and shops.settings(conn, shop.id).lets_go else set()
    if new:
        shops.save_settings(conn, shop.id, switched_off_at=None, lets_go=False)
    for variant in new:
        terms.say(conn, shop.id, Scope.VARIANT, variant, by=by, at=now, mode=Mode.BACKORDER)
        for taken in (variant, *(part.variant for part in parts.get(variant, ()))):
            footprints.take_over(conn, shop.id, shopstate.variant_resource(taken))
        activity.log(conn, shop.id, "switched on", shopstate.variant_resource(variant), actor=by, at=now)
    again = {*new, *(part.variant for each in new for part in parts.get(each, ()))}
    let_go |= letting_go.orders_waiting(conn, shop.id, letting_go.end(conn, shop.id, again))
    items = {known[variant].item for variant in new} | {part.item for each in new for part in parts.get(each, ())}
    replan(conn, shop, items, by=by, now=now)
    shape_all(conn, shop, let_go, cause="switched on", by=by, now=now)
    for item in sorted(items):
        enqueue(conn, shop.id, Hint(Kind.ITEM, item), cause="switched on")


def _refuse_without_stock(
    conn: sa.Connection,
    shop: Shop,
    variants: Sequence[StoredVariant],
    parts: Mapping[VariantId, Sequence[StoredComponent]],
) -> None:
    """What Shopify does not count never runs out, and of a bundle put together in the cart nobody knows the parts."""
    of_bundles = {part.item for made_of in parts.values() for part in made_of}
    uncounted = stock.uncounted(conn, shop.id, {each.item for each in variants} | of_bundles)
    if unknown := [each.name for each in variants if each.is_bundle and each.id not in parts]:
        raise AppError(
            f"{_named(unknown)}: Shopify does not say what this bundle is made of. Switch on what it consists of."
        )
    counted = [{part.item for part in parts[each.id]} if each.is_bundle else {each.item} for each in variants]
    if free := [each.name for each, items in zip(variants, counted, strict=True) if items <= uncounted]:
        raise AppError(f"{_named(free)}: Shopify does not count this stock, so it never sells out.")


def _refuse_what_will_not_come(conn: sa.Connection, shop: Shop, variants: Sequence[StoredVariant]) -> None:
    """Nothing is sold past the stock of a discontinued item, so the list would call it on and no shopper would see."""
    over = discontinued.said_of(conn, shop.id, {each.item for each in variants})
    if names := [each.name for each in variants if each.item in over]:
        raise AppError(
            f"You said that no more of {_named(names)} will come. Under Discontinued, expect it again first."
        )


def _named(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
