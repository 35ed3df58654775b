"""An order as Shopify shows it, as the rows that are kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.db.rows import Row
from app.domain.ids import LineId, OrderId, ShopId
from app.domain.parcels import chosen
from app.shopify.facts import FulfillmentOrderFact, LineFact, OrderFact, Unreadable
from app.shopify.money import in_minor_units

_DONE = frozenset({"CLOSED", "CANCELLED"})


def order_row(shop: ShopId, fact: OrderFact, started_at: datetime) -> Row:
    company = fact.company
    return {
        "shop_id": shop,
        "order_id": fact.id,
        "name": fact.name,
        "processed_at": fact.processed_at,
        "updated_at": fact.updated_at,
        "fetched_at": started_at,
        "cancelled_at": fact.cancelled_at,
        "deleted_at": None,
        "closed": fact.closed,
        "test": fact.test,
        "currency": fact.currency,
        "locale": fact.locale,
        "company": "" if isinstance(company, Unreadable) else company,
        "tags": sorted(fact.tags),
        "shipping": chosen(fact.attributes),
        "metafield_digest": fact.backorder.digest if fact.backorder else None,
    }


def units_of(fact: OrderFact, line: LineFact) -> tuple[int, int]:
    """Units of a line that somebody really ordered and kept, and those of them that are still to ship."""
    if fact.cancelled_at:
        return 0, 0
    still_open = _open_units(fact).get(line.id, 0)
    return still_open + _shipped(fact, line, still_open), still_open


def line_row(shop: ShopId, fact: OrderFact, line: LineFact) -> Row:
    ordered, still_open = units_of(fact, line)
    return {
        "shop_id": shop,
        "line_id": line.id,
        "order_id": fact.id,
        "item_id": line.item_id,
        "variant_id": line.variant_id,
        "title": line.title,
        "ordered": ordered,
        "open": still_open,
        "committed": line.selling_plan is None,
        "unit_price_minor": in_minor_units(line.unit_price),
        "shown_version": _version((line.bundle or line).properties.get("_backorder")),
        "bundle_id": line.bundle.variant_id if line.bundle else None,
        "bundle_each": max(1, line.quantity // line.bundle.quantity) if line.bundle else None,
    }


def _open_units(fact: OrderFact) -> dict[LineId, int]:
    """Units still to ship by the fulfilment orders: edits, moves and partial shipments are netted there already."""
    units: dict[LineId, int] = {}
    for each in fact.fulfillment_orders:
        if each.status not in _DONE:
            for line in each.lines:
                units[line.line_id] = units.get(line.line_id, 0) + line.remaining
    return units


def _shipped(fact: OrderFact, line: LineFact, still_open: int) -> int:
    """Units that have left. Returned or refunded ones count on: a promise is known by a unit's place in its line.

    `currentQuantity` falls by those too, so it says too little; the fulfilment orders say too much once a shipment was
    cancelled, for the units are owed again through a new one.
    """
    left_house = sum(
        part.total - part.remaining
        for each in fact.fulfillment_orders
        for part in each.lines
        if part.line_id == line.id
    )
    return max(0, line.current_quantity - still_open, min(left_house, line.quantity - still_open))


def _version(text: str | None) -> int | None:
    """A shopper can write anything into a property: what is no small number says nothing."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None  # noqa: PLR2004


def fulfillment_row(shop: ShopId, order_id: OrderId, fact: FulfillmentOrderFact) -> Row:
    return {
        "shop_id": shop,
        "fulfillment_order_id": fact.id,
        "order_id": order_id,
        "location_id": fact.location_id,
        "status": fact.status,
        "request_status": fact.request_status,
        "updated_at": fact.updated_at,
        "fulfill_by": fact.fulfill_by,
        "actions": sorted(fact.actions),
        "holds": [{"id": hold.id, "handle": hold.handle, "ours": hold.ours} for hold in fact.holds],
    }


def fulfillment_lines(shop: ShopId, fact: OrderFact) -> Sequence[Row]:
    return [
        {
            "shop_id": shop,
            "fulfillment_line_id": line.id,
            "fulfillment_order_id": each.id,
            "order_id": fact.id,
            "line_id": line.line_id,
            "remaining": line.remaining,
        }
        for each in fact.fulfillment_orders
        if each.status not in _DONE
        for line in each.lines
    ]
