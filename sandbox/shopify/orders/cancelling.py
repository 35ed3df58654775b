"""Cancelling an order whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.model import Order, Refund, RefundLine, Shop
from sandbox.shopify.orders import amounts
from sandbox.shopify.orders.bodies import refund_body
from sandbox.shopify.orders.changes import pay, say
from sandbox.shopify.orders.quantities import shipped, unfulfilled
from sandbox.shopify.orders.removal import remove_units

if TYPE_CHECKING:
    from sandbox.shopify.store import Store


def cancel(
    store: Store,
    *,
    shop: Shop,
    order: Order,
    reason: str = "CUSTOMER",
    restock: bool = True,
    refund: bool = True,
    note: str | None = None,
) -> None:
    """Close the order, free its stock and, if asked, give all money back. `reason` is an OrderCancelReason.

    Recorded: currentQuantity falls to 0, fulfilment orders are CLOSED at 0, the order is closed too.
    Sends `orders/cancelled` and `orders/updated`, and `refunds/create`. ValueError for what cannot be cancelled.
    """
    with store.act():
        check_cancellable(order)
        given = {line.id: line.current_quantity for line in order.lines}
        for line in order.lines:
            remove_units(store, shop=shop, line=line, quantity=unfulfilled(line), restock=restock)
            line.current_quantity = 0
        order.cancelled_at = order.closed_at = store.now()
        order.cancel_reason, order.cancel_note = reason, note
        _settle_money(store, shop=shop, order=order, units=given, refund=refund, restock=restock)
        say(store, shop=shop, order=order, topics=("orders/cancelled", "orders/updated"))


def check_cancellable(order: Order) -> None:
    """Raise ValueError with the reason why not."""
    if order.cancelled_at:
        raise ValueError("Order has already been cancelled")
    if any(map(shipped, order.lines)):
        raise ValueError("Cannot cancel an order with fulfilled line items")


def _settle_money(
    store: Store, *, shop: Shop, order: Order, units: dict[int, int], refund: bool, restock: bool
) -> None:
    if order.financial_status in ("AUTHORIZED", "PENDING"):
        order.financial_status = "VOIDED"
    if not refund or not amounts.refundable(order):
        return
    made = Refund(id=store.new_id(), order=order, created_at=store.now())
    made.lines = [
        RefundLine(
            id=store.new_id(),
            line=line,
            quantity=units[line.id],
            restock_type="CANCEL" if restock else "NO_RESTOCK",
            location=None,
            subtotal=line.price * units[line.id],
        )
        for line in order.lines
        if units[line.id]
    ]
    gateway, money = order.transactions[0].gateway, amounts.refundable(order)
    made.transactions = [pay(store, shop=shop, order=order, kind="REFUND", amount=money, gateway=gateway)]
    order.refunds.append(made)
    shop.refunds[made.id] = made
    store.emit(shop, "refunds/create", refund_body(shop, refund=made))
