"""What shoppers are told of bundles. A bundle has no stock and no policy of its own: its components have both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from app.db import bundles, catalog, footprints, plans, stock, terms
from app.db.bundles import StoredComponent
from app.db.plans import StoredPlan
from app.db.shopstate import variant_resource
from app.domain.availability import from_stock
from app.domain.bundles import Component, bundle_availability
from app.domain.ids import ItemId, PoolId
from app.domain.model import UNLIMITED, Availability, Mode, SaleState, Step
from app.replan.facts import Desk
from app.replan.offers import availability_of, offers
from app.replan.publish import is_stopped, publish_version

_ENDLESS = Availability(SaleState.IN_STOCK, (Step(UNLIMITED, None),), UNLIMITED)
_NONE = Availability(SaleState.SOLD_OUT, (), 0)


def publish_bundles(conn: sa.Connection, desk: Desk, items: Iterable[ItemId]) -> None:
    """Decide the metafield of each bundle that these items belong to or are part of.

    The items must be planned, and locked with their companions.
    """
    shop, touched = desk.shop.id, list(items)
    asked = {*bundles.on_with_items(conn, shop, touched), *bundles.with_own_items(conn, shop, touched)}
    if not asked:
        return
    said = terms.own_terms(conn, shop, asked)
    parts = bundles.components(conn, shop, asked)
    for bundle in sorted(catalog.stored_variants(conn, shop, asked), key=lambda each: each.id):
        if said[bundle.id].mode is Mode.OFF:
            footprints.give_back(conn, shop, variant_resource(bundle.id), by=desk.by, at=desk.now)
            continue
        for_sale = _for_sale(conn, desk, parts.get(bundle.id, []))
        each = {pool: bundle_availability(made_of) for pool, made_of in for_sale.items()}
        publish_version(conn, desk, bundle.id, offers(each, desk.pools), bundle.item)


def _for_sale(conn: sa.Connection, desk: Desk, parts: Sequence[StoredComponent]) -> dict[PoolId, list[Component]]:
    """Variants of one item draw on one stock, so their units add up. In each pool its own components serve."""
    each: dict[ItemId, int] = {}
    for part in parts:
        each[part.item] = each.get(part.item, 0) + part.each
    endless = stock.uncounted(conn, desk.shop.id, set(each))
    stored = {item: plans.of_item(conn, desk.shop.id, item) for item in each if item not in endless}
    stopped = _stopped(conn, desk, parts)
    return {
        pool: [
            Component(
                item, units, _sale(stored[item].get(pool), limited=item in stopped) if item in stored else _ENDLESS
            )
            for item, units in each.items()
        ]
        for pool in desk.pools.ids
    }


def _stopped(conn: sa.Connection, desk: Desk, parts: Sequence[StoredComponent]) -> set[ItemId]:
    """Components that Shopify sells from stock only, because somebody else wants it so: no bundle is made of more."""
    found = catalog.stored_variants(conn, desk.shop.id, [part.variant for part in parts])
    return {stored.item for stored in found if is_stopped(conn, desk, stored)}


def _sale(stored: StoredPlan | None, *, limited: bool) -> Availability:
    sale = availability_of(stored.availability) if stored and stored.availability else _NONE
    return from_stock(sale) if limited else sale
