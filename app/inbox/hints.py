"""A hint names what to look at again, and nothing else.

Webhooks give hints, time gives hints, people give hints; the truth is fetched afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from app.db.tables.inbox import Lane

INTERNAL = "hint:"
"""How the topic of a row of ours begins, Shopify's having no colon. The cause follows; the body is the hint."""


class Kind(StrEnum):
    """What a hint points at. `Hint.id` is the numeric part of that resource's gid."""

    ORDER = "order"
    ITEM = "item"
    """An inventory item: its levels and its open shipments, always read together."""
    VARIANT = "variant"
    PRODUCT = "product"
    FULFILLMENT_ORDER = "fulfillment_order"
    """Fetched only to learn its order: fulfilment-order ids are a cache."""
    TRANSFER = "transfer"
    SHIPMENT = "shipment"
    LOCATION = "location"
    SHOP = "shop"
    """The shop's own settings: zone, currency, domain, plan. Its id is 0."""
    BULK = "bulk"
    """A bulk operation that ended."""
    RECONCILE = "reconcile"
    """Something changed and nobody knows what: compare everything. Its id is 0."""
    PLAN = "plan"
    """Nothing to look at: the facts mean something else now, so plan again, item by item past the one its id names."""
    SHAPE = "shape"
    """Nothing to look at: decide again what is held of orders and how they are marked, past the one its id names."""
    DELIVER = "deliver"
    """Nothing to look at: carry out what waits, be it shop state, an act or a message. Its id is 0."""
    LEFT_BEHIND = "left_behind"
    """Nothing to look at: count what removing the app would leave behind. Its id is 0."""
    UNINSTALLED = "uninstalled"
    SCOPES = "scopes"
    DATA_REQUEST = "data_request"
    """A customer asks what we keep; the id is the customer's, and the inbox row's body names the orders."""
    CUSTOMER_REDACT = "customer_redact"
    SHOP_REDACT = "shop_redact"


@dataclass(frozen=True, slots=True, order=True)
class Hint:
    """Look at this again.

    `id` is numeric, 0 for what the shop has one of. `gone` means that Shopify said so: only then may a resource that
    cannot be read be taken for deleted.
    """

    kind: Kind
    id: int = 0
    gone: bool = False


_LANES = {
    Kind.BULK: Lane.BULK,
    Kind.RECONCILE: Lane.BULK,
    Kind.DATA_REQUEST: Lane.PRIVACY,
    Kind.CUSTOMER_REDACT: Lane.PRIVACY,
    Kind.SHOP_REDACT: Lane.PRIVACY,
}


def lane_of(kind: Kind) -> Lane:
    """Which of a shop's queues hints of this kind wait in."""
    return _LANES.get(kind, Lane.LIVE)


class Unreadable(Exception):
    """A row that no hint can be read from. `str(error)` is the reason shown beside the parked row."""


def encode(hint: Hint) -> bytes:
    """The body of an inbox row that is ours."""
    return msgspec.json.encode(hint)


def decode(body: bytes) -> Hint:
    """The hint in an inbox row that is ours. Raises Unreadable when it is none."""
    try:
        return msgspec.json.decode(body, type=Hint)
    except msgspec.MsgspecError as error:
        raise Unreadable(f"Not a hint of ours: {error}") from error
