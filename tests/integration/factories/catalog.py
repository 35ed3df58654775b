"""Locations, variants and their stock, as if Shopify had just told us of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from app.db import catalog, inventory
from app.domain.ids import ItemId, LocationId, ProductId, ShopId, VariantId
from app.shopify.facts import ItemFact, LevelFact, LocationFact, MetafieldFact, Quantities, VariantFact
from app.shopify.money import Money
from tests.integration.factories.moments import FETCHED_AT, NOW

WAREHOUSE = LocationId(7001)
_ITEMS_AFTER = 9_007_199_254_740_992
"""Item ids lie this far above variant ids, beyond what a double can hold."""


def item_of(variant: int) -> ItemId:
    return ItemId(_ITEMS_AFTER + variant)


def add_warehouse(
    conn: sa.Connection, shop: ShopId, *, location: LocationId = WAREHOUSE, active: bool = True
) -> LocationId:
    """A location that fulfils online orders. Each call replaces the default pool by all such locations."""
    catalog.save_locations(conn, shop, [place_fact(location, active=active)], started_at=FETCHED_AT)
    return location


def place_fact(location: LocationId, *, active: bool = True) -> LocationFact:
    return LocationFact(
        id=location,
        name=f"Warehouse {location}",
        active=active,
        fulfills_online_orders=True,
        ships_inventory=True,
        fulfillment_service=False,
        country="US",
        updated_at=NOW,
    )


def variant_fact(
    *,
    variant: int,
    item: ItemId | None = None,
    product: str = "Fjord Enamel Kettle",
    title: str = "Blue",
    sku: str | None = "KETTLE-BLUE",
    status: str = "ACTIVE",
    policy: str = "DENY",
    price_minor: int = 5400,
    is_bundle: bool = False,
    backorder: MetafieldFact | None = None,
) -> VariantFact:
    return VariantFact(
        id=VariantId(variant),
        product_id=ProductId(variant + 1),
        item_id=item or item_of(variant),
        product_title=product,
        product_handle="product",
        product_status=status,
        title=title,
        display_name=f"{product} - {title}",
        sku=sku,
        price=Money(price_minor, "USD", 2),
        inventory_policy=policy,
        bundle=is_bundle,
        image_url=None,
        backorder=backorder,
        updated_at=NOW,
    )


def add_variant(
    conn: sa.Connection, shop: ShopId, fact: VariantFact, *, fetched_at: datetime = FETCHED_AT
) -> VariantId:
    catalog.save_variants(conn, shop, [fact], started_at=fetched_at)
    return fact.id


def set_stock(
    conn: sa.Connection,
    shop: ShopId,
    item: ItemId,
    *,
    available: int,
    committed: int = 0,
    incoming: int = 0,
    location: LocationId = WAREHOUSE,
    fetched_at: datetime = FETCHED_AT,
    tracked: bool = True,
) -> None:
    """The item's only level. `available` may be negative: Shopify's word for oversold."""
    levels = {location: (available, committed, incoming)}
    set_levels(conn, shop, item, levels, fetched_at=fetched_at, tracked=tracked)


def set_levels(
    conn: sa.Connection,
    shop: ShopId,
    item: ItemId,
    levels: Mapping[LocationId, tuple[int, int, int]],
    *,
    fetched_at: datetime = FETCHED_AT,
    tracked: bool = True,
) -> None:
    """All levels of the item: available, committed and incoming by location."""
    fact = ItemFact(
        id=item,
        sku=None,
        tracked=tracked,
        requires_shipping=True,
        variants=(),
        levels=tuple(
            LevelFact(
                item_id=item,
                location_id=location,
                active=True,
                quantities=Quantities(
                    available=available, committed=committed, on_hand=available + committed, incoming=incoming
                ),
                updated_at=NOW,
            )
            for location, (available, committed, incoming) in levels.items()
        ),
        updated_at=NOW,
    )
    inventory.save_items(conn, shop, [fact], started_at=fetched_at)
