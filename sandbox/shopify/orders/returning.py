"""Shipped units on their way back, as the merchant's admin handles them.

Opening a return touches neither stock nor order. Only when it is processed are units restocked, and refunded if asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.fulfillment import commitments
from sandbox.shopify.model import LineItem, Location, Order, Return, ReturnLine, Shop
from sandbox.shopify.orders.quantities import shipped
from sandbox.shopify.orders.refunding import GivenBack, refund

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.shopify.store import Store


def open_return(store: Store, *, shop: Shop, order: Order, units: Mapping[LineItem, int]) -> Return:
    """Expect units back. ValueError for more than have left and are not on their way back already."""
    with store.act():
        for line, quantity in units.items():
            if not 0 < quantity <= shipped(line) - _expected(line):
                raise ValueError("only shipped units can be returned, each once")
        made = Return(
            id=store.new_id(), order=order, name=f"{order.name}-R{len(order.returns) + 1}", created_at=store.now()
        )
        made.lines = [ReturnLine(id=store.new_id(), line=line, quantity=quantity) for line, quantity in units.items()]
        order.returns.append(made)
        shop.returns[made.id] = made
        return made


def process_return(
    store: Store,
    *,
    shop: Shop,
    back: Return,
    units: Mapping[LineItem, int],
    restock_at: Location | None = None,
    refunded: bool = False,
) -> None:
    """Units arrived: sold again from `restock_at`, or written off; `refunded`: their money goes back.

    A return closes with its last unit. Sends what the stock and the refund send. ValueError for more than was expected.
    """
    with store.act():
        lines = {each.line: each for each in back.lines}
        if back.status != "OPEN" or any(lines[line].processed + n > lines[line].quantity for line, n in units.items()):
            raise ValueError("only expected units of an open return can be processed")
        if refunded:
            _refund(store, shop=shop, back=back, units=units, restock_at=restock_at)
        elif restock_at is not None:
            for line, quantity in units.items():
                commitments.take_back(store, shop=shop, line=line, location=restock_at, quantity=quantity)
        for line, quantity in units.items():
            lines[line].processed += quantity
        if all(each.processed == each.quantity for each in back.lines):
            back.status, back.closed_at = "CLOSED", store.now()


def _refund(
    store: Store, *, shop: Shop, back: Return, units: Mapping[LineItem, int], restock_at: Location | None
) -> None:
    given = [
        GivenBack(
            line=line,
            quantity=quantity,
            restock_type="NO_RESTOCK" if restock_at is None else "RETURN",
            location=restock_at,
        )
        for line, quantity in units.items()
    ]
    money = sum(line.price * quantity for line, quantity in units.items())
    refund(store, shop=shop, order=back.order, units=given, money=money)


def _expected(line: LineItem) -> int:
    living = [back for back in line.order.returns if back.status not in ("DECLINED", "CANCELED")]
    return sum(each.quantity for back in living for each in back.lines if each.line is line)
