"""Reading inventory transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.acts.transfers import picked, sent, unshipped
from sandbox.shopify.connections import connection, count, sort
from sandbox.shopify.model import Transfer, TransferLine, total
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.resolvers.locations import address
from sandbox.shopify.search import search

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.shopify.model import LocationSnapshot
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


def _place_id(snapshot: LocationSnapshot | None) -> int | None:
    return snapshot.location.id if snapshot else None


def _place_name(snapshot: LocationSnapshot | None) -> str:
    return snapshot.name if snapshot else ""


def _arrival(transfer: Transfer) -> tuple[bool, datetime | None]:
    dates = [s.tracking.arrives_at for s in transfer.shipments if s.tracking and s.tracking.arrives_at]
    return (not dates, min(dates) if dates else None)


FILTERS = {
    "default": lambda transfer: [transfer.name, transfer.reference_name],
    "id": lambda transfer: transfer.id,
    "status": lambda transfer: transfer.status,
    "tag": lambda transfer: transfer.tags,
    "created_at": lambda transfer: transfer.created_at,
    "origin_id": lambda transfer: _place_id(transfer.origin),
    "destination_id": lambda transfer: _place_id(transfer.destination),
    "product_id": lambda transfer: [v.product.id for line in transfer.lines for v in line.item.variants],
    "product_variant_id": lambda transfer: [v.id for line in transfer.lines for v in line.item.variants],
}
SORTS = {
    "CREATED_AT": lambda transfer: transfer.created_at,
    "NAME": lambda transfer: transfer.name,
    "STATUS": lambda transfer: transfer.status,
    "ORIGIN_NAME": lambda transfer: _place_name(transfer.origin),
    "DESTINATION_NAME": lambda transfer: _place_name(transfer.destination),
    "EXPECTED_SHIPMENT_ARRIVAL": _arrival,
}

resolvers.attributes(
    "InventoryTransfer",
    {
        "id": "gid",
        "name": "name",
        "referenceName": "reference_name",
        "status": "status",
        "note": "note",
        "tags": "tags",
        "dateCreated": "created_at",
        "origin": "origin",
        "destination": "destination",
        "totalQuantity": lambda transfer: total(transfer.lines),
        "receivedQuantity": lambda transfer: sum(
            line.accepted + line.rejected for shipment in transfer.shipments for line in shipment.lines
        ),
        "lineItemsCount": lambda transfer: count(transfer.lines),
    },
)
resolvers.attributes(
    "LocationSnapshot",
    {
        "name": "name",
        "location": "location",
        "snapshottedAt": "taken_at",
        "address": lambda snapshot: address(snapshot.location.address),
    },
)
resolvers.attributes(
    "InventoryTransferLineItem",
    {
        "id": "gid",
        "inventoryItem": "item",
        "totalQuantity": "quantity",
        "title": lambda line: line.item.variants[0].product.title if line.item.variants else None,
    },
)


@resolvers.field("InventoryTransfer.lineItems")
def transfer_lines(transfer: Transfer, _request: Request, args: Args) -> dict[str, Any]:
    return connection(transfer.lines, args)


@resolvers.field("InventoryTransfer.shipments")
def transfer_shipments(transfer: Transfer, _request: Request, args: Args) -> dict[str, Any]:
    return connection(transfer.shipments, args)


@resolvers.field("InventoryTransferLineItem.shippedQuantity")
def line_shipped(line: TransferLine, request: Request, _args: Args) -> int:
    return sent(_transfer_of(request, line), line.item)


@resolvers.field("InventoryTransferLineItem.pickedForShipmentQuantity")
def line_picked(line: TransferLine, request: Request, _args: Args) -> int:
    return picked(_transfer_of(request, line), line.item)


@resolvers.field("InventoryTransferLineItem.processableQuantity")
def line_processable(line: TransferLine, request: Request, _args: Args) -> int:
    return unshipped(_transfer_of(request, line), line)


@resolvers.field("InventoryTransferLineItem.shippableQuantity")
def line_shippable(line: TransferLine, request: Request, args: Args) -> int:
    """As processable, but nothing while the transfer is a draft, as recorded."""
    open_for_shipment = _transfer_of(request, line).status in ("READY_TO_SHIP", "IN_PROGRESS")
    return line_processable(line, request, args) if open_for_shipment else 0


def _transfer_of(request: Request, line: TransferLine) -> Transfer:
    return next(transfer for transfer in request.shop.transfers.values() if line in transfer.lines)


@resolvers.query("inventoryTransfer")
def inventory_transfer(request: Request, args: Args) -> Transfer | None:
    return request.find(Transfer, args["id"])


@resolvers.query("inventoryTransfers")
def inventory_transfers(request: Request, args: Args) -> dict[str, Any]:
    transfers = request.shop.transfers.values()
    found = search(transfers, args.get("query"), readers=FILTERS, where="inventoryTransfers")
    return connection(sort(found, args, keys=SORTS), args)
