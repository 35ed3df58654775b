"""Locations, inactive ones included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.ids import LocationId
from app.shopify.facts import LocationFact
from app.shopify.gid import from_gid
from app.shopify.operations import LOCATIONS
from app.shopify.reading import read_pages

if TYPE_CHECKING:
    from app.shopify.client import ShopAdmin
    from app.shopify.types.shop import Location
    from app.shopify.types.wire import Page


def fetch_locations(admin: ShopAdmin) -> tuple[LocationFact, ...]:
    """Every location of the shop. One that is absent here was deleted: by id, so that a new name moves none between
    pages.
    """

    def page(after: str | None) -> Page[Location]:
        return admin.execute(LOCATIONS, {"after": after}).data.locations

    return tuple(_fact(location) for location in read_pages(page(None), page))


def _fact(location: Location) -> LocationFact:
    return LocationFact(
        id=from_gid(location.id, LocationId),
        name=location.name,
        active=location.is_active,
        fulfills_online_orders=location.fulfills_online_orders,
        ships_inventory=location.ships_inventory,
        fulfillment_service=location.is_fulfillment_service,
        country=location.address.country_code,
        updated_at=location.updated_at,
    )
