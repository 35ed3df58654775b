"""What warehouses do with fulfilment orders, and what other apps and the merchant do to them."""

from __future__ import annotations

from app.db.shopstate import HOLDS, order_resource, place_field
from app.domain.ids import ItemId, OrderId
from sandbox.shopify import stock
from sandbox.shopify.fulfillment import regroup, shipping
from sandbox.shopify.fulfillment.refusal import Refused
from sandbox.shopify.fulfillment.units import remaining
from sandbox.shopify.model import FulfillmentHold, FulfillmentOrder, Location, Order
from sandbox.shopify.orders import actors
from tests.stateful.scene import Scene, pick

OTHER_APP = "another-app"


def ship_all(scene: Scene, which: int) -> None:
    """Everything of an order that is free and on the shelf leaves."""
    order = pick(scene.open_orders(), which)
    if order is not None:
        actors.ship_everything_open(scene.world.sandbox.store, shop=scene.shop, orders=[order])


def ship_some(scene: Scene, which: int, *, units: int) -> None:
    """One parcel with a few units of the first line that is free, on the shelf or not by Shopify's count."""
    part = pick(_parts(scene, "OPEN", "IN_PROGRESS"), which)
    if part is None:
        return
    line = next(each for each in part.lines if each.remaining)
    packed = {line.id: min(units, line.remaining)}
    shipping.ship(scene.world.sandbox.store, shop=scene.shop, parts={part: packed})


def unship(scene: Scene, which: int) -> None:
    """A parcel is cancelled: its units are owed again."""
    orders = scene.open_orders()
    parcel = pick([each for order in orders for each in order.fulfillments if each.status == "SUCCESS"], which)
    gone = parcel is not None and any(part.line.variant is None for part in parcel.lines)
    if parcel is not None and not gone and not _came_back(parcel.order):
        shipping.cancel_shipping(scene.world.sandbox.store, shop=scene.shop, fulfillment=parcel)


def _came_back(order: Order) -> bool:
    """What was returned cannot have its parcel cancelled too."""
    return any(row.restock_type == "RETURN" for refund in order.refunds for row in refund.lines)


def hold_elsewhere(scene: Scene, which: int, *, units: int, by_merchant: bool) -> None:
    """Another app, or the merchant, holds a part or all of what is free, or all of what we hold."""
    part = pick(_parts(scene, "OPEN", "ON_HOLD", "IN_PROGRESS"), which)
    if part is None:
        return
    line = next(each for each in part.lines if each.remaining)
    some = {line.id: units} if units and part.status == "OPEN" and units < line.remaining else None
    app = None if by_merchant else OTHER_APP
    try:
        made = actors.hold_by_somebody_else(scene.world.sandbox.store, shop=scene.shop, on=part, app=app, units=some)
    except Refused:
        return
    scene.meant.holds[made.id] = part


def release_elsewhere(scene: Scene, which: int) -> None:
    """Whoever holds beside us lets go."""
    held = pick([each for each in _parts(scene, "ON_HOLD") if _theirs(scene, each)], which)
    if held is None:
        return
    theirs = _theirs(scene, held)
    actors.release_holds(scene.world.sandbox.store, shop=scene.shop, of=held, holds=theirs)
    _forget(scene, theirs)


def _theirs(scene: Scene, part: FulfillmentOrder) -> list[FulfillmentHold]:
    return [each for each in part.holds if each.id in scene.meant.holds]


def _forget(scene: Scene, released: list[FulfillmentHold]) -> None:
    for each in released:
        scene.meant.holds.pop(each.id, None)


def release_by_hand(scene: Scene, which: int) -> None:
    """The admin's button: every hold of a fulfilment order goes, ours and those of others."""
    held = pick(_parts(scene, "ON_HOLD"), which)
    if held is not None:
        release(scene, held)


def release(scene: Scene, held: FulfillmentOrder) -> None:
    gone = list(held.holds)
    actors.release_as_merchant(scene.world.sandbox.store, shop=scene.shop, of=held)
    if any(each.handle.startswith("backorder:") for each in gone):
        scene.meant.changed.add((order_resource(OrderId(held.order.id)), HOLDS))
    _forget(scene, gone)


def move(scene: Scene, which: int, place: int, *, units: int) -> None:
    """To another location, whole or in part."""
    part, to = pick(_parts(scene, "OPEN", "ON_HOLD"), which), pick(list(scene.shop.locations.values()), place)
    if part is None or to is None:
        return
    line = next(each for each in part.lines if each.remaining)
    some = {line.id: units} if units and part.status == "OPEN" and units < line.remaining else None
    send_elsewhere(scene, part, to, some)


def send_elsewhere(scene: Scene, part: FulfillmentOrder, to: Location, some: dict[int, int] | None = None) -> None:
    """All of it, or so many units of `some` lines."""
    try:
        regroup.move(scene.world.sandbox.store, shop=scene.shop, source=part, to=to, units=some)
    except Refused:
        return
    items = [each.line.variant.inventory_item for each in part.lines if each.line.variant]
    order = order_resource(OrderId(part.order.id))
    scene.meant.changed |= {(order, place_field(ItemId(each.id))) for each in items}


def carry(scene: Scene, which: int, place: int) -> None:
    """All that is there of what an order asks of a place is carried to another, and counted there."""
    part, to = pick(_parts(scene, "OPEN", "ON_HOLD"), which), pick(scene.places(), place)
    line = next((each.line for each in part.lines if each.remaining), None) if part else None
    if part is None or to is None or to is part.location or line is None or line.variant is None:
        return
    store, item = scene.world.sandbox.store, line.variant.inventory_item
    here = stock.level_at(store, shop=scene.shop, item=item, location=part.location)
    there = stock.level_at(store, shop=scene.shop, item=item, location=to)
    units = here.quantities["available"] + here.quantities["committed"]
    if units > 0:
        stock.change(store, shop=scene.shop, level=here, deltas={"available": -units})
        stock.change(store, shop=scene.shop, level=there, deltas={"available": units})


def split(scene: Scene, which: int) -> None:
    """One unit is set apart to be packed by itself."""
    part = pick([each for each in _parts(scene, "OPEN") if remaining(each) > 1], which)
    if part is not None:
        line = next(each for each in part.lines if each.remaining)
        regroup.split(scene.world.sandbox.store, shop=scene.shop, source=part, units={line.id: 1})


def merge(scene: Scene, which: int) -> None:
    part = pick(_parts(scene, "OPEN"), which)
    if part is None:
        return
    beside = [
        each
        for each in part.order.fulfillment_orders
        if each is not part and each.status == "OPEN" and each.location is part.location
    ]
    if beside:
        regroup.merge(scene.world.sandbox.store, shop=scene.shop, parts=[part, *beside])


def _parts(scene: Scene, *statuses: str) -> list[FulfillmentOrder]:
    return [
        each
        for order in scene.open_orders()
        for each in order.fulfillment_orders
        if each.status in statuses and remaining(each)
    ]
