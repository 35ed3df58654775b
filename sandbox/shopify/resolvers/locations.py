"""Locations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire
from sandbox.shopify.acts.catalog import set_location_active
from sandbox.shopify.connections import connection, sort
from sandbox.shopify.errors import refused, user_error
from sandbox.shopify.model import Address, InventoryLevel, Location
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.search import search

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

COUNTRIES = {"US": "United States", "CA": "Canada", "GB": "United Kingdom", "DE": "Germany", "FR": "France"}
"""Of the countries that the seeds know; others show their code."""
FILTERS = {
    "default": lambda location: location.name,
    "id": lambda location: location.id,
    "name": lambda location: location.name,
    "active": lambda location: location.active,
    "legacy": lambda _: False,
    "created_at": lambda location: location.created_at,
}

resolvers.attributes(
    "Location",
    {
        "id": "gid",
        "legacyResourceId": "id",
        "name": "name",
        "isActive": "active",
        "fulfillsOnlineOrders": "fulfills_online_orders",
        "shipsInventory": "ships_inventory",
        "isFulfillmentService": "is_fulfillment_service",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
        "deactivatedAt": lambda location: None if location.active else wire.utc(location.updated_at),
        "activatable": lambda _: True,
        "address": lambda location: address(location.address),
    },
)


def address(place: Address) -> dict[str, Any]:
    """A LocationAddress."""
    return {
        "address1": place.address1,
        "address2": place.address2,
        "city": place.city,
        "country": COUNTRIES.get(place.country_code, place.country_code),
        "countryCode": place.country_code,
        "provinceCode": place.province_code,
        "zip": place.zip,
        "phone": place.phone,
        "formatted": [line for line in _lines(place) if line],
    }


def _lines(place: Address) -> list[str | None]:
    town = " ".join(part for part in (place.city, place.province_code, place.zip) if part)
    return [place.address1, place.address2, town, COUNTRIES.get(place.country_code, place.country_code)]


@resolvers.field("Location.hasActiveInventory")
def has_active_inventory(place: Location, request: Request, _args: Args) -> bool:
    levels = request.shop.inventory_levels.values()
    return any(level.location is place and level.active and level.on_hand for level in levels)


@resolvers.field("Location.hasUnfulfilledOrders")
def has_unfulfilled_orders(place: Location, request: Request, _args: Args) -> bool:
    owners = request.shop.fulfillment_orders.values()
    return any(owner.location is place and owner.status not in ("CLOSED", "CANCELLED") for owner in owners)


@resolvers.query("location")
def location(request: Request, args: Args) -> Location | None:
    """Without an id the primary one, which is the first."""
    if args.get("id") is None:
        return next(iter(request.shop.locations.values()), None)
    return request.find(Location, args["id"])


@resolvers.query("locations")
def locations(request: Request, args: Args) -> dict[str, Any]:
    shown = [place for place in request.shop.locations.values() if place.active or args.get("includeInactive")]
    found = search(shown, args.get("query"), readers=FILTERS, where="locations")
    return connection(sort(found, args, keys={"NAME": lambda place: place.name}), args)


@resolvers.field("Location.inventoryLevels")
def location_levels(place: Location, request: Request, args: Args) -> dict[str, Any]:
    levels = request.shop.inventory_levels.values()
    return connection((level for level in levels if level.location is place and _shown(level, args)), args)


def _shown(level: InventoryLevel, args: Args) -> bool:
    return level.active or bool(args.get("includeInactive"))


@resolvers.mutation("locationActivate")
def location_activate(request: Request, args: Args) -> dict[str, Any]:
    return _switch(request, args, active=True, errors="locationActivateUserErrors")


@resolvers.mutation("locationDeactivate")
def location_deactivate(request: Request, args: Args) -> dict[str, Any]:
    return _switch(request, args, active=False, errors="locationDeactivateUserErrors")


def _switch(request: Request, args: Args, *, active: bool, errors: str) -> dict[str, Any]:
    place = request.find(Location, args["locationId"])
    if place is None:
        error = user_error(["locationId"], "Location not found.", code="LOCATION_NOT_FOUND")
        return refused(error, key=errors, location=None)
    set_location_active(request.store, shop=request.shop, location=place, active=active)
    return {"location": place, errors: []}
