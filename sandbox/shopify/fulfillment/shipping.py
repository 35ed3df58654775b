"""What really leaves: fulfilments, and their cancellation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.shopify.fulfillment import commitments
from sandbox.shopify.fulfillment.refusal import Refused
from sandbox.shopify.fulfillment.routing import planned_for
from sandbox.shopify.fulfillment.units import Units, everything, remaining
from sandbox.shopify.model import (
    Fulfillment,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
    Order,
    Shop,
)
from sandbox.shopify.orders.bodies import fulfillment_body
from sandbox.shopify.orders.changes import say
from sandbox.shopify.orders.quantities import unfulfilled
from sandbox.shopify.orders.status import financial_status

if TYPE_CHECKING:
    from sandbox.shopify.store import Store


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """How it travels."""

    company: str | None = None
    number: str | None = None
    url: str | None = None


UNTRACKED = Parcel()


def ship(
    store: Store,
    *,
    shop: Shop,
    parts: Mapping[FulfillmentOrder, Units | None],
    parcel: Parcel = UNTRACKED,
) -> Fulfillment:
    """Ship `parts` (None: all that remains) in one fulfilment: committed and on_hand fall by what leaves.

    A fulfilment order with nothing left is CLOSED, else IN_PROGRESS. Sends `fulfillments/create`, `orders/updated`
    and `orders/fulfilled` or `orders/partially_fulfilled`. Raises Refused.
    """
    with store.act():
        units = {part: dict(asked or everything(part)) for part, asked in parts.items()}
        _check(units)
        made = _fulfillment(store, shop=shop, parts=list(units), parcel=parcel)
        for part, asked in units.items():
            _take(store, shop=shop, part=part, units=asked, into=made)
        store.emit(shop, "fulfillments/create", fulfillment_body(shop, fulfillment=made))
        _say_shipped(store, shop=shop, order=made.order)
        return made


def cancel_shipping(store: Store, *, shop: Shop, fulfillment: Fulfillment) -> None:
    """Take a fulfilment back: its units are on hand again, owed through a new fulfilment order at its location."""
    with store.act():
        if fulfillment.status != "SUCCESS":
            raise Refused(["id"], "Fulfillment can't be cancelled.")
        now, order = store.now(), fulfillment.order
        fulfillment.status, fulfillment.updated_at = "CANCELLED", now
        again = FulfillmentOrder(
            id=store.new_id(),
            order=order,
            location=fulfillment.location,
            created_at=now,
            updated_at=now,
            fulfill_at=planned_for(now),
        )
        for part in fulfillment.lines:
            again.lines.append(
                FulfillmentOrderLine(id=store.new_id(), line=part.line, total=part.quantity, remaining=part.quantity)
            )
            commitments.unship(store, shop=shop, line=part.line, location=fulfillment.location, quantity=part.quantity)
        order.fulfillment_orders.append(again)
        order.closed_at = None
        shop.fulfillment_orders[again.id] = again
        store.emit(shop, "fulfillments/update", fulfillment_body(shop, fulfillment=fulfillment))
        say(store, shop=shop, order=order)


def _check(units: Mapping[FulfillmentOrder, Units]) -> None:
    if len({id(part.location) for part in units}) != 1 or len({id(part.order) for part in units}) != 1:
        raise Refused(["fulfillment"], "All fulfillment orders must be of one order and assigned to one location.")
    for part, asked in units.items():
        if part.status not in ("OPEN", "IN_PROGRESS", "SCHEDULED"):
            raise Refused(
                ["fulfillment"], f"Fulfillment order {part.id} has an unfulfillable status= {part.status.lower()}."
            )
        if not asked:
            raise Refused(["fulfillment"], "Invalid fulfillment order line item quantity requested.")


def _fulfillment(store: Store, *, shop: Shop, parts: list[FulfillmentOrder], parcel: Parcel) -> Fulfillment:
    now, order = store.now(), parts[0].order
    made = Fulfillment(
        id=store.new_id(),
        order=order,
        name=f"{order.name}-F{len(order.fulfillments) + 1}",
        location=parts[0].location,
        created_at=now,
        updated_at=now,
        tracking_company=parcel.company,
        tracking_number=parcel.number,
        tracking_url=parcel.url,
    )
    order.fulfillments.append(made)
    shop.fulfillments[made.id] = made
    return made


def _take(store: Store, *, shop: Shop, part: FulfillmentOrder, units: Units, into: Fulfillment) -> None:
    for line in part.lines:
        quantity = units.get(line.id, 0)
        if quantity:
            line.remaining -= quantity
            into.lines.append(FulfillmentLine(id=store.new_id(), line=line.line, quantity=quantity))
            commitments.ship(store, shop=shop, line=line.line, location=part.location, quantity=quantity)
    part.status = "IN_PROGRESS" if remaining(part) else "CLOSED"
    part.updated_at = store.now()


def _say_shipped(store: Store, *, shop: Shop, order: Order) -> None:
    whole = not any(map(unfulfilled, order.lines))
    if whole and financial_status(order) == "PAID":
        order.closed_at = store.now()
    say(
        store,
        shop=shop,
        order=order,
        topics=("orders/updated", "orders/fulfilled" if whole else "orders/partially_fulfilled"),
    )
