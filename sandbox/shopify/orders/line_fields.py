"""Reading a line item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire
from sandbox.shopify.orders.order_fields import pairs
from sandbox.shopify.orders.quantities import fulfillable, shipped, unfulfilled
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.shopify.model import LineItem
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


def _selling_plan(line: LineItem) -> dict[str, Any] | None:
    plan = line.selling_plan
    return {"name": plan.name, "sellingPlanId": f"gid://shopify/SellingPlan/{plan.id}"} if plan else None


def _group(line: LineItem) -> dict[str, Any] | None:
    group = line.group
    if group is None:
        return None
    return {
        "id": group.gid,
        "title": group.variant.display_title,
        "quantity": group.quantity,
        "variantId": group.variant.gid,
        "variantSku": group.variant.sku,
        "productId": group.variant.product.gid,
        "customAttributes": pairs(group.properties),
    }


def _status(line: LineItem) -> str:
    gone = shipped(line)
    if not gone:
        return "unfulfilled"
    return "partial" if unfulfilled(line) else "fulfilled"


resolvers.attributes(
    "LineItem",
    {
        "id": "gid",
        "title": "title",
        "name": lambda line: f"{line.title} - {line.variant_title}" if line.variant_title else line.title,
        "variantTitle": "variant_title",
        "vendor": lambda line: line.product.vendor if line.product else None,
        "sku": "sku",
        "quantity": "quantity",
        "currentQuantity": "current_quantity",
        "unfulfilledQuantity": unfulfilled,
        "fulfillableQuantity": fulfillable,
        "nonFulfillableQuantity": lambda line: line.quantity - shipped(line) - unfulfilled(line),
        "refundableQuantity": "current_quantity",
        "fulfillmentStatus": _status,
        "requiresShipping": "requires_shipping",
        "restockable": lambda line: line.variant is not None,
        "isGiftCard": "is_gift_card",
        "taxable": lambda line: line.variant.taxable if line.variant else True,
        "merchantEditable": lambda line: line.order.cancelled_at is None,
        "variant": "variant",
        "product": "product",
        "customAttributes": lambda line: pairs(line.properties),
        "sellingPlan": _selling_plan,
        "lineItemGroup": _group,
    },
)

_SUMS: dict[str, Callable[[LineItem], int]] = {
    "originalUnitPriceSet": lambda line: line.price,
    "discountedUnitPriceSet": lambda line: line.price,
    "discountedUnitPriceAfterAllDiscountsSet": lambda line: line.price,
    "originalTotalSet": lambda line: line.price * line.quantity,
    "unfulfilledOriginalTotalSet": lambda line: line.price * unfulfilled(line),
    "unfulfilledDiscountedTotalSet": lambda line: line.price * unfulfilled(line),
    "totalDiscountSet": lambda _: 0,
}


def _bag(amount: Callable[[LineItem], int]) -> Callable[[LineItem], dict[str, Any]]:
    return lambda line: wire.money_bag(amount(line), currency=line.order.currency)


resolvers.attributes("LineItem", {name: _bag(amount) for name, amount in _SUMS.items()})


@resolvers.field("LineItem.discountedTotalSet")
def line_discounted_total(line: LineItem, _request: Request, _args: Args) -> dict[str, Any]:
    return wire.money_bag(line.price * line.quantity, currency=line.order.currency)
