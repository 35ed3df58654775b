"""From the lines of a bulk operation to facts: a root with everything below it, put back together.

Each `read_` gives the fact and whether it is whole: by the numbers that Shopify gives beside the lists, which matters
only in a file that broke off (`partialDataUrl`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import msgspec

from app.shopify.bulk_tree import Root
from app.shopify.bundles import component_facts
from app.shopify.facts import FulfillmentOrderFact, ItemFact, OrderFact, ShipmentFact, TransferFact, VariantFact
from app.shopify.fulfillment import whole_fulfillment_order
from app.shopify.gid import type_of
from app.shopify.inventory import item_fact
from app.shopify.jsonl import BrokenFile, Line
from app.shopify.orders import company_of, order_fact
from app.shopify.transfers import owner_of, whole_shipment, whole_transfer
from app.shopify.types.bulk import BulkFulfillmentOrder, BulkOrder, BulkTransfer, BulkVariant
from app.shopify.types.wire import Count
from app.shopify.variants import variant_fact

Wire = TypeVar("Wire")


@dataclass(frozen=True, slots=True)
class VariantRead:
    variant: VariantFact
    item: ItemFact
    whole: bool


@dataclass(frozen=True, slots=True)
class OrderRead:
    order: OrderFact
    whole: bool


@dataclass(frozen=True, slots=True)
class TransferRead:
    transfer: TransferFact
    whole: bool


def read_variant(root: Root, *, currency: str) -> VariantRead:
    """A variant and its item with all levels. Raises BrokenFile for what does not have the agreed shape.

    Levels hang below the variant or below its item: the item is no line of its own, and Shopify's own examples show
    either as the parent. Of how many components a bundle is made Shopify does not say, so none counts as whole.
    """
    tree = _object(root.line)
    item = tree.get("inventoryItem") or {}
    children = [*root.below.get(root.line.id, ()), *root.below.get(item.get("id", ""), ())]
    levels: list[dict[str, Any]] = []
    media: list[dict[str, Any]] = []
    components: list[dict[str, Any]] = []
    places = {"InventoryLevel": levels, "ProductVariantComponent": components}
    for line in children:
        places.get(type_of(line.id), media).append(_object(line))
    tree["media"], item["inventoryLevels"] = _edges(media), _edges(levels)
    tree["productVariantComponents"] = _edges(components)
    wire = _as(BulkVariant, tree, root.line)
    fact = variant_fact(wire, currency=currency)
    if fact.bundle:
        fact = replace(fact, components=component_facts(wire.product_variant_components.nodes))
    stock = item_fact(wire.inventory_item, [fact.id], wire.inventory_item.inventory_levels.nodes)
    has_levels = _reaches(len(levels), wire.inventory_item.locations_count)
    return VariantRead(fact, stock, has_levels and not fact.bundle)


def read_order(root: Root) -> OrderRead:
    """An order with its lines and fulfilment orders. Raises BrokenFile."""
    tree = _object(root.line)
    children = _by_type(root, root.line.id)
    tree["lineItems"] = _edges(children.get("LineItem", []))
    tree["fulfillmentOrders"] = _edges(_with_lines(root, children.get("FulfillmentOrder", [])))
    wire = _as(BulkOrder, tree, root.line)
    lines = wire.line_items.nodes
    owners = [_fulfillment_order(each) for each in wire.fulfillment_orders.nodes]
    country = wire.shipping_address.country_code_v2 if wire.shipping_address else None
    fact = order_fact(wire, lines, owners, country=country, company=company_of(wire))
    has_lines = sum(line.quantity for line in lines) >= wire.subtotal_line_items_quantity
    return OrderRead(fact, has_lines and _all_to_ship(fact))


def read_transfer(root: Root) -> TransferRead:
    """A transfer with its lines and shipments. Raises BrokenFile."""
    tree = _object(root.line)
    children = _by_type(root, root.line.id)
    tree["lineItems"] = _edges(children.get("InventoryTransferLineItem", []))
    tree["shipments"] = _edges(_with_lines(root, children.get("InventoryShipment", [])))
    wire = _as(BulkTransfer, tree, root.line)
    shipments, whole = _shipments(wire)
    fact = whole_transfer(wire, wire.line_items.nodes, shipments)
    whole = whole and _reaches(len(fact.lines), wire.line_items_count) and _all_shipped(fact)
    return TransferRead(fact, whole)


def _fulfillment_order(wire: BulkFulfillmentOrder) -> FulfillmentOrderFact:
    return whole_fulfillment_order(wire, wire.line_items.nodes)


def _shipments(wire: BulkTransfer) -> tuple[list[ShipmentFact], bool]:
    facts, whole = [], True
    for each in wire.shipments.nodes:
        lines = each.line_items.nodes if each.line_items else []
        facts.append(whole_shipment(each, lines, owner_of(wire)))
        whole = whole and _reaches(len(lines), each.line_items_count)
    return facts, whole


def _all_to_ship(fact: OrderFact) -> bool:
    """Every unit that is still to ship stands on a fulfilment order."""
    standing: dict[int, int] = {}
    for owner in fact.fulfillment_orders:
        for part in owner.lines:
            standing[part.line_id] = standing.get(part.line_id, 0) + part.remaining
    wanted = [line for line in fact.lines if line.requires_shipping]
    return all(standing.get(line.id, 0) >= line.unfulfilled_quantity for line in wanted)


def _all_shipped(fact: TransferFact) -> bool:
    """Every unit that a line says is in a shipment is in one of ours."""
    inside = sum(line.quantity for shipment in fact.shipments for line in shipment.lines)
    return inside >= sum(line.shipped for line in fact.lines)


def _reaches(found: int, expected: Count | None) -> bool:
    return expected is None or found >= expected.count


def _with_lines(root: Root, owners: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {**owner, "lineItems": _edges([_object(each) for each in root.below.get(owner["id"], ())])} for owner in owners
    ]


def _by_type(root: Root, parent: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in root.below.get(parent, ()):
        found.setdefault(type_of(line.id), []).append(_object(line))
    return found


def _edges(nodes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"edges": [{"node": node} for node in nodes]}


def _object(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(line.body)
    return found


def _as(shape: type[Wire], tree: dict[str, Any], line: Line) -> Wire:
    try:
        return msgspec.convert(tree, shape)
    except msgspec.ValidationError as error:
        raise BrokenFile(f"Line {line.number} does not have the agreed shape: {error}") from error
