"""Variants: what is for sale, and whether it may be sold without stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.ids import ItemId, ProductId, VariantId
from app.shopify.bundles import with_components
from app.shopify.facts import Reading, Unreadable, VariantFact
from app.shopify.gid import from_gid, to_gid
from app.shopify.metafields import metafield_fact
from app.shopify.money import money
from app.shopify.operations import PRODUCT_VARIANTS, SET_INVENTORY_POLICY, VARIANTS_BY_IDS, VARIANTS_PAGE
from app.shopify.reading import payload, read_nodes, read_pages, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from app.shopify.client import ShopAdmin
    from app.shopify.reading import Place
    from app.shopify.types.bulk import BulkMedia, BulkVariant
    from app.shopify.types.catalog import Media, ProductWithVariants, Variant, VariantsByIds
    from app.shopify.types.wire import Page

_BATCH = 100


def fetch_variants(admin: ShopAdmin, ids: Sequence[VariantId]) -> Reading[VariantId, VariantFact]:
    def fact(variant: Variant, place: Place) -> VariantFact:
        data: VariantsByIds = place.answer.data  # type: ignore[assignment]
        return variant_fact(variant, currency=data.shop.currency_code)

    reading = read_nodes(
        admin,
        VARIANTS_BY_IDS,
        ids,
        type_name="ProductVariant",
        size=_BATCH,
        nodes=lambda data: data.nodes,
        fact=fact,
    )
    whole = {fact.id: fact for fact in with_components(admin, reading.found.values())}
    return Reading(reading.started_at, whole, reading.unreadable)


def fetch_product_variants(admin: ShopAdmin, product: ProductId) -> tuple[VariantFact, ...] | Unreadable:
    """All variants of a product, up to the 2,048 it may have."""
    variables = {"id": to_gid("Product", product)}
    first = admin.execute(PRODUCT_VARIANTS, {**variables, "after": None}).data
    if first.product is None:
        return Unreadable()

    def more(after: str) -> Page[Variant] | None:
        found: ProductWithVariants | None = admin.execute(PRODUCT_VARIANTS, {**variables, "after": after}).data.product
        return found.variants if found else None

    currency = first.shop.currency_code
    found = read_pages(first.product.variants, more)
    return with_components(admin, (variant_fact(variant, currency=currency) for variant in found))


def iterate_variants(admin: ShopAdmin, *, query: str = "") -> Iterator[VariantFact]:
    """All variants in id order, a page at a time. `query` is Shopify's search syntax; empty: the whole shop."""
    after: str | None = None
    while True:
        data = admin.execute(VARIANTS_PAGE, {"after": after, "query": query}).data
        currency = data.shop.currency_code
        yield from with_components(
            admin, (variant_fact(variant, currency=currency) for variant in data.product_variants.nodes)
        )
        info = data.product_variants.page_info
        if not info.has_next_page:
            return
        after = info.end_cursor


def set_inventory_policy(
    admin: ShopAdmin, product: ProductId, policies: Mapping[VariantId, str]
) -> Mapping[VariantId, datetime]:
    """Set `CONTINUE` or `DENY` on variants of one product, all or none; at most 250.

    Returns each variant's `updated_at` after the write, by which our own echo is told from somebody else's change.
    Raises UserErrors and every error of `AdminClient.execute`.
    """
    variants = [
        {"id": to_gid("ProductVariant", variant), "inventoryPolicy": policy} for variant, policy in policies.items()
    ]
    answer = admin.execute(SET_INVENTORY_POLICY, {"productId": to_gid("Product", product), "variants": variants})
    result = payload("productVariantsBulkUpdate", answer.data.product_variants_bulk_update)
    refuse("productVariantsBulkUpdate", result.user_errors)
    return {from_gid(variant.id, VariantId): variant.updated_at for variant in result.product_variants or ()}


def variant_fact(variant: Variant | BulkVariant, *, currency: str) -> VariantFact:
    """The wire's variant as a fact. `currency` is the shop's: prices come without one."""
    product = variant.product
    return VariantFact(
        id=from_gid(variant.id, VariantId),
        product_id=from_gid(product.id, ProductId),
        item_id=from_gid(variant.inventory_item.id, ItemId),
        product_title=product.title,
        product_handle=product.handle,
        product_status=product.status,
        title=variant.title,
        display_name=variant.display_name,
        sku=variant.sku,
        price=money(variant.price, currency),
        inventory_policy=variant.inventory_policy,
        bundle=variant.requires_components,
        image_url=_image_url([*variant.media.nodes, product.featured_media]),
        backorder=metafield_fact(variant.metafield),
        updated_at=variant.updated_at,
    )


def _image_url(media: Sequence[Media | BulkMedia | None]) -> str | None:
    """The first picture: the variant's own, else the product's."""
    for medium in media:
        if medium and medium.preview and medium.preview.image:
            return medium.preview.image.url
    return None
