"""The state of one thing as JSON, for tests and curious people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox.shopify import stock, wire
from sandbox.shopify.acts.metafields import of_owner
from sandbox.shopify.model import QUANTITY_NAMES
from sandbox.shopify.orders.quantities import shipped, unfulfilled
from sandbox.shopify.orders.status import financial_status, fulfillment_status

if TYPE_CHECKING:
    from sandbox.shopify.model import FulfillmentOrder, LineItem, Order, Resource, Shipment, Shop, Variant


def variant(shop: Shop, found: Variant) -> dict[str, Any]:
    return {
        "id": found.gid,
        "sku": found.sku,
        "title": found.display_title,
        "policy": found.policy,
        "inventory_item": found.inventory_item.gid,
        "sellable": stock.sellable(found),
        "for_sale": stock.for_sale(found),
        "levels": {
            level.location.name: {name: level.quantity(name) for name in QUANTITY_NAMES}
            for level in found.inventory_item.levels.values()
        },
        "metafields": metafields(shop, found),
        "shipments": [shipment(row) for row in shop.shipments.values() if _carries(row, found)],
    }


def metafields(shop: Shop, owner: Resource) -> dict[str, Any]:
    """By `namespace.key`; JSON ones parsed."""
    return {
        f"{row.namespace}.{row.key}": json.loads(row.value) if row.type == "json" else row.value
        for row in of_owner(shop, owner=owner)
    }


def shipment(row: Shipment) -> dict[str, Any]:
    arrives = row.tracking.arrives_at if row.tracking else None
    return {
        "id": row.gid,
        "name": row.name,
        "transfer": row.transfer.name,
        "tags": row.transfer.tags,
        "status": row.status,
        "arrives_at": wire.utc(arrives) if arrives else None,
        "lines": [
            {
                "id": line.gid,
                "sku": line.item.sku,
                "quantity": line.quantity,
                "accepted": line.accepted,
                "rejected": line.rejected,
            }
            for line in row.lines
        ],
    }


def order(shop: Shop, row: Order) -> dict[str, Any]:
    return {
        "id": row.gid,
        "name": row.name,
        "created_at": wire.utc(row.created_at),
        "email": row.email,
        "financial_status": financial_status(row),
        "fulfillment_status": fulfillment_status(row),
        "cancelled": row.cancelled_at is not None,
        "test": row.test,
        "tags": row.tags,
        "status_token": row.status_token,
        "metafields": metafields(shop, row),
        "lines": [_line(line) for line in row.lines],
        "fulfillment_orders": [_fulfillment_order(owner) for owner in row.fulfillment_orders],
    }


def _line(line: LineItem) -> dict[str, Any]:
    return {
        "id": line.gid,
        "sku": line.sku,
        "ordered": line.quantity,
        "current": line.current_quantity,
        "unfulfilled": unfulfilled(line),
        "shipped": shipped(line),
        "properties": line.properties,
    }


def _fulfillment_order(owner: FulfillmentOrder) -> dict[str, Any]:
    return {
        "id": owner.gid,
        "status": owner.status,
        "location": owner.location.name,
        "units": {part.line.sku: part.remaining for part in owner.lines},
        "holds": [
            {"id": hold.gid, "handle": hold.handle, "reason": hold.reason, "held_by": hold.held_by}
            for hold in owner.holds
        ],
    }


def _carries(row: Shipment, found: Variant) -> bool:
    return any(line.item is found.inventory_item for line in row.lines)
