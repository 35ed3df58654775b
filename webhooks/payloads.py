"""The few fields that are read of what Shopify sends, and how ids are got out of them.

Every field may be null or missing, and unknown keys are ignored. An id is an integer that may be above 2^53, a string
of digits, or a gid; where both are sent the gid is believed, since the integer has passed through JavaScript in places.
"""

from __future__ import annotations

import re
from typing import TypeVar

import msgspec

from app.inbox.hints import Unreadable

RawId = int | str | None

_TAIL = re.compile(r"(?:gid://shopify/[A-Za-z]+/)?([0-9]{1,19})(?:\?.*)?", re.ASCII)
_LEVEL_ITEM = re.compile(r"[?&]inventory_item_id=([0-9]{1,19})", re.ASCII)
_LARGEST = 2**63 - 1

Payload = TypeVar("Payload", bound=msgspec.Struct)


class Named(msgspec.Struct):
    """Anything that has an id."""

    id: RawId = None
    admin_graphql_api_id: RawId = None


class Refund(msgspec.Struct):
    order_id: RawId = None


class OrderEdit(msgspec.Struct):
    order_id: RawId = None


class OrderEdited(msgspec.Struct):
    order_edit: OrderEdit | None = None


class InventoryLevel(msgspec.Struct):
    """`available` is null where the item is not counted."""

    inventory_item_id: RawId = None
    location_id: RawId = None
    available: int | None = None
    updated_at: str | None = None
    admin_graphql_api_id: RawId = None


class ProductVariant(msgspec.Struct):
    """`price` is in the shop's currency, as a decimal text."""

    id: RawId = None
    inventory_item_id: RawId = None
    title: str | None = None
    sku: str | None = None
    price: str | None = None
    inventory_policy: str | None = None


class Product(msgspec.Struct):
    """What `products/update` says of a product. Of a large one not all `variants` are there."""

    title: str | None = None
    handle: str | None = None
    status: str | None = None
    has_variants_that_requires_components: bool | None = None
    variants: list[ProductVariant] | None = None


class Shipment(msgspec.Struct):
    """`shipment_id` is what `inventory_shipments/update_tracking` calls its id."""

    id: RawId = None
    shipment_id: RawId = None


class MergeIntent(msgspec.Struct):
    fulfillment_order_id: RawId = None


class Merge(msgspec.Struct):
    fulfillment_order: Named | None = None


class FulfillmentOrders(msgspec.Struct):
    """All the names under which the `fulfillment_orders/*` bodies speak of fulfilment orders."""

    fulfillment_order: Named | None = None
    remaining_fulfillment_order: Named | None = None
    replacement_fulfillment_order: Named | None = None
    original_fulfillment_order: Named | None = None
    moved_fulfillment_order: Named | None = None
    fulfillment_order_merges: Merge | list[Merge] | None = None
    merge_intents: list[MergeIntent] | None = None


class Shop(msgspec.Struct):
    myshopify_domain: str | None = None


class Customer(msgspec.Struct):
    id: RawId = None
    email: str | None = None
    phone: str | None = None


class DataRequest(msgspec.Struct):
    id: RawId = None


class Privacy(msgspec.Struct):
    """The three compliance bodies. `shop/redact` has only the shop."""

    shop_domain: str | None = None
    customer: Customer | None = None
    orders_requested: list[RawId] | None = None
    orders_to_redact: list[RawId] | None = None
    data_request: DataRequest | None = None


def read(body: bytes, shape: type[Payload]) -> Payload:
    """`body` as a `shape`. Raises Unreadable for what is not JSON or not an object of that shape."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"Malformed body: {error}") from error


def number(*candidates: RawId) -> int | None:
    """The first of `candidates` that is an id, as a number; None when none is. 0 and negative numbers are no ids."""
    for raw in candidates:
        found = raw if isinstance(raw, int) else _number_in(raw or "")
        if found is not None and 0 < found <= _LARGEST:
            return found
    return None


def item_of(level: InventoryLevel) -> int | None:
    """The inventory item of a level: its field, else the query part of the level's gid."""
    match = _LEVEL_ITEM.search(str(level.admin_graphql_api_id or ""))
    return number(level.inventory_item_id, match[1] if match else None)


def _number_in(text: str) -> int | None:
    match = _TAIL.fullmatch(text)
    return int(match[1]) if match else None
