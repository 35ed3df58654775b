"""The people around an order, as plain functions: the warehouse, the customer, the merchant, other apps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.fulfillment import routing
from sandbox.shopify.fulfillment.holds import Reason, place_hold, release_holds
from sandbox.shopify.fulfillment.shipping import UNTRACKED, Parcel, ship
from sandbox.shopify.model import CalculatedLine
from sandbox.shopify.orders.cancelling import cancel
from sandbox.shopify.orders.editing import begin, commit
from sandbox.shopify.orders.refunding import GivenBack, refund

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sandbox.shopify.fulfillment.units import Units
    from sandbox.shopify.model import (
        Fulfillment,
        FulfillmentHold,
        FulfillmentOrder,
        FulfillmentOrderLine,
        LineItem,
        Location,
        Order,
        Refund,
        Shop,
        Variant,
    )
    from sandbox.shopify.store import Store


def ship_everything_open(
    store: Store, *, shop: Shop, orders: Iterable[Order] | None = None, parcel: Parcel = UNTRACKED
) -> list[Fulfillment]:
    """The warehouse ships every open fulfilment order as far as its units are on the shelf, oldest order first.

    Held ones it leaves alone. One fulfilment for each fulfilment order that had anything to ship.
    """
    with store.act():
        shipped = []
        for order in list(shop.orders.values() if orders is None else orders):
            for owner in [owner for owner in order.fulfillment_orders if owner.status in ("OPEN", "IN_PROGRESS")]:
                units = on_the_shelf(owner)
                if units:
                    shipped.append(ship(store, shop=shop, parts={owner: units}, parcel=parcel))
        return shipped


def on_the_shelf(owner: FulfillmentOrder) -> dict[int, int]:
    """The units of a fulfilment order that are physically at its location, by line number."""
    left: dict[int, int] = {}
    units = {}
    for part in owner.lines:
        here = min(part.remaining, _on_hand(part, owner.location, left))
        if here > 0:
            units[part.id] = here
    return units


def _on_hand(part: FulfillmentOrderLine, location: Location, left: dict[int, int]) -> int:
    """What is left of the item's on_hand there, counting down in `left`; untracked items never run out."""
    if part.line.variant is None or not part.line.variant.inventory_item.tracked:
        return part.remaining
    item = part.line.variant.inventory_item
    level = item.levels.get(location.id)
    free = left.get(item.id, level.on_hand if level else 0)
    left[item.id] = free - min(part.remaining, max(0, free))
    return free


def cancel_order(
    store: Store, *, shop: Shop, order: Order, reason: str = "CUSTOMER", restock: bool = True, refund_all: bool = True
) -> None:
    """As the merchant's cancel button does it, at once. ValueError for what cannot be cancelled."""
    cancel(store, shop=shop, order=order, reason=reason, restock=restock, refund=refund_all)


def edit_order(
    store: Store,
    *,
    shop: Shop,
    order: Order,
    quantities: Mapping[LineItem, int] | None = None,
    add: Mapping[Variant, int] | None = None,
    restock: bool = True,
) -> None:
    """Set lines to new quantities and add variants, in one edit."""
    with store.act():
        edit = begin(store, shop=shop, order=order)
        for planned in edit.lines:
            if planned.line is not None and planned.line in (quantities or {}):
                planned.quantity, planned.restock = (quantities or {})[planned.line], restock
        for variant, quantity in (add or {}).items():
            edit.lines.append(CalculatedLine(id=store.new_id(), line=None, variant=variant, quantity=quantity))
        commit(store, shop=shop, edit=edit)


def return_units(store: Store, *, shop: Shop, line: LineItem, quantity: int, to: Location) -> Refund:
    """The customer sends shipped units back; they are refunded and sold again from `to`."""
    given = GivenBack(line=line, quantity=quantity, restock_type="RETURN", location=to)
    money = line.price * quantity
    return refund(store, shop=shop, order=line.order, units=[given], money=money, gateway="bogus")


def hold_by_somebody_else(
    store: Store, *, shop: Shop, on: FulfillmentOrder, app: str | None = None, units: Units | None = None
) -> FulfillmentHold:
    """The merchant's hold, or that of another app by its client id. Raises Refused."""
    reason = Reason(reason="OTHER", handle="" if app is None else app, notes="Held by somebody else")
    return place_hold(store, shop=shop, on=on, reason=reason, held_by=app, units=units)[0]


def release_as_merchant(store: Store, *, shop: Shop, of: FulfillmentOrder) -> None:
    """The admin's `Release hold` button: every hold goes, the app's too. Raises Refused when nothing is held."""
    release_holds(store, shop=shop, of=of)


def delete_order(store: Store, *, shop: Shop, order: Order) -> None:
    """Remove a closed order and its fulfilment orders; sends `orders/delete`. ValueError for an open one."""
    with store.act():
        if not order.closed_at:
            raise ValueError("only closed orders can be deleted")
        del shop.orders[order.id]
        for owner in order.fulfillment_orders:
            shop.fulfillment_orders.pop(owner.id, None)
        store.emit(shop, "orders/delete", {"id": order.id})


def route_now(store: Store, *, shop: Shop, order: Order) -> None:
    """Do not wait for the moment after the order."""
    with store.act():
        routing.route(store, shop=shop, order=order)
