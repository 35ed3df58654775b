"""Transfers and shipments: units on their way, and what a person may do about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from app.domain.ids import ItemId, LocationId
from app.shopify.facts import (
    ShipmentFact,
    ShipmentLineFact,
    TransferFact,
    TransferLineFact,
    Unreadable,
)
from app.shopify.gid import (
    ShipmentId,
    ShipmentLineId,
    TransferId,
    TransferLineId,
    from_gid,
    from_optional_gid,
    to_gid,
)
from app.shopify.operations import (
    OPEN_TRANSFERS,
    SHIPMENT_BY_ID,
    SHIPMENT_LINES,
    TRANSFER_LINES,
    TRANSFER_SHIPMENTS,
    TRANSFERS_BY_IDS,
)
from app.shopify.reading import read_nodes, read_pages
from app.shopify.types.stock import Tracking

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from app.shopify.client import ShopAdmin
    from app.shopify.facts import Reading
    from app.shopify.types.stock import (
        LinesOfShipment,
        LinesOfTransfer,
        LocationSnapshot,
        Shipment,
        ShipmentHead,
        ShipmentLine,
        ShipmentsOfTransfer,
        Transfer,
        TransferHead,
        TransferLine,
    )
    from app.shopify.types.wire import Page

OPEN_STATUSES = ("READY_TO_SHIP", "IN_PROGRESS", "OTHER")
"""Transfers whose units may still come. Drafts are plans: Shopify does not count them as incoming."""
_BATCH = 25


@dataclass(frozen=True, slots=True)
class Owner:
    """What a shipment inherits from the transfer it was read through."""

    transfer: TransferId | None
    destination: LocationId | None


_ORPHAN = Owner(None, None)


def fetch_transfers(admin: ShopAdmin, ids: Sequence[TransferId]) -> Reading[TransferId, TransferFact]:
    return read_nodes(
        admin,
        TRANSFERS_BY_IDS,
        ids,
        type_name="InventoryTransfer",
        size=_BATCH,
        nodes=lambda data: data.nodes,
        fact=lambda transfer, _: transfer_fact(admin, transfer),
    )


def fetch_open_transfers(admin: ShopAdmin) -> tuple[TransferFact, ...]:
    """Every transfer of the shop that may still bring units: for the first import and for reconciliation."""
    return _matching(admin, " OR ".join(f"status:{status.lower()}" for status in OPEN_STATUSES))


def fetch_finished_transfers(admin: ShopAdmin, *, since: date) -> tuple[TransferFact, ...]:
    """Transfers made since a day that are received in full: what each supplier's punctuality is first learnt from."""
    return _matching(admin, f"status:transferred AND created_at:>='{since.isoformat()}'")


def fetch_transfers_made(admin: ShopAdmin, *, since: datetime) -> tuple[TransferFact, ...]:
    """Transfers made since an instant, whatever became of them."""
    return _matching(admin, f"created_at:>='{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'")


def _matching(admin: ShopAdmin, query: str) -> tuple[TransferFact, ...]:
    def page(after: str | None) -> Page[Transfer]:
        return admin.execute(OPEN_TRANSFERS, {"query": query, "after": after}).data.inventory_transfers

    return tuple(transfer_fact(admin, transfer) for transfer in read_pages(page(None), page))


def fetch_shipment(admin: ShopAdmin, shipment: ShipmentId) -> ShipmentFact | Unreadable:
    """A shipment by its own id: its transfer and destination stay unknown, for Shopify keeps no link back."""
    found = admin.execute(SHIPMENT_BY_ID, {"id": to_gid("InventoryShipment", shipment)}).data.inventory_shipment
    return Unreadable() if found is None else shipment_fact(admin, found)


def transfer_fact(admin: ShopAdmin, transfer: Transfer) -> TransferFact:
    """The wire's transfer as a fact, with all its lines and shipments: reads further pages where there are any."""
    transfer_id = from_gid(transfer.id, TransferId)
    owner = owner_of(transfer)
    lines = read_pages(transfer.line_items, lambda after: _more_lines(admin, transfer_id, after))
    shipments = read_pages(transfer.shipments, lambda after: _more_shipments(admin, transfer_id, after))
    return whole_transfer(transfer, lines, [shipment_fact(admin, shipment, owner) for shipment in shipments])


def owner_of(transfer: TransferHead) -> Owner:
    return Owner(from_gid(transfer.id, TransferId), _location(transfer.destination))


def whole_transfer(
    transfer: TransferHead, lines: Sequence[TransferLine], shipments: Sequence[ShipmentFact]
) -> TransferFact:
    """The same where all its lines and shipments are at hand."""
    return TransferFact(
        id=from_gid(transfer.id, TransferId),
        name=transfer.name,
        reference=transfer.reference_name,
        status=transfer.status,
        created_at=transfer.date_created,
        note=transfer.note,
        tags=tuple(transfer.tags),
        origin_id=_location(transfer.origin),
        origin_name=transfer.origin.name if transfer.origin else None,
        destination_id=_location(transfer.destination),
        destination_name=transfer.destination.name if transfer.destination else None,
        total=transfer.total_quantity,
        received=transfer.received_quantity,
        lines=tuple(_transfer_line(line) for line in lines),
        shipments=tuple(shipments),
    )


def shipment_fact(admin: ShopAdmin, shipment: Shipment, owner: Owner = _ORPHAN) -> ShipmentFact:
    """The wire's shipment as a fact, with all its lines."""
    shipment_id = from_gid(shipment.id, ShipmentId)
    first = shipment.line_items
    lines = read_pages(first, lambda after: _more_shipped(admin, shipment_id, after)) if first else ()
    return whole_shipment(shipment, lines, owner)


def whole_shipment(shipment: ShipmentHead, lines: Sequence[ShipmentLine], owner: Owner) -> ShipmentFact:
    """The same where all its lines are at hand."""
    tracking = shipment.tracking or Tracking(None, None, None, None)
    return ShipmentFact(
        id=from_gid(shipment.id, ShipmentId),
        transfer_id=owner.transfer,
        destination_id=owner.destination,
        name=shipment.name,
        status=shipment.status,
        created_at=shipment.date_created,
        shipped_at=shipment.date_shipped,
        received_at=shipment.date_received,
        arrives_at=tracking.arrives_at,
        company=tracking.company,
        tracking_number=tracking.tracking_number,
        tracking_url=tracking.tracking_url,
        lines=tuple(_shipment_line(line) for line in lines),
    )


def _transfer_line(line: TransferLine) -> TransferLineFact:
    return TransferLineFact(
        id=from_gid(line.id, TransferLineId),
        item_id=from_optional_gid(line.inventory_item.id if line.inventory_item else None, ItemId),
        total=line.total_quantity,
        shipped=line.shipped_quantity,
        processable=line.processable_quantity,
    )


def _shipment_line(line: ShipmentLine) -> ShipmentLineFact:
    return ShipmentLineFact(
        id=from_gid(line.id, ShipmentLineId),
        item_id=from_optional_gid(line.inventory_item.id if line.inventory_item else None, ItemId),
        quantity=line.quantity,
        accepted=line.accepted_quantity,
        rejected=line.rejected_quantity,
        unreceived=line.unreceived_quantity,
    )


def _location(snapshot: LocationSnapshot | None) -> LocationId | None:
    """None too where the location was deleted since the snapshot was taken."""
    return from_gid(snapshot.location.id, LocationId) if snapshot and snapshot.location else None


def _more_lines(admin: ShopAdmin, transfer: TransferId, after: str) -> Page[TransferLine] | None:
    variables = {"id": to_gid("InventoryTransfer", transfer), "after": after}
    found: LinesOfTransfer | None = admin.execute(TRANSFER_LINES, variables).data.inventory_transfer
    return found.line_items if found else None


def _more_shipments(admin: ShopAdmin, transfer: TransferId, after: str) -> Page[Shipment] | None:
    variables = {"id": to_gid("InventoryTransfer", transfer), "after": after}
    found: ShipmentsOfTransfer | None = admin.execute(TRANSFER_SHIPMENTS, variables).data.inventory_transfer
    return found.shipments if found else None


def _more_shipped(admin: ShopAdmin, shipment: ShipmentId, after: str) -> Page[ShipmentLine] | None:
    variables = {"id": to_gid("InventoryShipment", shipment), "after": after}
    found: LinesOfShipment | None = admin.execute(SHIPMENT_LINES, variables).data.inventory_shipment
    return found.line_items if found else None
