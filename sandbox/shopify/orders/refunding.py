"""Giving units and money back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sandbox.shopify.fulfillment import commitments
from sandbox.shopify.model import LineItem, Location, Order, Refund, RefundLine, Shop
from sandbox.shopify.orders.bodies import refund_body
from sandbox.shopify.orders.changes import pay, say
from sandbox.shopify.orders.removal import remove_units

if TYPE_CHECKING:
    from sandbox.shopify.store import Store

RestockType = Literal["CANCEL", "RETURN", "NO_RESTOCK"]


@dataclass(frozen=True, kw_only=True)
class GivenBack:
    """Units of one line. CANCEL takes unshipped units off and restocks them; RETURN restocks shipped ones; NO_RESTOCK
    touches neither fulfilment nor stock.
    """

    line: LineItem
    quantity: int
    restock_type: RestockType = "NO_RESTOCK"
    location: Location | None = None
    """Where it is restocked; None: where it was committed."""


def refund(
    store: Store,
    *,
    shop: Shop,
    order: Order,
    units: Sequence[GivenBack] = (),
    money: int = 0,
    shipping: int = 0,
    gateway: str = "bogus",
    note: str | None = None,
) -> Refund:
    """Record the refund of `units` and of `money` minor units, `shipping` of which are the delivery's.

    Sends `refunds/create` and `orders/updated`. What may be refunded is checked by who calls.
    """
    with store.act():
        made = Refund(id=store.new_id(), order=order, created_at=store.now(), note=note, shipping=shipping)
        made.lines = [_give_back(store, shop=shop, given=given) for given in units]
        if money:
            made.transactions = [pay(store, shop=shop, order=order, kind="REFUND", amount=money, gateway=gateway)]
        order.refunds.append(made)
        shop.refunds[made.id] = made
        store.emit(shop, "refunds/create", refund_body(shop, refund=made))
        say(store, shop=shop, order=order)
        return made


def _give_back(store: Store, *, shop: Shop, given: GivenBack) -> RefundLine:
    line = given.line
    line.current_quantity -= given.quantity
    if given.restock_type == "CANCEL":
        remove_units(store, shop=shop, line=line, quantity=given.quantity, restock=True, to=given.location)
    elif given.restock_type == "RETURN" and given.location is not None:
        commitments.take_back(store, shop=shop, line=line, location=given.location, quantity=given.quantity)
    if given.restock_type != "NO_RESTOCK":
        line.restocked += given.quantity
    return RefundLine(
        id=store.new_id(),
        line=line,
        quantity=given.quantity,
        restock_type=given.restock_type,
        location=given.location,
        subtotal=line.price * given.quantity,
    )
