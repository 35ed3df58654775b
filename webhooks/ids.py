"""Which ids a body names, one function for each shape of body.

All of them take the raw body and raise Unreadable when it is malformed or names nothing.
"""

from __future__ import annotations

from app.inbox.hints import Unreadable
from webhooks.payloads import (
    FulfillmentOrders,
    InventoryLevel,
    Merge,
    Named,
    OrderEdit,
    OrderEdited,
    RawId,
    Refund,
    Shipment,
    item_of,
    number,
    read,
)


def own(body: bytes) -> tuple[int, ...]:
    """The id of what the body is."""
    found = read(body, Named)
    return (_required(found.admin_graphql_api_id, found.id),)


def order_of_refund(body: bytes) -> tuple[int, ...]:
    """The order that was refunded."""
    return (_required(read(body, Refund).order_id),)


def order_of_edit(body: bytes) -> tuple[int, ...]:
    """The order that was edited."""
    return (_required((read(body, OrderEdited).order_edit or OrderEdit()).order_id),)


def item_of_level(body: bytes) -> tuple[int, ...]:
    """The inventory item whose level it is."""
    return (_required(item_of(read(body, InventoryLevel))),)


def shipment(body: bytes) -> tuple[int, ...]:
    """The shipment, under either of its names."""
    found = read(body, Shipment)
    return (_required(found.id, found.shipment_id),)


def fulfillment_orders(body: bytes) -> tuple[int, ...]:
    """Every one that is named: any of them leads to the order, and after a split or merge some are gone."""
    found = read(body, FulfillmentOrders)
    merges = found.fulfillment_order_merges or []
    named = (
        found.fulfillment_order,
        found.remaining_fulfillment_order,
        found.replacement_fulfillment_order,
        found.original_fulfillment_order,
        found.moved_fulfillment_order,
        *(merge.fulfillment_order for merge in ([merges] if isinstance(merges, Merge) else merges)),
    )
    raw = [one.id for one in named if one] + [intent.fulfillment_order_id for intent in found.merge_intents or ()]
    ids = dict.fromkeys(found for found in map(number, raw) if found is not None)
    return tuple(ids) or (_required(None),)


def whole_shop(body: bytes) -> tuple[int, ...]:
    """A shop has one of these: 0."""
    read(body, Named)
    return (0,)


def _required(*candidates: RawId) -> int:
    found = number(*candidates)
    if found is None:
        raise Unreadable("The body has no id where this topic has one.")
    return found
