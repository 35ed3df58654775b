"""Fulfilment orders, their holds, and what was really shipped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from sandbox.shopify.model.base import Resource

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.shopify.model.inventory import Location
    from sandbox.shopify.model.orders import LineItem, Order


@dataclass(eq=False, kw_only=True)
class FulfillmentHold(Resource):
    kind: ClassVar[str] = "FulfillmentHold"

    handle: str
    reason: str
    """A FulfillmentHoldReason."""
    created_at: datetime
    reason_notes: str | None = None
    external_id: str | None = None
    held_by: str | None = None
    """The holding app's client id; None: the merchant."""


@dataclass(eq=False, kw_only=True)
class FulfillmentOrderLine(Resource):
    kind: ClassVar[str] = "FulfillmentOrderLineItem"

    line: LineItem
    total: int
    remaining: int


@dataclass(eq=False, kw_only=True)
class FulfillmentOrder(Resource):
    kind: ClassVar[str] = "FulfillmentOrder"

    order: Order = field(repr=False)
    location: Location
    created_at: datetime
    updated_at: datetime
    status: Literal["OPEN", "IN_PROGRESS", "ON_HOLD", "SCHEDULED", "INCOMPLETE", "CLOSED", "CANCELLED"] = "OPEN"
    request_status: Literal[
        "UNSUBMITTED",
        "SUBMITTED",
        "ACCEPTED",
        "REJECTED",
        "CANCELLATION_REQUESTED",
        "CANCELLATION_ACCEPTED",
        "CANCELLATION_REJECTED",
        "CLOSED",
    ] = "UNSUBMITTED"
    fulfill_at: datetime | None = None
    fulfill_by: datetime | None = None
    lines: list[FulfillmentOrderLine] = field(default_factory=list)
    holds: list[FulfillmentHold] = field(default_factory=list)


@dataclass(eq=False, kw_only=True)
class FulfillmentLine(Resource):
    kind: ClassVar[str] = "FulfillmentLineItem"

    line: LineItem
    quantity: int


@dataclass(eq=False, kw_only=True)
class Fulfillment(Resource):
    kind: ClassVar[str] = "Fulfillment"

    order: Order = field(repr=False)
    name: str
    location: Location
    created_at: datetime
    updated_at: datetime
    status: Literal["SUCCESS", "CANCELLED", "OPEN", "PENDING", "FAILURE", "ERROR"] = "SUCCESS"
    lines: list[FulfillmentLine] = field(default_factory=list)
    tracking_company: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None
