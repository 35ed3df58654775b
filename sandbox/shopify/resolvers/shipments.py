"""Reading inventory shipments. They have no way back to their transfer, origin or destination, as at Shopify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.connections import connection, count, sort
from sandbox.shopify.model import Shipment, total
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.search import search

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


def _destination(shipment: Shipment) -> int | None:
    return shipment.transfer.destination.location.id if shipment.transfer.destination else None


FILTERS = {
    "id": lambda shipment: shipment.id,
    "status": lambda shipment: shipment.status,
    "barcode": lambda shipment: shipment.barcode,
    "tracking_number": lambda shipment: shipment.tracking.number if shipment.tracking else None,
    "destination_id": _destination,
}

resolvers.attributes(
    "InventoryShipment",
    {
        "id": "gid",
        "name": "name",
        "status": "status",
        "barcode": "barcode",
        "dateCreated": "created_at",
        "dateShipped": "shipped_at",
        "dateReceived": "received_at",
        "tracking": "tracking",
        "lineItemTotalQuantity": lambda shipment: total(shipment.lines),
        "lineItemsCount": lambda shipment: count(shipment.lines),
        "totalAcceptedQuantity": lambda shipment: sum(line.accepted for line in shipment.lines),
        "totalRejectedQuantity": lambda shipment: sum(line.rejected for line in shipment.lines),
        "totalReceivedQuantity": lambda shipment: sum(line.accepted + line.rejected for line in shipment.lines),
    },
)
resolvers.attributes(
    "InventoryShipmentTracking",
    {"company": "company", "trackingNumber": "number", "trackingUrl": "url", "arrivesAt": "arrives_at"},
)
resolvers.attributes(
    "InventoryShipmentLineItem",
    {
        "id": "gid",
        "inventoryItem": "item",
        "quantity": "quantity",
        "acceptedQuantity": "accepted",
        "rejectedQuantity": "rejected",
        "unreceivedQuantity": "unreceived",
    },
)


@resolvers.field("InventoryShipment.lineItems")
def shipment_lines(shipment: Shipment, _request: Request, args: Args) -> dict[str, Any]:
    return connection(shipment.lines, args)


@resolvers.query("inventoryShipment")
def inventory_shipment(request: Request, args: Args) -> Shipment | None:
    return request.find(Shipment, args["id"])


@resolvers.query("inventoryShipments")
def inventory_shipments(request: Request, args: Args) -> dict[str, Any]:
    shipments = request.shop.shipments.values()
    found = search(shipments, args.get("query"), readers=FILTERS, where="inventoryShipments")
    return connection(sort(found, args, keys={"STATUS": lambda shipment: shipment.status}), args)
