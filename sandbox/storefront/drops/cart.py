"""The cart, for templates and for the Ajax API. Prices are minor units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.storefront.drops.catalog import image_drop, variant_drop
from sandbox.storefront.drops.drop import Drop

if TYPE_CHECKING:
    from sandbox.shopify.model import Shop
    from sandbox.storefront.cart import Cart, CartLine


def cart_drop(shop: Shop, *, cart: Cart, root: str) -> Drop:
    return Drop(
        "cart",
        {
            "item_count": cart.count,
            "total_price": cart.total,
            "note": cart.note,
            "attributes": dict(cart.attributes),
            "items": [line_drop(shop, line=line, root=root) for line in cart.lines],
        },
    )


def line_drop(shop: Shop, *, line: CartLine, root: str) -> Drop:
    variant = line.variant
    return Drop(
        "line_item",
        {
            "key": line.key,
            "variant_id": variant.id,
            "variant": variant_drop(shop, variant=variant, root=root),
            "requires_shipping": variant.inventory_item.requires_shipping,
            "title": variant.product.title,
            "variant_title": None if variant.title == "Default Title" else variant.title,
            "quantity": line.quantity,
            "price": variant.price,
            "line_price": line.total,
            "url": f"{root}/products/{variant.product.handle}?variant={variant.id}",
            "image": image_drop(variant.id if variant.picture else variant.product.id, alt=variant.display_title),
            "properties": [{"name": name, "value": value} for name, value in line.shown_properties.items()],
        },
    )


def cart_json(cart: Cart, *, currency: str) -> dict[str, Any]:
    """The body of `GET /cart.js`."""
    return {
        "token": cart.token,
        "note": cart.note,
        "attributes": dict(cart.attributes),
        "item_count": cart.count,
        "total_price": cart.total,
        "currency": currency,
        "items": [line_json(line) for line in cart.lines],
    }


def line_json(line: CartLine) -> dict[str, Any]:
    """One line of the Ajax API. Hidden properties are in it: only templates hide them."""
    variant = line.variant
    return {
        "id": variant.id,
        "variant_id": variant.id,
        "product_id": variant.product.id,
        "key": line.key,
        "title": variant.display_title,
        "sku": variant.sku,
        "quantity": line.quantity,
        "price": variant.price,
        "line_price": line.total,
        "properties": dict(line.properties),
    }
