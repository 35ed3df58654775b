"""Order routing: which location takes which units, and the fulfilment orders that come of it a moment later."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.shopify.fulfillment import commitments
from sandbox.shopify.fulfillment.bodies import routing_complete_body
from sandbox.shopify.model import Claim, FulfillmentOrder, FulfillmentOrderLine, LineItem, Location, Order, Shop

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sandbox.shopify.store import Store


def claim(store: Store, *, shop: Shop, order: Order, lines: Iterable[LineItem]) -> None:
    """Commit the units of `lines` at their locations; `route` makes them fulfilment orders."""
    for new in _claims(lines, locations=_ranked(shop)):
        order.claims.append(new)
        commitments.commit(store, shop=shop, line=new.line, location=new.location, quantity=new.quantity)


def route(store: Store, *, shop: Shop, order: Order) -> list[FulfillmentOrder]:
    """Turn what is claimed into one fulfilment order a location, and say so; nothing claimed, nothing done."""
    by_location: dict[int, list[Claim]] = {}
    for waiting in order.claims:
        by_location.setdefault(waiting.location.id, []).append(waiting)
    order.claims = []
    return [_fulfillment_order(store, shop=shop, order=order, claims=claims) for claims in by_location.values()]


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
    made.lines = [
        FulfillmentOrderLine(id=store.new_id(), line=taken.line, total=taken.quantity, remaining=taken.quantity)
        for taken in claims
    ]
    order.fulfillment_orders.append(made)
    shop.fulfillment_orders[made.id] = made
    store.emit(shop, "fulfillment_orders/order_routing_complete", routing_complete_body(made))
    return made


def _ranked(shop: Shop) -> list[Location]:
    fit = (place for place in shop.locations.values() if place.active and place.fulfills_online_orders)
    return sorted(fit, key=lambda place: (place.priority, place.id))


def _claims(lines: Iterable[LineItem], *, locations: Sequence[Location]) -> list[Claim]:
    """One location for all if one has all; else each line from where stock is, in rank order."""
    wanted = list(lines)
    if not locations:
        raise ValueError("no active location fulfils online orders")
    for location in locations:
        if _has_all(wanted, location):
            return [Claim(line=line, location=location, quantity=line.quantity) for line in wanted]
    return [part for line in wanted for part in _spread(line, locations)]


def _has_all(lines: Sequence[LineItem], location: Location) -> bool:
    needed: dict[int, int] = {}
    for line in lines:
        if line.variant is not None and line.variant.inventory_item.tracked:
            item = line.variant.inventory_item.id
            needed[item] = needed.get(item, 0) + line.quantity
    return all(
        _available(line, location) >= needed[line.variant.inventory_item.id]
        for line in lines
        if line.variant is not None and line.variant.inventory_item.id in needed
    )


def _spread(line: LineItem, locations: Sequence[Location]) -> list[Claim]:
    """What nobody has is owed by the location that ships the rest, else by the first that stocks the item."""
    claims: list[Claim] = []
    left = line.quantity
    for location in locations:
        taken = min(left, max(0, _available(line, location)))
        if taken:
            claims.append(Claim(line=line, location=location, quantity=taken))
            left -= taken
    if left and claims:
        claims[0].quantity += left
    elif left:
        claims.append(Claim(line=line, location=_stockist(line, locations), quantity=left))
    return claims


def _stockist(line: LineItem, locations: Sequence[Location]) -> Location:
    levels = line.variant.inventory_item.levels if line.variant else {}
    return next((place for place in locations if place.id in levels and levels[place.id].active), locations[0])


def _available(line: LineItem, location: Location) -> int:
    if line.variant is None:
        return line.quantity
    level = line.variant.inventory_item.levels.get(location.id)
    return level.quantities["available"] if level and level.active else 0
