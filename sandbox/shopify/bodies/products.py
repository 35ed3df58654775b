"""Bodies of `products/*` and `inventory_items/*`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire

if TYPE_CHECKING:
    from sandbox.shopify.model import InventoryItem, Product, Shop, Variant


def product_body(shop: Shop, *, product: Product) -> dict[str, Any]:
    return {
        "admin_graphql_api_id": product.gid,
        "body_html": product.description,
        "created_at": wire.local(product.created_at, zone=shop.timezone),
        "handle": product.handle,
        "id": product.id,
        "product_type": product.product_type,
        "published_at": wire.local(product.created_at, zone=shop.timezone),
        "template_suffix": None,
        "title": product.title,
        "updated_at": wire.local(product.updated_at, zone=shop.timezone),
        "vendor": product.vendor,
        "status": product.status.lower(),
        "published_scope": "web",
        "tags": ", ".join(product.tags),
        "variants": [variant_body(shop, variant=variant) for variant in product.variants],
        "options": [{"name": name, "values": values} for name, values in product.options.items()],
        "images": [],
        "image": None,
        "has_variants_that_requires_components": any(each.requires_components for each in product.variants),
    }


def variant_body(shop: Shop, *, variant: Variant) -> dict[str, Any]:
    quantity = sum(level.quantities["available"] for level in variant.inventory_item.levels.values() if level.active)
    values = [*variant.selected_options.values(), None, None, None]
    return {
        "admin_graphql_api_id": variant.gid,
        "barcode": variant.barcode,
        "compare_at_price": _price(variant.compare_at_price, shop),
        "created_at": wire.local(variant.created_at, zone=shop.timezone),
        "id": variant.id,
        "inventory_policy": variant.policy.lower(),
        "position": variant.position,
        "price": _price(variant.price, shop),
        "product_id": variant.product.id,
        "sku": variant.sku,
        "taxable": variant.taxable,
        "title": variant.title,
        "updated_at": wire.local(variant.updated_at, zone=shop.timezone),
        "option1": values[0],
        "option2": values[1],
        "option3": values[2],
        "image_id": None,
        "inventory_item_id": variant.inventory_item.id,
        "inventory_quantity": quantity,
        "old_inventory_quantity": quantity,
    }


def inventory_item_body(shop: Shop, *, item: InventoryItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "sku": item.sku,
        "created_at": wire.local(item.created_at, zone=shop.timezone),
        "updated_at": wire.local(item.updated_at, zone=shop.timezone),
        "requires_shipping": item.requires_shipping,
        "cost": _price(item.unit_cost, shop),
        "country_code_of_origin": None,
        "province_code_of_origin": None,
        "harmonized_system_code": None,
        "tracked": item.tracked,
        "country_harmonized_system_codes": [],
        "admin_graphql_api_id": item.gid,
    }


def _price(minor: int | None, shop: Shop) -> str | None:
    return None if minor is None else wire.money(minor, currency=shop.currency)
