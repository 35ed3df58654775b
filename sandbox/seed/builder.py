"""Putting up a shop piece by piece, without webhooks: what existed before the app came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify import stock
from sandbox.shopify.model import Address, InventoryItem, Location, Product, Shop, Variant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.shopify.model import Policy
    from sandbox.shopify.store import Store


def add_shop(store: Store, *, domain: str, name: str, timezone: str = "America/New_York") -> Shop:
    shop = Shop(
        id=store.new_id(), domain=domain, name=name, created_at=store.now(), timezone=timezone, email=f"hello@{domain}"
    )
    store.shops[domain] = shop
    return shop


def add_location(
    store: Store, *, shop: Shop, name: str, city: str = "Portland", online: bool = True, priority: int = 0
) -> Location:
    now = store.now()
    location = Location(
        id=store.new_id(),
        name=name,
        created_at=now,
        updated_at=now,
        address=Address(address1="1 Mill Road", city=city, country_code="US", zip="97205"),
        fulfills_online_orders=online,
        priority=priority,
    )
    shop.locations[location.id] = location
    return location


def add_product(
    store: Store,
    *,
    shop: Shop,
    title: str,
    handle: str,
    options: Mapping[str, Sequence[str]] | None = None,
    vendor: str = "",
    product_type: str = "",
    description: str = "",
    tags: Sequence[str] = (),
    picture: str = "",
) -> Product:
    """A product that has no variants yet."""
    now = store.now()
    product = Product(
        id=store.new_id(),
        title=title,
        handle=handle,
        created_at=now,
        updated_at=now,
        vendor=vendor,
        product_type=product_type,
        description=description,
        tags=list(tags),
        picture=picture,
        options={name: list(values) for name, values in (options or {"Title": ["Default Title"]}).items()},
    )
    shop.products[product.id] = product
    return product


def add_variant(
    store: Store,
    *,
    shop: Shop,
    product: Product,
    sku: str,
    price: int,
    values: Sequence[str] = ("Default Title",),
    on_hand: Mapping[Location, int] | None = None,
    policy: Policy = "DENY",
    unit_cost: int | None = None,
    picture: str | None = None,
) -> Variant:
    """`values` in the order of the product's options; `on_hand` also says where it is stocked."""
    now = store.now()
    item = InventoryItem(id=store.new_id(), sku=sku, created_at=now, updated_at=now, unit_cost=unit_cost)
    variant = Variant(
        id=store.new_id(),
        product=product,
        inventory_item=item,
        title=" / ".join(values),
        sku=sku,
        price=price,
        created_at=now,
        updated_at=now,
        policy=policy,
        selected_options=dict(zip(product.options, values, strict=True)),
        position=len(product.variants) + 1,
        picture=picture,
    )
    item.variants.append(variant)
    product.variants.append(variant)
    shop.inventory_items[item.id], shop.variants[variant.id] = item, variant
    for location, units in (on_hand or {}).items():
        level = stock.level_at(store, shop=shop, item=item, location=location)
        stock.change(store, shop=shop, level=level, deltas={"available": units})
    return variant
