"""What Shopify showed, in the form in which it is compared with our copy (`app.db.known` makes that one)."""

from __future__ import annotations

from datetime import datetime

from app.db.known import yes
from app.db.order_rows import units_of
from app.db.supplies import awaited
from app.domain.comparison import Copy, Subject
from app.shopify.facts import (
    ItemFact,
    LevelFact,
    LocationFact,
    OrderFact,
    ShipmentFact,
    ShopFact,
    TransferFact,
    VariantFact,
)
from app.shopify.money import in_words


def of_shop(fact: ShopFact, read_at: datetime) -> Copy:
    values = {
        "name": fact.name,
        "timezone": fact.zone,
        "currency": fact.currency,
        "plan": fact.plan,
        "storefront_url": fact.storefront_url,
    }
    return Copy(Subject.SHOP, fact.id, fact.domain, values, read_at)


def of_location(fact: LocationFact, read_at: datetime) -> Copy:
    """Its stamp is left out: we keep none to hold it against."""
    values = {"name": fact.name, "active": yes(fact.active), "online_orders": yes(fact.fulfills_online_orders)}
    return Copy(Subject.LOCATION, fact.id, fact.name, values, read_at)


def of_variant(fact: VariantFact, read_at: datetime) -> Copy:
    values = {
        "inventory_policy": fact.inventory_policy,
        "price": in_words(fact.price.minor, fact.price.currency),
        "sku": fact.sku or "",
        "product": fact.product_title,
        "variant": fact.title,
        "status": fact.product_status,
        "metafield": fact.backorder.digest if fact.backorder else "",
    }
    return Copy(Subject.VARIANT, fact.id, fact.sku or fact.product_title, values, read_at, stamp=fact.updated_at)


def of_item(fact: ItemFact, read_at: datetime) -> Copy:
    parts = {int(each.location_id): _level(each, fact.sku or "", read_at) for each in fact.levels if each.active}
    values = {"counted": yes(fact.tracked)}
    return Copy(Subject.STOCK, fact.id, fact.sku or "", values, read_at, stamp=fact.updated_at, parts=parts)


def _level(fact: LevelFact, sku: str, read_at: datetime) -> Copy:
    found = fact.quantities
    values = {
        "available": str(found.available),
        "committed": str(found.committed),
        "on_hand": str(found.on_hand),
        "incoming": str(found.incoming),
    }
    name = f"{sku}, {fact.location_id}"
    return Copy(Subject.STOCK, fact.item_id, name, values, read_at, stamp=fact.updated_at)


def of_order(fact: OrderFact, read_at: datetime) -> Copy:
    parts: dict[int, Copy] = {}
    for line in fact.lines:
        ordered, to_ship = units_of(fact, line)
        parts[int(line.id)] = Copy(
            Subject.ORDER,
            fact.id,
            f"{fact.name}, {line.title}",
            {"ordered": str(ordered), "to_ship": str(to_ship)},
            read_at,
            stamp=fact.updated_at,
        )
    ours = sum(1 for each in fact.fulfillment_orders for hold in each.holds if hold.ours)
    values = {"cancelled": yes(fact.cancelled_at), "holds": str(ours)}
    return Copy(Subject.ORDER, fact.id, fact.name, values, read_at, stamp=fact.updated_at, parts=parts)


def of_transfer(fact: TransferFact, read_at: datetime) -> Copy | None:
    """None for one that brings nothing that we would keep."""
    parts = {int(shipment.id): _shipment(shipment, read_at) for shipment in fact.shipments}
    lines = awaited(fact)
    if lines:
        open_units = {
            int(item): _units(item, fact.name, units, 0, 0, read_at=read_at) for item, units in sorted(lines.items())
        }
        values = {"status": fact.status}
        parts[0] = Copy(Subject.DELIVERY, 0, fact.name, values, read_at, parts=open_units)
    return Copy(Subject.DELIVERY, fact.id, fact.name, {}, read_at, parts=parts) if parts else None


def _shipment(fact: ShipmentFact, read_at: datetime) -> Copy:
    parts = {
        int(line.item_id): _units(line.item_id, fact.name, line.quantity, line.accepted, line.rejected, read_at=read_at)
        for line in fact.lines
        if line.item_id is not None
    }
    return Copy(Subject.DELIVERY, fact.id, fact.name, {"status": fact.status}, read_at, parts=parts)


def _units(item: int, name: str, sent: int, received: int, rejected: int, *, read_at: datetime) -> Copy:
    values = {"sent": str(sent), "received": str(received), "rejected": str(rejected)}
    return Copy(Subject.DELIVERY, item, f"{name}, {item}", values, read_at)
