"""Giving back units that have not left, and the money for them, the way it was paid.

Shopify says what is due: taxes, discounts and earlier refunds are its own sums. What was not paid yet gives no money
back; its units leave the order all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.shopify.errors import ResourceNotFound
from app.shopify.gid import to_gid
from app.shopify.money import Money, money
from app.shopify.operations import REFUND_UNITS, SUGGESTED_REFUND
from app.shopify.reading import payload, refuse

if TYPE_CHECKING:
    from app.domain.ids import LineId, LocationId, OrderId
    from app.shopify.client import ShopAdmin
    from app.shopify.types.refunds import SuggestedTransaction

_REFUND = "SUGGESTED_REFUND"


@dataclass(frozen=True, slots=True)
class UnitsBack:
    """Units of one line that never left. They stop being committed at `location`; no shelf gets more of them."""

    order: OrderId
    line: LineId
    quantity: int
    location: LocationId
    with_shipping: bool
    """They are the whole order: the delivery's price goes back too."""


def refund_input(admin: ShopAdmin, units: UnitsBack, *, note: str) -> dict[str, Any]:
    """The refund as Shopify suggests it, to be kept before it is made: a repeat must say the same.

    Raises ResourceNotFound for an order that cannot be read, and every error of the client.
    """
    order = to_gid("Order", units.order)
    line = {
        "lineItemId": to_gid("LineItem", units.line),
        "quantity": units.quantity,
        "restockType": "CANCEL",
        "locationId": to_gid("Location", units.location),
    }
    variables = {"order": order, "lines": [line], "shipping": units.with_shipping}
    found = admin.execute(SUGGESTED_REFUND, variables).data.order
    if found is None:
        raise ResourceNotFound("Shopify does not show this order any more.")
    suggested = found.suggested_refund.suggested_transactions if found.suggested_refund else []
    due = [each for each in suggested if each.kind == _REFUND and each.parent_transaction]
    wanted: dict[str, Any] = {"orderId": order, "refundLineItems": [line], "note": note, "notify": False}
    if units.with_shipping:
        wanted["shipping"] = {"fullRefund": True}
    if due:
        wanted["currency"] = due[0].amount_set.presentment_money.currency_code
        wanted["transactions"] = [_transaction(order, each) for each in due]
    return wanted


def refund(admin: ShopAdmin, wanted: dict[str, Any], *, idempotency_key: str) -> Money:
    """Make it; returns what went back, in the currency the customer paid in. Raises UserErrors and client errors."""
    answered = admin.execute(REFUND_UNITS, {"input": wanted}, idempotency_key=idempotency_key).data.refund_create
    result = payload("refundCreate", answered)
    refuse("refundCreate", result.user_errors)
    paid = payload("refundCreate", result.refund).total_refunded_set.presentment_money
    return money(paid.amount, paid.currency_code)


def _transaction(order: str, suggested: SuggestedTransaction) -> dict[str, Any]:
    return {
        "orderId": order,
        "kind": "REFUND",
        "gateway": suggested.gateway or "",
        "amount": suggested.amount_set.presentment_money.amount,
        "parentId": suggested.parent_transaction.id if suggested.parent_transaction else None,
    }
