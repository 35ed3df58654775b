"""Reading an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire
from sandbox.shopify.connections import connection, count
from sandbox.shopify.fulfillment.filters import FILTERS
from sandbox.shopify.orders import amounts
from sandbox.shopify.orders.addresses import address
from sandbox.shopify.orders.quantities import unfulfilled
from sandbox.shopify.orders.return_fields import return_status
from sandbox.shopify.orders.status import financial_status, fulfillment_status, is_editable
from sandbox.shopify.orders.visibility import personal
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.search import search

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sandbox.shopify.model import Customer, Fulfillment, Order, Refund, Transaction
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


def pairs(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    """`[Attribute!]!`."""
    return [{"key": key, "value": value} for key, value in attributes.items()]


resolvers.attributes(
    "Order",
    {
        "id": "gid",
        "legacyResourceId": "id",
        "name": "name",
        "number": "number",
        "createdAt": "created_at",
        "processedAt": "processed_at",
        "updatedAt": "updated_at",
        "cancelledAt": "cancelled_at",
        "cancelReason": "cancel_reason",
        "cancellation": lambda order: {"staffNote": order.cancel_note} if order.cancelled_at else None,
        "closed": lambda order: order.closed_at is not None,
        "closedAt": "closed_at",
        "confirmed": lambda _: True,
        "test": "test",
        "edited": "edited",
        "customer": "customer",
        "customerLocale": "customer_locale",
        "currencyCode": "currency",
        "presentmentCurrencyCode": "currency",
        "displayFinancialStatus": financial_status,
        "displayFulfillmentStatus": fulfillment_status,
        "returnStatus": return_status,
        "note": "note",
        "tags": "tags",
        "sourceName": "source_name",
        "customAttributes": lambda order: pairs(order.attributes),
        "merchantEditable": is_editable,
        "merchantEditableErrors": lambda order: [] if is_editable(order) else ["The order cannot be edited."],
        "fulfillable": lambda order: any(map(unfulfilled, order.lines)),
        "fullyPaid": lambda order: amounts.outstanding(order) <= 0,
        "unpaid": lambda order: not amounts.received(order),
        "refundable": lambda order: amounts.refundable(order) > 0,
        "restockable": lambda order: any(line.variant is not None for line in order.lines),
        "requiresShipping": lambda order: any(line.requires_shipping for line in order.lines),
        "subtotalLineItemsQuantity": lambda order: sum(line.quantity for line in order.lines),
        "currentSubtotalLineItemsQuantity": lambda order: sum(line.current_quantity for line in order.lines),
        "paymentGatewayNames": lambda order: sorted({transaction.gateway for transaction in order.transactions}),
        "paymentTerms": lambda _: None,
        "paymentCollectionDetails": lambda _: {"additionalPaymentCollectionUrl": None, "vaultedPaymentMethods": []},
        "fulfillmentsCount": lambda order: count(order.fulfillments),
        "taxesIncluded": lambda _: False,
        "retailLocation": lambda _: None,
    },
)

_SUMS: dict[str, Callable[[Order], int]] = {
    "subtotalPriceSet": amounts.subtotal,
    "totalPriceSet": amounts.total,
    "originalTotalPriceSet": lambda order: (
        sum(line.price * line.quantity for line in order.lines) + order.shipping_price
    ),
    "currentSubtotalPriceSet": amounts.current_subtotal,
    "currentTotalPriceSet": amounts.current_total,
    "currentShippingPriceSet": amounts.current_shipping,
    "totalShippingPriceSet": lambda order: order.shipping_price,
    "totalReceivedSet": amounts.received,
    "totalRefundedSet": amounts.refunded_total,
    "totalRefundedShippingSet": lambda order: sum(refund.shipping for refund in order.refunds),
    "totalOutstandingSet": amounts.outstanding,
    "netPaymentSet": amounts.refundable,
    "totalTaxSet": lambda _: 0,
    "currentTotalTaxSet": lambda _: 0,
    "totalDiscountsSet": lambda _: 0,
    "currentTotalDiscountsSet": lambda _: 0,
}


def _bag(amount: Callable[[Order], int]) -> Callable[[Order], dict[str, Any]]:
    return lambda order: wire.money_bag(amount(order), currency=order.currency)


resolvers.attributes("Order", {name: _bag(amount) for name, amount in _SUMS.items()})


@resolvers.field("Order.email")
def order_email(order: Order, request: Request, _args: Args) -> str | None:
    return personal(request, order.email, field="email")


@resolvers.field("Order.phone")
def order_phone(order: Order, request: Request, _args: Args) -> str | None:
    return personal(request, order.phone, field="phone")


@resolvers.field("Order.shippingAddress")
def order_shipping_address(order: Order, request: Request, _args: Args) -> dict[str, Any] | None:
    return personal(request, address(order.shipping_address, owner=order), field="shippingAddress")


@resolvers.field("Order.billingAddress")
def order_billing_address(order: Order, request: Request, _args: Args) -> dict[str, Any] | None:
    return personal(request, address(order.shipping_address, owner=order), field="billingAddress")


@resolvers.field("Order.purchasingEntity")
def order_purchasing_entity(order: Order, _request: Request, _args: Args) -> Customer | dict[str, Any] | None:
    if order.company is None:
        return order.customer
    named = {"company": {"name": order.company.company}, "location": {"name": order.company.location}}
    return {"__typename": "PurchasingCompany", **named}


@resolvers.field("Order.statusPageUrl")
def order_status_page(order: Order, request: Request, _args: Args) -> str:
    return f"https://{request.shop.domain}/{request.shop.id}/orders/{order.status_token}/authenticate?key=sandbox"


@resolvers.field("Order.lineItems")
def order_line_items(order: Order, _request: Request, args: Args) -> dict[str, Any]:
    return connection(order.lines, args)


@resolvers.field("Order.nonFulfillableLineItems")
def order_non_fulfillable(order: Order, _request: Request, args: Args) -> dict[str, Any]:
    return connection((line for line in order.lines if not unfulfilled(line)), args)


@resolvers.field("Order.fulfillmentOrders")
def order_fulfillment_orders(order: Order, _request: Request, args: Args) -> dict[str, Any]:
    """`displayable` leaves out what a merchant's page would not show: closed ones without units."""
    owners = order.fulfillment_orders
    if args.get("displayable"):
        owners = [owner for owner in owners if any(line.total for line in owner.lines)]
    found = search(owners, args.get("query"), readers=FILTERS, where="Order.fulfillmentOrders")
    return connection(found, args)


@resolvers.field("Order.fulfillments")
def order_fulfillments(order: Order, _request: Request, args: Args) -> list[Fulfillment]:
    return order.fulfillments[: args.get("first")]


@resolvers.field("Order.refunds")
def order_refunds(order: Order, _request: Request, args: Args) -> list[Refund]:
    return order.refunds[: args.get("first")]


@resolvers.field("Order.transactions")
def order_transactions(order: Order, _request: Request, args: Args) -> list[Transaction]:
    return order.transactions[: args.get("first")]


@resolvers.field("Order.shippingLines")
def order_shipping_lines(order: Order, _request: Request, args: Args) -> dict[str, Any]:
    bag = wire.money_bag(order.shipping_price, currency=order.currency)
    line = {"id": None, "title": "Standard", "originalPriceSet": bag, "discountedPriceSet": bag}
    return connection([line] if order.shipping_price else [], args)
