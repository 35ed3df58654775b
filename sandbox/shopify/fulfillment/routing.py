"""Order routing: which location takes which units, and the fulfilment orders that come of it a moment later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from sandbox.shopify.fulfillment import commitments
from sandbox.shopify.fulfillment.bodies import routing_complete_body
from sandbox.shopify.model import (
    Claim,
    FulfillmentOrder,
    FulfillmentOrderLine,
    InventoryItem,
    LineItem,
    Location,
    Order,
    Shop,
)

if TYPE_CHECKING:
    from sandbox.shopify.store import Store


Wanted: TypeAlias = Sequence[tuple[LineItem, int]]
"""Lines and how many units of each."""


def claim(store: Store, *, shop: Shop, order: Order, wanted: Wanted) -> None:
    """Commit what is `wanted` at the locations that take it; `route` makes it fulfilment orders."""
    for new in _claims(wanted, locations=_ranked(shop)):
        order.claims.append(new)
        commitments.commit(store, shop=shop, line=new.line, location=new.location, quantity=new.quantity)


def route(store: Store, *, shop: Shop, order: Order, announce: bool = True) -> list[FulfillmentOrder]:
    """Turn what is claimed into one fulfilment order a location; nothing claimed, nothing done.

    What is sent by mail is apart from what is shipped: a fulfilment order has one method of delivery.
    `announce` sends `fulfillment_orders/order_routing_complete` for each.
    """
    by_location: dict[tuple[int, bool], list[Claim]] = {}
    for waiting in order.claims:
        by_location.setdefault((waiting.location.id, waiting.line.is_gift_card), []).append(waiting)
    order.claims = []
    routed = [_fulfillment_order(store, shop=shop, order=order, claims=claims) for claims in by_location.values()]
    for made in routed if announce else ():
        store.emit(shop, "fulfillment_orders/order_routing_complete", routing_complete_body(made))
    return routed


def planned_for(instant: datetime) -> datetime:
    """`fulfillAt` of a new fulfilment order: the hour it was made in (recorded)."""
    return instant.replace(minute=0, second=0, microsecond=0)


def _fulfillment_order(store: Store, *, shop: Shop, order: Order, claims: Sequence[Claim]) -> FulfillmentOrder:
    now = store.now()
    made = FulfillmentOrder(
        id=store.new_id(),
        order=order,
        location=claims[0].location,
        created_at=now,
        updated_at=now,
        fulfill_at=planned_for(now),
    )
    units: Counter[LineItem] = Counter()
    for taken in claims:
        units[taken.line] += taken.quantity
    made.lines = [
        FulfillmentOrderLine(id=store.new_id(), line=line, total=quantity, remaining=quantity)
        for line, quantity in units.items()
    ]
    order.fulfillment_orders.append(made)
    shop.fulfillment_orders[made.id] = made
    return made


def _ranked(shop: Shop) -> list[Location]:
    fit = (place for place in shop.locations.values() if place.active and place.fulfills_online_orders)
    return sorted(fit, key=lambda place: (place.priority, place.id))


def _claims(wanted: Wanted, *, locations: Sequence[Location]) -> list[Claim]:
    """One location for all if one has all; else each line from where stock is, in rank order."""
    if not locations:
        raise ValueError("no active location fulfils online orders")
    for location in locations:
        if _has_all(wanted, location):
            return [Claim(line=line, location=location, quantity=quantity) for line, quantity in wanted]
    return [part for line, quantity in wanted for part in _spread(line, quantity, locations)]


def _has_all(wanted: Wanted, location: Location) -> bool:
    needed: Counter[InventoryItem] = Counter()
    for line, quantity in wanted:
        if line.variant is not None and line.variant.inventory_item.tracked:
            needed[line.variant.inventory_item] += quantity
    return all(_available(item, location) >= quantity for item, quantity in needed.items())


def _spread(line: LineItem, quantity: int, locations: Sequence[Location]) -> list[Claim]:
    """What nobody has is owed by the location that ships the rest, else by the first that stocks the item."""
    if line.variant is None or not line.variant.inventory_item.tracked:
        return [Claim(line=line, location=locations[0], quantity=quantity)]
    item, left, claims = line.variant.inventory_item, quantity, []
    for location in locations:
        taken = min(left, max(0, _available(item, location)))
        if taken:
            claims.append(Claim(line=line, location=location, quantity=taken))
            left -= taken
    if left and claims:
        claims[0].quantity += left
    elif left:
        claims.append(Claim(line=line, location=_stockist(item, locations), quantity=left))
    return claims


def _stockist(item: InventoryItem, locations: Sequence[Location]) -> Location:
    stocked = (place for place in locations if place.id in item.levels and item.levels[place.id].active)
    return next(stocked, locations[0])


def _available(item: InventoryItem, location: Location) -> int:
    level = item.levels.get(location.id)
    return level.quantities["available"] if level and level.active else 0
