"""Products, variants, collections and metafields, as Liquid has them. Prices are minor units, ids are numbers."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sandbox.shopify.model import Collection
from sandbox.shopify.stock import for_sale, sellable
from sandbox.storefront.drops.drop import Drop
from sandbox.storefront.drops.sequence import DropList

if TYPE_CHECKING:
    from sandbox.shopify.model import Product, Resource, Shop, Variant

LISTED_VARIANTS = 250
"""`product.variants` holds no more, unpaginated (shopify.dev, product object)."""


def product_drop(shop: Shop, *, product: Product, root: str, chosen: int | None = None) -> Drop:
    """`root` is the address prefix of the page's language. `chosen` is the `?variant=` of the address."""
    variants = [variant_drop(shop, variant=variant, root=root) for variant in product.variants]
    selected = next((variant for variant in variants if variant["id"] == chosen), None)
    first_available = next((variant for variant in variants if variant["available"]), variants[0])
    return Drop(
        "product",
        {
            "id": product.id,
            "title": product.title,
            "handle": product.handle,
            "description": product.description,
            "vendor": product.vendor,
            "type": product.product_type,
            "tags": list(product.tags),
            "url": f"{root}/products/{product.handle}",
            "available": any(variant["available"] for variant in variants),
            "price_min": min(variant.price for variant in product.variants),
            "price_varies": len({variant.price for variant in product.variants}) > 1,
            "featured_image": image_drop(product.id, alt=product.title),
            "options_with_values": options(product, selected=selected or first_available, root=root),
            "has_only_default_variant": list(product.options) in ([], ["Title"]),
            "variants": variants[:LISTED_VARIANTS],
            "variants_count": len(variants),
            "selected_variant": selected,
            "first_available_variant": first_available,
            "selected_or_first_available_variant": selected or first_available,
            "metafields": metafields(shop, owner=product),
        },
    )


def variant_drop(shop: Shop, *, variant: Variant, root: str) -> Drop:
    chosen = list(variant.selected_options.values())
    picture = variant.id if variant.picture else variant.product.id
    return Drop(
        "variant",
        {
            "id": variant.id,
            "title": variant.title,
            "sku": variant.sku,
            "price": variant.price,
            "compare_at_price": variant.compare_at_price,
            "available": for_sale(variant),
            "options": chosen,
            "inventory_quantity": sellable(variant),
            "inventory_policy": variant.policy.lower(),
            "inventory_management": "shopify" if variant.inventory_item.tracked else None,
            "image": image_drop(picture, alt=variant.display_title),
            "url": f"{root}/products/{variant.product.handle}?variant={variant.id}",
            "metafields": metafields(shop, owner=variant),
        },
    )


def options(product: Product, *, selected: Drop, root: str) -> list[Drop]:
    """Options with their values; each value links to the variant that has it and else what is selected."""
    names = list(product.options)
    now = dict(zip(names, selected["options"], strict=False))  # type: ignore[call-overload]
    return [
        Drop(
            "option",
            {
                "name": name,
                "selected_value": now.get(name),
                "values": [
                    _value(product, wanted=now | {name: value}, name=name, now=now, root=root) for value in values
                ],
            },
        )
        for name, values in product.options.items()
    ]


def _value(product: Product, *, wanted: dict[str, str], name: str, now: dict[str, str], root: str) -> Drop:
    variant = next((variant for variant in product.variants if variant.selected_options == wanted), None)
    return Drop(
        "option_value",
        {
            "name": wanted[name],
            "selected": now.get(name) == wanted[name],
            "available": variant is not None and for_sale(variant),
            "variant_id": variant.id if variant else None,
            "url": f"{root}/products/{product.handle}?variant={variant.id}" if variant else None,
        },
    )


def collection_drop(shop: Shop, *, collection: Collection, root: str) -> Drop:
    products = [product for product in collection.products if product.status == "ACTIVE"]
    return Drop(
        "collection",
        {
            "title": collection.title,
            "handle": collection.handle,
            "url": f"{root}/collections/{collection.handle}",
            "products_count": len(products),
            "products": DropList(products, make=lambda product: product_drop(shop, product=product, root=root)),
        },
    )


class Collections(DropList[Collection]):
    """Looped over, the merchant's collections; asked by handle, one of them, or `all` for everything on sale."""

    def __init__(self, shop: Shop, *, root: str) -> None:
        own = list(shop.collections.values())
        super().__init__(own, make=lambda collection: collection_drop(shop, collection=collection, root=root))
        self._named = {each.handle: each for each in [everything(shop), *own]}

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self.make(self._named[key])
        return super().__getitem__(key)


def everything(shop: Shop) -> Collection:
    """The collection that every shop has at `/collections/all` without anybody making it."""
    return Collection(
        id=0, title="Products", handle="all", updated_at=shop.created_at, products=list(shop.products.values())
    )


def image_drop(resource_id: int, *, alt: str) -> Drop:
    return Drop("image", {"src": f"/pictures/{resource_id}.svg", "alt": alt})


def metafields(shop: Shop, *, owner: Resource) -> dict[str, dict[str, Drop]]:
    """By namespace and key. Only what the app opened to the storefront is there, its own also under `$app`.

    A metafield that is not there reads as nothing, as at Shopify.
    """
    own = shop.installation.app.namespace if shop.installation else None
    found: dict[str, dict[str, Drop]] = defaultdict(dict)
    for definition in shop.metafield_definitions.values():
        metafield = shop.metafields.get((owner.gid, definition.namespace, definition.key))
        if metafield is None or definition.storefront_access != "PUBLIC_READ":
            continue
        value = json.loads(metafield.value) if metafield.type == "json" else metafield.value
        for name in (metafield.namespace, "$app") if metafield.namespace == own else (metafield.namespace,):
            found[name][metafield.key] = Drop("metafield", {"type": metafield.type, "value": value})
    return dict(found)
