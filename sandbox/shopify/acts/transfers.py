"""A transfer's life: draft, ready to ship, in progress, transferred or cancelled.

Only what has left counts as incoming at the destination: a ready transfer reserves at its origin and shows nothing
where it goes, as recorded. A supplier is no location, so a transfer from one has no origin and reserves nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import stock
from sandbox.shopify.bodies.logistics import transfer_body
from sandbox.shopify.model import InventoryItem, Location, LocationSnapshot, Shipment, Transfer, TransferLine

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sandbox.shopify.model import Shop
    from sandbox.shopify.store import Store

SENT = ("IN_TRANSIT", "PARTIALLY_RECEIVED", "RECEIVED")


def create(
    store: Store,
    *,
    shop: Shop,
    items: Mapping[InventoryItem, int],
    destination: Location | None,
    origin: Location | None = None,
    ready: bool = False,
    reference: str | None = None,
    note: str | None = None,
    tags: Sequence[str] = (),
    created_at: datetime | None = None,
) -> Transfer:
    """A draft, or ready to ship at once. `items` are units by inventory item."""
    now = store.now()
    transfer = Transfer(
        id=store.new_id(),
        name=f"#T{len(shop.transfers) + 1:04d}",
        created_at=created_at or now,
        updated_at=now,
        origin=snapshot(origin, now=now),
        destination=snapshot(destination, now=now),
        reference_name=reference,
        note=note,
        tags=list(tags),
        lines=[TransferLine(id=store.new_id(), item=item, quantity=quantity) for item, quantity in items.items()],
    )
    shop.transfers[transfer.id] = transfer
    if ready:
        mark_ready(store, shop=shop, transfer=transfer)
    return transfer


def snapshot(location: Location | None, *, now: datetime) -> LocationSnapshot | None:
    return LocationSnapshot(location=location, name=location.name, taken_at=now) if location else None


def mark_ready(store: Store, *, shop: Shop, transfer: Transfer) -> None:
    transfer.status = "READY_TO_SHIP"
    reserve(store, shop=shop, transfer=transfer, items={line.item: line.quantity for line in transfer.lines})
    rows = [{"id": line.gid, "quantity": line.quantity} for line in transfer.lines]
    tell(store, shop=shop, transfer=transfer, topic="ready_to_ship", status=transfer.status, line_items=rows)


def reserve(store: Store, *, shop: Shop, transfer: Transfer, items: Mapping[InventoryItem, int]) -> None:
    """Set units aside at the origin; negative numbers give them back."""
    if transfer.origin is None:
        return
    for item, quantity in items.items():
        level = stock.level_at(store, shop=shop, item=item, location=transfer.origin.location)
        stock.change(store, shop=shop, level=level, deltas={"available": -quantity, "reserved": quantity})


def cancel(store: Store, *, shop: Shop, transfer: Transfer) -> None:
    """What is set aside but not sent goes back to the shelf."""
    if transfer.status in ("READY_TO_SHIP", "IN_PROGRESS"):
        back = {line.item: -(line.quantity - sent(transfer, line.item)) for line in transfer.lines}
        reserve(store, shop=shop, transfer=transfer, items=back)
    transfer.status = "CANCELED"
    tell(store, shop=shop, transfer=transfer, topic="cancel", status=transfer.status)


def set_items(
    store: Store, *, shop: Shop, transfer: Transfer, items: Mapping[InventoryItem, int]
) -> dict[InventoryItem, int]:
    """Overwrite quantities of lines, add lines that are new; returns the change of each item in units."""
    lines = {line.item: line for line in transfer.lines}
    added, updated, deltas = [], [], {}
    for item, quantity in items.items():
        line = lines.get(item)
        if line is None:
            line = TransferLine(id=store.new_id(), item=item, quantity=0)
            transfer.lines.append(line)
            added.append({"line_item_id": line.gid, "quantity": quantity})
        elif line.quantity != quantity:
            updated.append({"line_item_id": line.gid, "old_quantity": line.quantity, "new_quantity": quantity})
        deltas[item] = quantity - line.quantity
        line.quantity = quantity
    if transfer.status in ("READY_TO_SHIP", "IN_PROGRESS"):
        reserve(store, shop=shop, transfer=transfer, items=deltas)
    _tell_items(store, shop, transfer, added=added, updated=updated)
    return deltas


def remove_lines(
    store: Store, *, shop: Shop, transfer: Transfer, lines: Iterable[TransferLine]
) -> dict[InventoryItem, int]:
    """Take away what no shipment has; returns the change of each item in units, negative."""
    deltas: dict[InventoryItem, int] = {}
    rows = []
    for line in list(lines):
        keep = sent(transfer, line.item) + picked(transfer, line.item)
        deltas[line.item] = keep - line.quantity
        line.quantity = keep
        if not keep:
            transfer.lines.remove(line)
        rows.append({"line_item_id": line.gid})
    if transfer.status in ("READY_TO_SHIP", "IN_PROGRESS"):
        reserve(store, shop=shop, transfer=transfer, items=deltas)
    tell(store, shop=shop, transfer=transfer, topic="remove_items", items_removed=rows)
    return deltas


def sent(transfer: Transfer, item: InventoryItem) -> int:
    """Units in shipments that have left."""
    return _in_shipments(item, [shipment for shipment in transfer.shipments if shipment.status in SENT])


def picked(transfer: Transfer, item: InventoryItem) -> int:
    """Units in shipments that are still drafts."""
    return _in_shipments(item, [shipment for shipment in transfer.shipments if shipment.status == "DRAFT"])


def unshipped(transfer: Transfer, line: TransferLine) -> int:
    """Units of a line that no shipment has taken yet; never below zero, also when a supplier sent more."""
    return max(0, line.quantity - sent(transfer, line.item) - picked(transfer, line.item))


def _in_shipments(item: InventoryItem, shipments: Iterable[Shipment]) -> int:
    return sum(line.quantity for shipment in shipments for line in shipment.lines if line.item is item)


def update_status(store: Store, *, shop: Shop, transfer: Transfer) -> None:
    """Follow the shipments: in progress once anything left, transferred once all arrived or was rejected."""
    started = any(shipment.status in SENT for shipment in transfer.shipments)
    if not started or transfer.status in ("CANCELED", "TRANSFERRED"):
        return
    transfer.status = "IN_PROGRESS"
    arrived = all(shipment.status == "RECEIVED" for shipment in transfer.shipments)
    if arrived and all(sent(transfer, line.item) >= line.quantity for line in transfer.lines):
        transfer.status = "TRANSFERRED"
        tell(store, shop=shop, transfer=transfer, topic="complete", status=transfer.status)


def tell(store: Store, *, shop: Shop, transfer: Transfer, topic: str, **changed: Any) -> None:
    """Date it and send `inventory_transfers/{topic}`."""
    transfer.updated_at = store.now()
    body = transfer_body(shop, transfer=transfer, now=transfer.updated_at, **changed)
    store.emit(shop, f"inventory_transfers/{topic}", body)


def _tell_items(
    store: Store, shop: Shop, transfer: Transfer, *, added: list[dict[str, Any]], updated: list[dict[str, Any]]
) -> None:
    if added:
        tell(store, shop=shop, transfer=transfer, topic="add_items", items_added=added)
    if updated:
        tell(
            store,
            shop=shop,
            transfer=transfer,
            topic="update_item_quantities",
            status=transfer.status,
            items_updated=updated,
        )
