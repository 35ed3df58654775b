"""Reading transactions, refunds, and the refund Shopify would suggest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire
from sandbox.shopify.connections import connection
from sandbox.shopify.gids import parse_gid
from sandbox.shopify.model import LineItem, Order, Refund, RefundLine, Transaction
from sandbox.shopify.orders import amounts
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

resolvers.attributes(
    "OrderTransaction",
    {
        "id": "gid",
        "kind": "transaction_kind",
        "status": "status",
        "gateway": "gateway",
        "formattedGateway": lambda transaction: transaction.gateway.capitalize(),
        "createdAt": "created_at",
        "processedAt": "created_at",
        "manualPaymentGateway": lambda transaction: transaction.gateway == "manual",
    },
)
resolvers.attributes(
    "Refund",
    {
        "id": "gid",
        "legacyResourceId": "id",
        "note": "note",
        "createdAt": "created_at",
        "processedAt": "created_at",
        "updatedAt": "created_at",
        "order": "order",
    },
)
resolvers.attributes(
    "RefundLineItem",
    {
        "id": lambda line: line.gid if line.id else None,
        "lineItem": "line",
        "quantity": "quantity",
        "restockType": "restock_type",
        "restocked": lambda line: line.restock_type != "NO_RESTOCK",
        "location": "location",
        "subtotalSet": lambda line: wire.money_bag(line.subtotal, currency=line.line.order.currency),
        "priceSet": lambda line: wire.money_bag(line.line.price, currency=line.line.order.currency),
        "totalTaxSet": lambda line: wire.money_bag(0, currency=line.line.order.currency),
    },
)


@resolvers.field("OrderTransaction.amountSet")
def transaction_amount(transaction: Transaction, request: Request, _args: Args) -> dict[str, Any]:
    return wire.money_bag(transaction.amount, currency=request.shop.currency)


@resolvers.field("Refund.totalRefundedSet")
def refund_total(refund: Refund, _request: Request, _args: Args) -> dict[str, Any]:
    money = sum(transaction.amount for transaction in refund.transactions)
    return wire.money_bag(money, currency=refund.order.currency)


@resolvers.field("Refund.refundLineItems")
def refund_lines(refund: Refund, _request: Request, args: Args) -> dict[str, Any]:
    return connection(refund.lines, args)


@resolvers.field("Refund.transactions")
def refund_transactions(refund: Refund, _request: Request, args: Args) -> dict[str, Any]:
    return connection(refund.transactions, args)


@resolvers.query("refund")
def refund_by_id(request: Request, args: Args) -> Refund | None:
    return request.find(Refund, args["id"])


@resolvers.field("Order.suggestedRefund")
def suggested_refund(order: Order, _request: Request, args: Args) -> dict[str, Any]:
    """What is due for the asked lines, never more than what was paid and not yet given back."""
    lines = _all_lines(order) if args.get("suggestFullRefund") else _asked_lines(order, args)
    goods = sum(line.subtotal for line in lines)
    delivery = _delivery(order, args)
    money = min(goods + delivery, amounts.refundable(order))
    bags = {
        "amountSet": money,
        "subtotalSet": goods,
        "discountedSubtotalSet": goods,
        "maximumRefundableSet": amounts.refundable(order),
        "totalCartDiscountAmountSet": 0,
        "totalDutiesSet": 0,
        "totalTaxSet": 0,
    }
    return {
        **{name: wire.money_bag(minor, currency=order.currency) for name, minor in bags.items()},
        "refundLineItems": lines,
        "refundDuties": [],
        "shipping": _shipping(order, delivery),
        "suggestedTransactions": _transactions(order, money),
    }


def _all_lines(order: Order) -> list[RefundLine]:
    return [_line(line, line.current_quantity, "NO_RESTOCK") for line in order.lines if line.current_quantity]


def _asked_lines(order: Order, args: Args) -> list[RefundLine]:
    own = {line.gid: line for line in order.lines}
    return [
        _line(own[entry["lineItemId"]], entry["quantity"], entry.get("restockType") or "NO_RESTOCK")
        for entry in args.get("refundLineItems") or ()
        if entry["lineItemId"] in own
    ]


def _line(line: LineItem, quantity: int, restock_type: Any) -> RefundLine:
    return RefundLine(
        id=0, line=line, quantity=quantity, restock_type=restock_type, location=None, subtotal=line.price * quantity
    )


def _delivery(order: Order, args: Args) -> int:
    if args.get("refundShipping") or args.get("suggestFullRefund"):
        return amounts.current_shipping(order)
    given = args.get("shippingAmount")
    return minor_units(given, currency=order.currency) if given else 0


def _shipping(order: Order, delivery: int) -> dict[str, Any]:
    most = amounts.current_shipping(order)
    return {
        "amount": wire.money(delivery, currency=order.currency),
        "amountSet": wire.money_bag(delivery, currency=order.currency),
        "maximumRefundable": wire.money(most, currency=order.currency),
        "maximumRefundableSet": wire.money_bag(most, currency=order.currency),
    }


def _transactions(order: Order, money: int) -> list[dict[str, Any]]:
    paid = next((item for item in order.transactions if item.transaction_kind in ("SALE", "CAPTURE")), None)
    if paid is None or not money:
        return []
    most = wire.money_bag(amounts.refundable(order), currency=order.currency)
    return [
        {
            "amountSet": wire.money_bag(money, currency=order.currency),
            "gateway": paid.gateway,
            "formattedGateway": paid.gateway.capitalize(),
            "kind": "SUGGESTED_REFUND",
            "maximumRefundableSet": most,
            "parentTransaction": paid,
        }
    ]


def minor_units(text: str, *, currency: str) -> int:
    """`"19.5"` to 1950 cents; a currency's own number of decimals."""
    places = len(wire.money(0, currency=currency).partition(".")[2])
    whole, _, rest = str(text).partition(".")
    return int(whole + rest.ljust(places, "0")[:places])


def transaction_of(order: Order, gid: str | None) -> Transaction | None:
    """The order's own transaction by gid; None for another's."""
    parsed = parse_gid(gid) if gid else None
    return next((item for item in order.transactions if parsed and str(item.id) == parsed.number), None)
