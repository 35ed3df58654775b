"""What a person does about units on their way: receive them, say when they come, announce new ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.shopify.gid import ShipmentId, ShipmentLineId, TransferId, to_gid
from app.shopify.operations import (
    ADJUST_STOCK,
    CREATE_SHIPMENT_IN_TRANSIT,
    CREATE_TRANSFER,
    RECEIVE_SHIPMENT,
    SET_SHIPMENT_TRACKING,
)
from app.shopify.reading import payload, refuse
from app.shopify.transfers import shipment_fact, transfer_fact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from app.domain.ids import ItemId, LocationId
    from app.shopify.client import ShopAdmin
    from app.shopify.facts import ShipmentFact, TransferFact
    from app.shopify.types.stock import ShipmentPayload


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """Units of a shipment line that came: good ones, or rejected ones, which never become stock."""

    line: ShipmentLineId
    quantity: int
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class ShipmentTracking:
    """The whole of a shipment's tracking. What is None here is not sent."""

    arrives_at: datetime | None
    company: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None


def receive_shipment(
    admin: ShopAdmin, shipment: ShipmentId, lines: Sequence[ReceivedLine], *, idempotency_key: str
) -> ShipmentFact:
    """Receive units. The key (a UUID committed with the decision) makes a repeat harmless for 24 hours.

    Raises UserErrors and every error of the client.
    """
    received = [
        {
            "shipmentLineItemId": to_gid("InventoryShipmentLineItem", line.line),
            "quantity": line.quantity,
            "reason": "ACCEPTED" if line.accepted else "REJECTED",
        }
        for line in lines
    ]
    variables = {"id": to_gid("InventoryShipment", shipment), "lines": received}
    answer = admin.execute(RECEIVE_SHIPMENT, variables, idempotency_key=idempotency_key)
    return _shipment(admin, "inventoryShipmentReceive", answer.data.inventory_shipment_receive)


def set_tracking(admin: ShopAdmin, shipment: ShipmentId, tracking: ShipmentTracking) -> ShipmentFact:
    """Say when a shipment arrives. Raises UserErrors and every error of the client."""
    variables = {"id": to_gid("InventoryShipment", shipment), "tracking": _tracking_input(tracking)}
    answer = admin.execute(SET_SHIPMENT_TRACKING, variables)
    return _shipment(admin, "inventoryShipmentSetTracking", answer.data.inventory_shipment_set_tracking)


def add_to_stock(
    admin: ShopAdmin,
    quantities: Mapping[ItemId, int],
    *,
    location: LocationId,
    reference: str,
    idempotency_key: str,
) -> None:
    """Units that came in outside every shipment are `available` from now on.

    `reference` is a URI for Shopify's history. The key makes a repeat harmless for 24 hours.
    Raises UserErrors and every error of the client.
    """
    changes = [
        {
            "inventoryItemId": to_gid("InventoryItem", item),
            "locationId": to_gid("Location", location),
            "delta": quantity,
            "changeFromQuantity": None,
        }
        for item, quantity in quantities.items()
    ]
    given = {"name": "available", "reason": "received", "referenceDocumentUri": reference, "changes": changes}
    answer = admin.execute(ADJUST_STOCK, {"input": given}, idempotency_key=idempotency_key)
    result = payload("inventoryAdjustQuantities", answer.data.inventory_adjust_quantities)
    refuse("inventoryAdjustQuantities", result.user_errors)


def create_transfer(
    admin: ShopAdmin,
    quantities: Mapping[ItemId, int],
    *,
    destination: LocationId,
    tags: Sequence[str],
    reference: str | None,
    idempotency_key: str,
) -> TransferFact:
    """Announce goods from outside the shop, ready to ship: no origin. Raises UserErrors and errors of the client."""
    transfer = {
        "destinationLocationId": to_gid("Location", destination),
        "lineItems": _line_inputs(quantities),
        "tags": list(tags),
        "referenceName": reference,
    }
    answer = admin.execute(CREATE_TRANSFER, {"input": transfer}, idempotency_key=idempotency_key)
    result = payload("inventoryTransferCreateAsReadyToShip", answer.data.inventory_transfer_create_as_ready_to_ship)
    refuse("inventoryTransferCreateAsReadyToShip", result.user_errors)
    return transfer_fact(admin, payload("inventoryTransferCreateAsReadyToShip", result.inventory_transfer))


def create_shipment(
    admin: ShopAdmin,
    transfer: TransferId,
    quantities: Mapping[ItemId, int],
    *,
    tracking: ShipmentTracking,
    idempotency_key: str,
) -> ShipmentFact:
    """Send units of a transfer on their way. Raises UserErrors and every error of the client."""
    shipment = {
        "movementId": to_gid("InventoryTransfer", transfer),
        "lineItems": _line_inputs(quantities),
        "trackingInput": _tracking_input(tracking),
    }
    answer = admin.execute(CREATE_SHIPMENT_IN_TRANSIT, {"input": shipment}, idempotency_key=idempotency_key)
    return _shipment(admin, "inventoryShipmentCreateInTransit", answer.data.inventory_shipment_create_in_transit)


def _shipment(admin: ShopAdmin, mutation: str, answered: ShipmentPayload | None) -> ShipmentFact:
    result = payload(mutation, answered)
    refuse(mutation, result.user_errors)
    return shipment_fact(admin, payload(mutation, result.inventory_shipment))


def _line_inputs(quantities: Mapping[ItemId, int]) -> list[dict[str, object]]:
    return [
        {"inventoryItemId": to_gid("InventoryItem", item), "quantity": quantity}
        for item, quantity in quantities.items()
    ]


def _tracking_input(tracking: ShipmentTracking) -> dict[str, object]:
    fields = {
        "arrivesAt": tracking.arrives_at,
        "company": tracking.company,
        "trackingNumber": tracking.tracking_number,
        "trackingUrl": tracking.tracking_url,
    }
    return {name: value for name, value in fields.items() if value is not None}
