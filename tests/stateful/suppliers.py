"""What suppliers and the dock do: transfers and shipments, in Shopify's admin."""

from __future__ import annotations

from datetime import timedelta

from sandbox.shopify.acts import shipments, transfers
from sandbox.shopify.acts.shipments import Receipt
from sandbox.shopify.model import Location, Shipment, Tracking, Transfer
from tests.stateful.scene import Scene, pick

NAMES = ("Tallinn Metalworks", "Oak & Sons")


def order_goods(scene: Scene, which: int, *, units: int, supplier: int, ready: bool, from_studio: bool) -> None:
    """From a supplier, or from one of the shop's own places to another."""
    variant = pick(scene.singles(), which)
    here, there = _places(scene)
    if variant is None or (from_studio and not there.active):
        return
    transfers.create(
        scene.world.sandbox.store,
        shop=scene.shop,
        items={variant.inventory_item: units},
        destination=here,
        origin=there if from_studio else None,
        ready=ready,
        tags=[] if from_studio else [f"supplier:{NAMES[supplier % len(NAMES)]}"],
    )


def _places(scene: Scene) -> tuple[Location, Location]:
    here, there = list(scene.shop.locations.values())[:2]
    return here, there


def make_ready(scene: Scene, which: int) -> None:
    transfer = pick(_transfers(scene, "DRAFT"), which)
    if transfer is not None:
        transfers.mark_ready(scene.world.sandbox.store, shop=scene.shop, transfer=transfer)


def ship(scene: Scene, which: int, *, part: int, days: int | None, leaves: bool) -> None:
    """What a transfer has not sent goes into a shipment, whole or in part, dated or not."""
    transfer = pick(_transfers(scene, "READY_TO_SHIP", "IN_PROGRESS"), which)
    if transfer is None:
        return
    items = {line.item: transfers.unshipped(transfer, line) for line in transfer.lines}
    packed = {item: min(units, part) if part else units for item, units in items.items() if units}
    if not packed:
        return
    tracking = None if days is None else Tracking(arrives_at=scene.now + timedelta(days=days))
    shipments.create(
        scene.world.sandbox.store,
        shop=scene.shop,
        transfer=transfer,
        items=packed,
        tracking=tracking,
        in_transit=leaves,
    )


def send(scene: Scene, which: int) -> None:
    """A draft leaves."""
    shipment = pick(_shipments(scene, "DRAFT"), which)
    if shipment is not None and shipment.transfer.status in ("READY_TO_SHIP", "IN_PROGRESS"):
        shipments.mark_in_transit(scene.world.sandbox.store, shop=scene.shop, shipment=shipment)


def receive(scene: Scene, which: int, *, accepted: int, rejected: int) -> None:
    """So many come off the lorry: fewer than announced, all, or more."""
    shipment = pick(_shipments(scene, "IN_TRANSIT", "PARTIALLY_RECEIVED"), which)
    line = shipment.lines[0] if shipment and shipment.lines else None
    if shipment is None or line is None:
        return
    good = Receipt(line=line, quantity=min(accepted, line.unreceived + 2), verdict="ACCEPTED")
    bad = Receipt(line=line, quantity=min(rejected, max(0, line.unreceived - good.quantity)), verdict="REJECTED")
    shipments.receive(scene.world.sandbox.store, shop=scene.shop, shipment=shipment, receipts=[good, bad])


def receive_all(scene: Scene, which: int) -> None:
    shipment = pick(_shipments(scene, "IN_TRANSIT", "PARTIALLY_RECEIVED"), which)
    if shipment is not None:
        shipments.receive_all(scene.world.sandbox.store, shop=scene.shop, shipment=shipment)


def move_arrival(scene: Scene, which: int, *, days: int) -> None:
    """The carrier says another date."""
    shipment = pick(_shipments(scene, "DRAFT", "IN_TRANSIT"), which)
    if shipment is not None:
        tracking = Tracking(arrives_at=scene.now + timedelta(days=days))
        shipments.set_tracking(scene.world.sandbox.store, shop=scene.shop, shipment=shipment, tracking=tracking)


def change_units(scene: Scene, which: int, *, units: int) -> None:
    """The supplier announces another number; never fewer than have come."""
    shipment = pick([each for each in _shipments(scene, "DRAFT", "IN_TRANSIT") if each.lines], which)
    if shipment is not None:
        line = shipment.lines[0]
        quantities = {line: max(units, line.accepted + line.rejected, 1)}
        shipments.set_quantities(scene.world.sandbox.store, shop=scene.shop, shipment=shipment, quantities=quantities)


def withdraw(scene: Scene, which: int) -> None:
    """A shipment of which nothing has come is deleted."""
    shipment = pick(_shipments(scene, "DRAFT", "IN_TRANSIT"), which)
    if shipment is not None:
        shipments.delete(scene.world.sandbox.store, shop=scene.shop, shipment=shipment)


def cancel(scene: Scene, which: int) -> None:
    """A transfer of which nothing is on its way is called off."""
    idle = [
        each
        for each in _transfers(scene, "DRAFT", "READY_TO_SHIP", "IN_PROGRESS")
        if all(shipment.status in ("DRAFT", "RECEIVED") for shipment in each.shipments)
    ]
    transfer = pick(idle, which)
    if transfer is not None:
        transfers.cancel(scene.world.sandbox.store, shop=scene.shop, transfer=transfer)


def _transfers(scene: Scene, *statuses: str) -> list[Transfer]:
    return [each for each in scene.shop.transfers.values() if each.status in statuses and _is_sold(scene, each)]


def _shipments(scene: Scene, *statuses: str) -> list[Shipment]:
    return [
        each
        for each in scene.shop.shipments.values()
        if each.status in statuses and each.transfer.status != "CANCELED" and _is_sold(scene, each.transfer)
    ]


def _is_sold(scene: Scene, transfer: Transfer) -> bool:
    """Goods of a product that was deleted are no longer counted by anybody."""
    return all(line.item.id in scene.shop.inventory_items for line in transfer.lines)
