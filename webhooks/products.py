"""What a `products/update` body says besides which product: enough to see that nothing we keep has changed."""

from __future__ import annotations

from app.db.listings import Listed
from app.domain.ids import ItemId, VariantId
from app.inbox.hints import Unreadable
from app.shopify.money import money
from webhooks.payloads import Product, ProductVariant, number, read


def read_listing(body: bytes, *, currency: str) -> frozenset[Listed] | None:
    """The product's variants, priced in the shop's `currency`; None where something is missing or malformed.

    Shopify leaves variants out of the bodies of large products: what is here may be a part. What a bundle is made of
    is in no body, so a product that has one is always read.
    """
    try:
        found = read(body, Product)
    except Unreadable:
        return None
    if found.has_variants_that_requires_components is not False:
        return None
    variants = [_listed(found, each, currency) for each in found.variants or ()]
    if not variants or any(each is None for each in variants):
        return None
    return frozenset(each for each in variants if each is not None)


def _listed(product: Product, variant: ProductVariant, currency: str) -> Listed | None:
    variant_id, item_id = number(variant.id), number(variant.inventory_item_id)
    texts = (product.title, product.handle, product.status, variant.title, variant.inventory_policy)
    if variant_id is None or item_id is None or variant.price is None or None in texts:
        return None
    title, handle, status, name, policy = (text or "" for text in texts)
    try:
        price = money(variant.price, currency).minor
    except ValueError:
        return None
    return Listed(
        variant=VariantId(variant_id),
        item=ItemId(item_id),
        product_title=title,
        handle=handle,
        status=status.upper(),
        title=name,
        sku=variant.sku or "",
        price_minor=price,
        policy=policy.upper(),
        is_bundle=False,
    )
