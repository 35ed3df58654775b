"""Changing products and variants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.bodies.products import inventory_item_body, product_body
from sandbox.shopify.bodies.shops import location_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.shopify.model import InventoryItem, InventoryLevel, Location, Policy, Product, Shop, Variant
    from sandbox.shopify.store import Store


def touch_product(store: Store, *, shop: Shop, product: Product) -> None:
    """Date it and send `products/update`, which every write to it, its variants or their metafields causes."""
    product.updated_at = store.now()
    store.emit(shop, "products/update", product_body(shop, product=product))


def touch_item(store: Store, *, shop: Shop, item: InventoryItem) -> None:
    item.updated_at = store.now()
    store.emit(shop, "inventory_items/update", inventory_item_body(shop, item=item))


def set_policy(store: Store, *, shop: Shop, variant: Variant, policy: Policy) -> None:
    """The merchant's own switch in the admin; no write, no webhook when nothing changes."""
    if variant.policy == policy:
        return
    variant.policy = policy
    variant.updated_at = store.now()
    touch_product(store, shop=shop, product=variant.product)


def make_bundle(store: Store, *, shop: Shop, variant: Variant, components: Mapping[Variant, int]) -> None:
    """An app makes the variant a bundle, or another one: so many units of each variant in one of it."""
    variant.requires_components, variant.components = True, dict(components)
    variant.updated_at = store.now()
    touch_product(store, shop=shop, product=variant.product)


def set_location_active(store: Store, *, shop: Shop, location: Location, active: bool) -> None:
    location.active, location.updated_at = active, store.now()
    topic = "locations/activate" if active else "locations/deactivate"
    store.emit(shop, topic, location_body(shop, location=location))


def delete_location(store: Store, *, shop: Shop, location: Location) -> None:
    """Shopify asks for it to be deactivated and empty before; the levels of what was kept there go."""
    if location.active or any(level.on_hand for level in _levels_at(shop, location)):
        raise ValueError(f"{location.name} is active, or holds units.")
    for item in {variant.inventory_item for variant in shop.variants.values()}:
        item.levels.pop(location.id, None)
    del shop.locations[location.id]
    store.emit(shop, "locations/delete", {"id": location.id})


def _levels_at(shop: Shop, location: Location) -> list[InventoryLevel]:
    items = {variant.inventory_item for variant in shop.variants.values()}
    return [level for item in items if (level := item.levels.get(location.id))]


def delete_product(store: Store, *, shop: Shop, product: Product) -> None:
    """Its variants and their stock go too; lines already ordered keep their text."""
    for variant in list(product.variants):
        _forget_variant(store, shop, variant)
    del shop.products[product.id]
    for collection in shop.collections.values():
        if product in collection.products:
            collection.products.remove(product)
    store.emit(shop, "products/delete", {"id": product.id})


def delete_variant(store: Store, *, shop: Shop, variant: Variant) -> None:
    _forget_variant(store, shop, variant)
    touch_product(store, shop=shop, product=variant.product)


def _forget_variant(store: Store, shop: Shop, variant: Variant) -> None:
    item = variant.inventory_item
    del shop.variants[variant.id]
    variant.product.variants.remove(variant)
    item.variants.remove(variant)
    for order in shop.orders.values():
        for line in order.lines:
            if line.variant is variant:
                line.variant = None
    if not item.variants:
        for level in item.levels.values():
            del shop.inventory_levels[level.id]
        del shop.inventory_items[item.id]
        store.emit(shop, "inventory_items/delete", {"id": item.id, "admin_graphql_api_id": item.gid})
