"""A shipment's life: draft, in transit, received in parts or whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sandbox.shopify import stock
from sandbox.shopify.acts import transfers
from sandbox.shopify.bodies.logistics import shipment_body, tracking_body
from sandbox.shopify.model import InventoryItem, Shipment, ShipmentLine, Tracking

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sandbox.shopify.model import Shop, Transfer
    from sandbox.shopify.store import Store


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Units of one line that were taken in, or turned away at the dock."""

    line: ShipmentLine
    quantity: int
    verdict: Literal["ACCEPTED", "REJECTED"]


def create(
    store: Store,
    *,
    shop: Shop,
    transfer: Transfer,
    items: Mapping[InventoryItem, int],
    tracking: Tracking | None = None,
    in_transit: bool = False,
    barcode: str | None = None,
    created_at: datetime | None = None,
) -> Shipment:
    """A draft, or on its way at once. The transfer hears of it by `inventory_transfers/updated`."""
    now = store.now()
    shipment = Shipment(
        id=store.new_id(),
        name=f"{transfer.name}-{len(transfer.shipments) + 1}",
        transfer=transfer,
        created_at=created_at or now,
        updated_at=now,
        tracking=tracking,
        barcode=barcode,
        lines=[ShipmentLine(id=store.new_id(), item=item, quantity=quantity) for item, quantity in items.items()],
    )
    transfer.shipments.append(shipment)
    shop.shipments[shipment.id] = shipment
    tell(store, shop=shop, shipment=shipment, topic="create", status=shipment.status, **_create_body(shop, shipment))
    if in_transit:
        mark_in_transit(store, shop=shop, shipment=shipment, shipped_at=created_at)
    return shipment


def _create_body(shop: Shop, shipment: Shipment) -> dict[str, Any]:
    return {
        "tracking": tracking_body(shop, tracking=shipment.tracking),
        "line_items": [{"id": line.gid, "quantity": line.quantity} for line in shipment.lines],
    }


def mark_in_transit(store: Store, *, shop: Shop, shipment: Shipment, shipped_at: datetime | None = None) -> None:
    """Its units leave the origin, where there is one, and are incoming at the destination."""
    shipment.status = "IN_TRANSIT"
    shipment.shipped_at = shipped_at or store.now()
    for line in shipment.lines:
        _move(store, shop, shipment.transfer, line.item, line.quantity)
    tell(store, shop=shop, shipment=shipment, topic="mark_in_transit", status=shipment.status)
    transfers.update_status(store, shop=shop, transfer=shipment.transfer)


def _move(store: Store, shop: Shop, transfer: Transfer, item: InventoryItem, quantity: int) -> None:
    """Units leave the origin's reserve for the road; negative ones come back."""
    if transfer.origin:
        level = stock.level_at(store, shop=shop, item=item, location=transfer.origin.location)
        stock.change(store, shop=shop, level=level, deltas={"reserved": -quantity})
    _incoming(store, shop, transfer, item, quantity)


def _incoming(store: Store, shop: Shop, transfer: Transfer, item: InventoryItem, quantity: int) -> None:
    if transfer.destination:
        level = stock.level_at(store, shop=shop, item=item, location=transfer.destination.location)
        stock.change(store, shop=shop, level=level, deltas={"incoming": quantity})


def receive(
    store: Store, *, shop: Shop, shipment: Shipment, receipts: Sequence[Receipt], received_at: datetime | None = None
) -> None:
    """Accepted units become available, rejected ones vanish; both stop being incoming.

    More than announced may be accepted: incoming never falls below what is still awaited. A second receipt may follow
    while anything is outstanding.
    """
    rows = [_receive_line(store, shop, shipment, line, receipts) for line in _touched(shipment, receipts)]
    done = all(line.unreceived == 0 for line in shipment.lines)
    shipment.status = "RECEIVED" if done else "PARTIALLY_RECEIVED"
    shipment.received_at = (received_at or store.now()) if done else shipment.received_at
    tell(store, shop=shop, shipment=shipment, topic="receive_items", status=shipment.status, items_received=rows)
    transfers.update_status(store, shop=shop, transfer=shipment.transfer)


def _touched(shipment: Shipment, receipts: Sequence[Receipt]) -> list[ShipmentLine]:
    wanted = {receipt.line.id for receipt in receipts}
    return [line for line in shipment.lines if line.id in wanted]


def _receive_line(
    store: Store, shop: Shop, shipment: Shipment, line: ShipmentLine, receipts: Sequence[Receipt]
) -> dict[str, Any]:
    before = {"old_accepted_quantity": line.accepted, "old_rejected_quantity": line.rejected}
    awaited = line.unreceived
    accepted = sum(r.quantity for r in receipts if r.line is line and r.verdict == "ACCEPTED")
    line.accepted += accepted
    line.rejected += sum(r.quantity for r in receipts if r.line is line and r.verdict == "REJECTED")
    destination = shipment.transfer.destination
    if destination:
        level = stock.level_at(store, shop=shop, item=line.item, location=destination.location)
        deltas = {"available": accepted, "incoming": line.unreceived - awaited}
        stock.change(store, shop=shop, level=level, deltas=deltas)
    return {
        "id": line.gid,
        **before,
        "new_accepted_quantity": line.accepted,
        "new_rejected_quantity": line.rejected,
        "remaining_quantity_to_receive": line.unreceived,
    }


def receive_all(store: Store, *, shop: Shop, shipment: Shipment, received_at: datetime | None = None) -> None:
    """Everything outstanding, accepted."""
    receipts = [Receipt(line=line, quantity=line.unreceived, verdict="ACCEPTED") for line in shipment.lines]
    receive(store, shop=shop, shipment=shipment, receipts=receipts, received_at=received_at)


def set_tracking(store: Store, *, shop: Shop, shipment: Shipment, tracking: Tracking) -> None:
    shipment.tracking = tracking
    now = shipment.updated_at = store.now()
    body = shipment_body(shop, shipment=shipment, now=now, updated_tracking=tracking_body(shop, tracking=tracking))
    body["shipment_id"] = body.pop("id")
    store.emit(shop, "inventory_shipments/update_tracking", body)
    transfers.tell(store, shop=shop, transfer=shipment.transfer, topic="updated")


def add_items(
    store: Store, *, shop: Shop, shipment: Shipment, items: Mapping[InventoryItem, int]
) -> list[ShipmentLine]:
    """New lines; an item already there grows. The transfer grows with them where it had too few."""
    rows = []
    for item, quantity in items.items():
        line = next((line for line in shipment.lines if line.item is item), None)
        if line is None:
            line = ShipmentLine(id=store.new_id(), item=item, quantity=0)
            shipment.lines.append(line)
        line.quantity += quantity
        if shipment.status != "DRAFT":
            _move(store, shop, shipment.transfer, item, quantity)
        rows.append(line)
    added = [{"id": line.gid, "quantity": line.quantity} for line in rows]
    tell(store, shop=shop, shipment=shipment, topic="add_items", items_added=added)
    return rows


def remove_items(store: Store, *, shop: Shop, shipment: Shipment, lines: Iterable[ShipmentLine]) -> None:
    removed = list(lines)
    for line in removed:
        if shipment.status != "DRAFT":
            _move(store, shop, shipment.transfer, line.item, -line.unreceived)
        shipment.lines.remove(line)
    rows = [{"id": line.gid} for line in removed]
    tell(store, shop=shop, shipment=shipment, topic="remove_items", items_removed=rows)


def set_quantities(store: Store, *, shop: Shop, shipment: Shipment, quantities: Mapping[ShipmentLine, int]) -> None:
    """The announced units of lines; what is incoming follows."""
    rows = []
    for line, quantity in quantities.items():
        before, awaited = line.quantity, line.unreceived
        line.quantity = quantity
        if shipment.status != "DRAFT":
            _move(store, shop, shipment.transfer, line.item, line.unreceived - awaited)
        rows.append({"id": line.gid, "old_quantity": before, "new_quantity": quantity})
    tell(store, shop=shop, shipment=shipment, topic="update_item_quantities", items_updated=rows)


def delete(store: Store, *, shop: Shop, shipment: Shipment) -> None:
    """What was in transit is back where it came from, still set aside for the transfer."""
    for line in shipment.lines:
        if shipment.status != "DRAFT":
            _move(store, shop, shipment.transfer, line.item, -line.unreceived)
    shipment.transfer.shipments.remove(shipment)
    del shop.shipments[shipment.id]
    tell(store, shop=shop, shipment=shipment, topic="delete")


def tell(store: Store, *, shop: Shop, shipment: Shipment, topic: str, **changed: Any) -> None:
    """Date it and send `inventory_shipments/{topic}` and the transfer's `updated`, which follows every change."""
    shipment.updated_at = store.now()
    body = shipment_body(shop, shipment=shipment, now=shipment.updated_at, **changed)
    store.emit(shop, f"inventory_shipments/{topic}", body)
    if topic in ("create", "add_items", "remove_items", "update_item_quantities", "delete"):
        transfers.tell(store, shop=shop, transfer=shipment.transfer, topic="updated")
