"""Reading products and variants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import stock, wire
from sandbox.shopify.connections import connection, count, sort
from sandbox.shopify.model import Product, Variant
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.search import search

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


def quantity(variant: Variant) -> int:
    """`inventoryQuantity`: available of all active levels, also where online orders are not fulfilled."""
    return sum(level.quantities["available"] for level in variant.inventory_item.levels.values() if level.active)


def _total(product: Product) -> int:
    return sum(quantity(variant) for variant in product.variants)


VARIANT_FILTERS = {
    "default": lambda variant: [variant.title, variant.product.title, variant.sku],
    "id": lambda variant: variant.id,
    "sku": lambda variant: variant.sku,
    "barcode": lambda variant: variant.barcode,
    "title": lambda variant: variant.title,
    "product_id": lambda variant: variant.product.id,
    "product_status": lambda variant: variant.product.status,
    "product_type": lambda variant: variant.product.product_type,
    "vendor": lambda variant: variant.product.vendor,
    "tag": lambda variant: variant.product.tags,
    "inventory_quantity": quantity,
    "managed": lambda variant: variant.inventory_item.tracked,
    "updated_at": lambda variant: variant.updated_at,
}
PRODUCT_FILTERS = {
    "default": lambda product: [product.title, *product.title.lower().split(), product.vendor],
    "id": lambda product: product.id,
    "handle": lambda product: product.handle,
    "title": lambda product: product.title,
    "status": lambda product: product.status,
    "product_type": lambda product: product.product_type,
    "vendor": lambda product: product.vendor,
    "tag": lambda product: product.tags,
    "sku": lambda product: [variant.sku for variant in product.variants],
    "inventory_total": _total,
    "created_at": lambda product: product.created_at,
    "updated_at": lambda product: product.updated_at,
}
VARIANT_SORTS = {
    "SKU": lambda variant: variant.sku or "",
    "TITLE": lambda variant: variant.title,
    "FULL_TITLE": lambda variant: variant.display_title,
    "POSITION": lambda variant: variant.position,
    "INVENTORY_QUANTITY": quantity,
}
PRODUCT_SORTS = {
    "TITLE": lambda product: product.title,
    "VENDOR": lambda product: product.vendor,
    "PRODUCT_TYPE": lambda product: product.product_type,
    "CREATED_AT": lambda product: product.created_at,
    "UPDATED_AT": lambda product: product.updated_at,
    "INVENTORY_TOTAL": _total,
}

resolvers.attributes(
    "Product",
    {
        "id": "gid",
        "legacyResourceId": "id",
        "title": "title",
        "handle": "handle",
        "vendor": "vendor",
        "productType": "product_type",
        "status": "status",
        "tags": "tags",
        "descriptionHtml": "description",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
        "totalInventory": _total,
        "tracksInventory": lambda product: any(variant.inventory_item.tracked for variant in product.variants),
        "hasOnlyDefaultVariant": lambda product: [v.title for v in product.variants] == ["Default Title"],
        "hasOutOfStockVariants": lambda product: any(quantity(variant) <= 0 for variant in product.variants),
        "variantsCount": lambda product: count(product.variants),
        "options": lambda product: [
            {"name": name, "values": values, "position": position}
            for position, (name, values) in enumerate(product.options.items(), start=1)
        ],
    },
)
resolvers.attributes(
    "ProductVariant",
    {
        "id": "gid",
        "legacyResourceId": "id",
        "title": "title",
        "displayName": "display_title",
        "sku": "sku",
        "barcode": "barcode",
        "position": "position",
        "taxable": "taxable",
        "inventoryPolicy": "policy",
        "inventoryQuantity": quantity,
        "sellableOnlineQuantity": stock.sellable,
        "availableForSale": stock.for_sale,
        "inventoryItem": "inventory_item",
        "product": "product",
        "requiresComponents": "requires_components",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
        "selectedOptions": lambda variant: [
            {"name": name, "value": value} for name, value in variant.selected_options.items()
        ],
    },
)


@resolvers.field("ProductVariant.productVariantComponents")
def variant_components(variant: Variant, _request: Request, args: Args) -> dict[str, Any]:
    return connection(
        [
            {
                "id": f"gid://shopify/ProductVariantComponent/{variant.id}{part.id}",
                "productVariant": part,
                "quantity": each,
            }
            for part, each in variant.components.items()
        ],
        args,
    )


@resolvers.field("ProductVariant.price")
def variant_price(variant: Variant, request: Request, _args: Args) -> str:
    return wire.money(variant.price, currency=request.shop.currency)


@resolvers.field("ProductVariant.compareAtPrice")
def variant_compare_at_price(variant: Variant, request: Request, _args: Args) -> str | None:
    price = variant.compare_at_price
    return None if price is None else wire.money(price, currency=request.shop.currency)


@resolvers.field("ProductVariant.image")
def variant_image(variant: Variant, request: Request, _args: Args) -> dict[str, Any]:
    return picture(request, variant if variant.picture else variant.product)


@resolvers.field("Product.featuredMedia")
def product_media(product: Product, request: Request, _args: Args) -> dict[str, Any]:
    return _media(request, product, alt=product.title)


@resolvers.field("ProductVariant.media")
def variant_media(variant: Variant, request: Request, args: Args) -> dict[str, Any]:
    """The variant's own picture alone: one it merely shows of its product is not among its media."""
    return connection([_media(request, variant, alt=variant.product.title)] if variant.picture else [], args)


def _media(request: Request, owner: Product | Variant, *, alt: str) -> dict[str, Any]:
    image = picture(request, owner)
    return {
        "__typename": "MediaImage",
        "id": f"gid://shopify/MediaImage/{owner.id}",
        "alt": alt,
        "image": image,
        "preview": {"image": image},
    }


def picture(request: Request, owner: Product | Variant) -> dict[str, Any]:
    """An Image: the sandbox serves what it drew."""
    url = f"{request.store.public_url}/pictures/{owner.id}.svg"
    return {"id": None, "url": url, "src": url, "altText": owner.title, "width": 800, "height": 800}


@resolvers.field("Product.variants")
def product_variants_of(product: Product, _request: Request, args: Args) -> dict[str, Any]:
    return connection(sorted(product.variants, key=lambda variant: variant.position), args)


@resolvers.field("Product.collections")
def product_collections(product: Product, request: Request, args: Args) -> dict[str, Any]:
    return connection((c for c in request.shop.collections.values() if product in c.products), args)


resolvers.attributes("Collection", {"id": "gid", "title": "title", "handle": "handle", "updatedAt": "updated_at"})


@resolvers.query("product")
def product(request: Request, args: Args) -> Product | None:
    return request.find(Product, args["id"])


@resolvers.query("productVariant")
def product_variant(request: Request, args: Args) -> Variant | None:
    return request.find(Variant, args["id"])


@resolvers.query("products")
def products(request: Request, args: Args) -> dict[str, Any]:
    found = search(request.shop.products.values(), args.get("query"), readers=PRODUCT_FILTERS, where="products")
    return connection(sort(found, args, keys=PRODUCT_SORTS), args)


@resolvers.query("productVariants")
def product_variants(request: Request, args: Args) -> dict[str, Any]:
    return connection(sort(_variants(request, args), args, keys=VARIANT_SORTS), args)


@resolvers.query("productsCount")
def products_count(request: Request, args: Args) -> dict[str, Any]:
    found = search(request.shop.products.values(), args.get("query"), readers=PRODUCT_FILTERS, where="productsCount")
    return count(found, limit=args.get("limit"))


@resolvers.query("productVariantsCount")
def product_variants_count(request: Request, args: Args) -> dict[str, Any]:
    return count(_variants(request, args), limit=args.get("limit"))


def _variants(request: Request, args: Args) -> Iterable[Variant]:
    variants = request.shop.variants.values()
    return search(variants, args.get("query"), readers=VARIANT_FILTERS, where="productVariants")
