"""An order's money, in minor units of its currency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.orders.quantities import refunded

if TYPE_CHECKING:
    from sandbox.shopify.model import Order


def subtotal(order: Order) -> int:
    """Before returns and cancellation: what edits took off is not in it, what refunds took off is."""
    if order.cancelled_at:
        return sum(line.price * line.quantity for line in order.lines)
    return sum(line.price * (line.current_quantity + refunded(line)) for line in order.lines)


def total(order: Order) -> int:
    return subtotal(order) + order.shipping_price


def current_subtotal(order: Order) -> int:
    return sum(line.price * line.current_quantity for line in order.lines)


def current_shipping(order: Order) -> int:
    if order.cancelled_at:
        return 0
    return order.shipping_price - sum(refund.shipping for refund in order.refunds)


def current_total(order: Order) -> int:
    """After returns, edits and cancellation."""
    return current_subtotal(order) + current_shipping(order)


def received(order: Order) -> int:
    return sum(
        transaction.amount
        for transaction in order.transactions
        if transaction.transaction_kind in ("SALE", "CAPTURE") and transaction.status == "SUCCESS"
    )


def refunded_total(order: Order) -> int:
    return sum(
        transaction.amount
        for transaction in order.transactions
        if transaction.transaction_kind == "REFUND" and transaction.status == "SUCCESS"
    )


def outstanding(order: Order) -> int:
    """What the customer still owes; negative: what is owed to the customer."""
    return current_total(order) - (received(order) - refunded_total(order))


def refundable(order: Order) -> int:
    return received(order) - refunded_total(order)
