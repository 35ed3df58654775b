"""What shoppers are told of bundles. A bundle has no stock and no policy of its own: its components have both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from app.db import bundles, catalog, footprints, plans, stock, terms
from app.db.bundles import StoredComponent
from app.db.shopstate import variant_resource
from app.domain.bundles import Component, bundle_availability
from app.domain.ids import DEFAULT_POOL, ItemId
from app.domain.model import UNLIMITED, Availability, Mode, SaleState, Step
from app.replan.facts import Desk
from app.replan.publish import availability_of, packed, publish_version

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
            footprints.give_back(conn, shop, variant_resource(bundle.id), at=desk.now)
            continue
        availability = bundle_availability(_for_sale(conn, desk, parts.get(bundle.id, [])))
        publish_version(conn, desk, bundle.id, availability, packed(availability, bundle.item))


def _for_sale(conn: sa.Connection, desk: Desk, parts: Sequence[StoredComponent]) -> list[Component]:
    """Variants of one item draw on one stock, so their units add up."""
    each: dict[ItemId, int] = {}
    for part in parts:
        each[part.item] = each.get(part.item, 0) + part.each
    endless = stock.uncounted(conn, desk.shop.id, set(each))
    return [
        Component(item, units, _ENDLESS if item in endless else _sale(conn, desk, item)) for item, units in each.items()
    ]


def _sale(conn: sa.Connection, desk: Desk, item: ItemId) -> Availability:
    stored = plans.load(conn, desk.shop.id, item, DEFAULT_POOL)
    return availability_of(stored.availability) if stored and stored.availability else _NONE
