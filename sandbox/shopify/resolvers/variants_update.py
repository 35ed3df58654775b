"""`productVariantsBulkUpdate`: the variants of one product, at most 250."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.acts import metafields
from sandbox.shopify.acts.catalog import touch_item, touch_product
from sandbox.shopify.errors import refused, user_error
from sandbox.shopify.model import Product, Variant
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


@resolvers.mutation("productVariantsBulkUpdate")
def product_variants_bulk_update(request: Request, args: Args) -> dict[str, Any]:
    product = request.find(Product, args["productId"])
    if product is None:
        error = user_error(["productId"], "Product does not exist", code="PRODUCT_DOES_NOT_EXIST")
        return refused(error, product=None, productVariants=None)
    errors: list[dict[str, Any]] = []
    accepted = []
    for index, given in enumerate(args["variants"]):
        variant, refusal = _checked(request, product, given, index)
        if refusal:
            errors.append(refusal)
        elif variant:
            accepted.append((variant, given))
    if errors and not args.get("allowPartialUpdates"):
        return refused(*errors, product=product, productVariants=None)
    for variant, given in accepted:
        _update(request, variant, given)
    if accepted:
        touch_product(request.store, shop=request.shop, product=product)
    return {"product": product, "productVariants": [variant for variant, _ in accepted], "userErrors": errors}


def _checked(
    request: Request, product: Product, given: dict[str, Any], index: int
) -> tuple[Variant | None, dict[str, Any] | None]:
    path = ["variants", str(index), "id"]
    if not given.get("id"):
        return None, user_error(path, "Product variant is missing ID attribute", code="PRODUCT_VARIANT_ID_MISSING")
    variant = request.find(Variant, given["id"])
    if variant is None or variant.product is not product:
        return None, user_error(path, "Product variant does not exist", code="PRODUCT_VARIANT_DOES_NOT_EXIST")
    if given.get("inventoryQuantities") is not None:
        message = (
            "Inventory quantities can only be provided during create. To update inventory for existing variants, "
            "use inventoryAdjustQuantities."
        )
        code = "NO_INVENTORY_QUANTITIES_ON_VARIANTS_UPDATE"
        return None, user_error(["variants", str(index), "inventoryQuantities"], message, code=code)
    return variant, None


def _update(request: Request, variant: Variant, given: dict[str, Any]) -> None:
    variant.updated_at = request.now()
    variant.policy = given.get("inventoryPolicy") or variant.policy
    variant.barcode = given.get("barcode", variant.barcode)
    if "price" in given:
        variant.price = _minor(given["price"])
    if "compareAtPrice" in given:
        variant.compare_at_price = None if given["compareAtPrice"] is None else _minor(given["compareAtPrice"])
    if "inventoryItem" in given:
        _update_item(request, variant, given["inventoryItem"])
    for entry in given.get("metafields") or ():
        metafields.put(
            request.store,
            shop=request.shop,
            owner=variant,
            namespace=request.namespace(entry.get("namespace")),
            key=entry["key"],
            type_name=entry.get("type") or "json",
            value=entry["value"],
        )


def _update_item(request: Request, variant: Variant, given: dict[str, Any]) -> None:
    item = variant.inventory_item
    item.tracked = given.get("tracked", item.tracked)
    item.requires_shipping = given.get("requiresShipping", item.requires_shipping)
    item.sku = variant.sku = given.get("sku", item.sku)
    if given.get("cost") is not None:
        item.unit_cost = _minor(given["cost"])
    touch_item(request.store, shop=request.shop, item=item)


def _minor(decimal: str) -> int:
    """Shops of the sandbox count in currencies with two decimals."""
    whole, _, cents = str(decimal).partition(".")
    return int(whole) * 100 + int(f"{cents}00"[:2])
