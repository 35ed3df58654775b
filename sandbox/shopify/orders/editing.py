"""An order edit, from the moment it is opened to its commit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.shopify.fulfillment import routing
from sandbox.shopify.model import CalculatedLine, CalculatedOrder, Order, Shop
from sandbox.shopify.orders import amounts
from sandbox.shopify.orders.bodies import edited_body
from sandbox.shopify.orders.changes import say
from sandbox.shopify.orders.checkout import Want, new_line
from sandbox.shopify.orders.removal import remove_units

if TYPE_CHECKING:
    from sandbox.shopify.model import LineItem
    from sandbox.shopify.store import Store


def begin(store: Store, *, shop: Shop, order: Order) -> CalculatedOrder:
    """Open an edit. A calculated line carries the number of its line item, as at Shopify."""
    edit = CalculatedOrder(id=store.new_id(), order=order)
    edit.lines = [
        CalculatedLine(id=line.id, line=line, variant=line.variant, quantity=line.current_quantity)
        for line in order.lines
    ]
    shop.calculated_orders[edit.id] = edit
    return edit


@dataclass
class _Deltas:
    """Units by line number."""

    added: dict[int, int] = field(default_factory=dict)
    removed: dict[int, int] = field(default_factory=dict)


def commit(
    store: Store, *, shop: Shop, edit: CalculatedOrder, notify: bool = False, note: str | None = None
) -> list[str]:
    """Carry the edit out and return Shopify's messages.

    What is added goes into a new fulfilment order, what is removed shrinks the existing ones; no money moves.
    Sends `orders/edited` and `orders/updated`.
    """
    with store.act():
        order, deltas = edit.order, _Deltas()
        messages = ["Order updated", *(["Order unarchived"] if order.closed_at else [])]
        for planned in edit.lines:
            _apply(store, shop=shop, order=order, planned=planned, deltas=deltas)
        routing.route(store, shop=shop, order=order, announce=False)
        edit.committed, order.edited, order.closed_at, order.updated_at = True, True, None, store.now()
        body = edited_body(shop, order=order, edit_id=edit.id, added=deltas.added, removed=deltas.removed, note=note)
        store.emit(shop, "orders/edited", body)
        say(store, shop=shop, order=order)
        if notify:
            messages.append("Invoice sent" if amounts.outstanding(order) > 0 else "Notification sent")
        return messages


def _apply(store: Store, *, shop: Shop, order: Order, planned: CalculatedLine, deltas: _Deltas) -> None:
    if planned.line is None:
        _add(store, shop=shop, order=order, planned=planned, deltas=deltas)
        return
    change = planned.quantity - planned.line.current_quantity
    if change > 0:
        planned.line.quantity += change
        planned.line.current_quantity += change
        _claim(store, shop=shop, line=planned.line, quantity=change)
        deltas.added[planned.line.id] = change
    elif change < 0:
        planned.line.current_quantity += change
        remove_units(store, shop=shop, line=planned.line, quantity=-change, restock=planned.restock)
        deltas.removed[planned.line.id] = -change


def _add(store: Store, *, shop: Shop, order: Order, planned: CalculatedLine, deltas: _Deltas) -> None:
    if planned.variant is None or not planned.quantity:
        return
    line = new_line(store, order=order, want=Want(variant=planned.variant, quantity=planned.quantity))
    order.lines.append(line)
    _claim(store, shop=shop, line=line, quantity=line.quantity)
    deltas.added[line.id] = line.quantity


def _claim(store: Store, *, shop: Shop, line: LineItem, quantity: int) -> None:
    routing.claim(store, shop=shop, order=line.order, wanted=[(line, quantity)])
