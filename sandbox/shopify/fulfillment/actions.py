"""What may be done with a fulfilment order now: `supportedActions`, in the order Shopify lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.fulfillment.units import remaining

if TYPE_CHECKING:
    from sandbox.shopify.model import FulfillmentOrder

_FIXED = {
    "ON_HOLD": ("RELEASE_HOLD", "HOLD", "MOVE"),
    "IN_PROGRESS": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "HOLD", "MARK_AS_OPEN"),
    "SCHEDULED": ("CREATE_FULFILLMENT", "MOVE", "MARK_AS_OPEN"),
}


def supported(fulfillment_order: FulfillmentOrder) -> tuple[str, ...]:
    """Recorded: SPLIT needs two units, MERGE an open sibling at the same location; closed ones have none."""
    if fulfillment_order.status in _FIXED:
        return _FIXED[fulfillment_order.status]
    if fulfillment_order.status != "OPEN":
        return ()
    split = ("SPLIT",) if remaining(fulfillment_order) > 1 else ()
    merge = ("MERGE",) if siblings(fulfillment_order) else ()
    if fulfillment_order.location.is_fulfillment_service:
        return ("REQUEST_FULFILLMENT", "CREATE_FULFILLMENT", "HOLD", *split, "MOVE", *merge)
    return ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", *split, *merge)


def siblings(fulfillment_order: FulfillmentOrder) -> list[FulfillmentOrder]:
    """Open fulfilment orders of the same order at the same location: those it may become one with."""
    return [
        other
        for other in fulfillment_order.order.fulfillment_orders
        if other is not fulfillment_order
        and other.status == "OPEN"
        and other.request_status == "UNSUBMITTED"
        and other.location is fulfillment_order.location
    ]
