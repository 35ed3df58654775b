"""That an order changed: dated, and said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.model import Transaction
from sandbox.shopify.orders.bodies import order_body, transaction_body

if TYPE_CHECKING:
    from typing import Literal

    from sandbox.shopify.model import Order, Shop
    from sandbox.shopify.store import Store


def say(store: Store, *, shop: Shop, order: Order, topics: tuple[str, ...] = ("orders/updated",)) -> None:
    """Date the change and send every one of `topics` with the order as it is now."""
    order.updated_at = store.now()
    for topic in topics:
        store.emit(shop, topic, order_body(shop, order=order))


def pay(
    store: Store,
    *,
    shop: Shop,
    order: Order,
    kind: Literal["SALE", "AUTHORIZATION", "CAPTURE", "REFUND", "VOID"],
    amount: int,
    gateway: str,
) -> Transaction:
    """Record a successful transaction of `amount` minor units and send `order_transactions/create`."""
    made = Transaction(
        id=store.new_id(),
        transaction_kind=kind,
        status="SUCCESS",
        amount=amount,
        gateway=gateway,
        created_at=store.now(),
    )
    order.transactions.append(made)
    store.emit(shop, "order_transactions/create", transaction_body(shop, order=order, transaction=made))
    return made
