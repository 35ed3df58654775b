"""Webhook bodies of fulfilment orders and holds: gids and statuses, no order id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.shopify.model import App, FulfillmentHold, FulfillmentOrder, Location, Shop


def brief(fulfillment_order: FulfillmentOrder | None) -> dict[str, Any] | None:
    if fulfillment_order is None:
        return None
    return {"id": fulfillment_order.gid, "status": fulfillment_order.status.lower()}


def routing_complete_body(fulfillment_order: FulfillmentOrder) -> dict[str, Any]:
    return {"fulfillment_order": brief(fulfillment_order)}


def hold_body(hold: FulfillmentHold, *, app: App) -> dict[str, Any]:
    """As the app that receives it sees the hold."""
    ours = hold.held_by == app.client_id
    return {
        "id": hold.gid,
        "reason": hold.reason.lower(),
        "reason_notes": hold.reason_notes,
        "held_by_requesting_app": ours,
        "handle": hold.handle,
        "held_by_app": {"id": app.gid} if ours else None,
    }


def hold_event_body(fulfillment_order: FulfillmentOrder, *, hold: FulfillmentHold, app: App) -> dict[str, Any]:
    """Of `fulfillment_holds/added` and `/released`, one for each hold."""
    return {"fulfillment_order": {"id": fulfillment_order.gid}, "fulfillment_hold": hold_body(hold, app=app)}


def placed_on_hold_body(
    held: FulfillmentOrder, *, remaining: FulfillmentOrder | None, hold: FulfillmentHold, app: App
) -> dict[str, Any]:
    described = hold_body(hold, app=app)
    return {
        "fulfillment_order": {**(brief(held) or {}), "fulfillment_holds": [hold_body(h, app=app) for h in held.holds]},
        "remaining_fulfillment_order": brief(remaining),
        "held_fulfillment_order_line_items": [{"id": line.gid, "quantity": line.remaining} for line in held.lines],
        "created_fulfillment_hold": described,
    }


def split_body(original: FulfillmentOrder, *, made: FulfillmentOrder, units: Mapping[str, int]) -> dict[str, Any]:
    """`units` maps fulfilment order line gids to quantities."""
    return {
        "split_line_items": [{"id": gid, "quantity": quantity} for gid, quantity in units.items()],
        "fulfillment_order": brief(original),
        "remaining_fulfillment_order": brief(made),
        "replacement_fulfillment_order": None,
    }


def merged_body(target: FulfillmentOrder, *, sources: Sequence[FulfillmentOrder]) -> dict[str, Any]:
    """Its merge intents carry plain numbers where the other topics carry gids."""
    return {
        "merge_intents": [
            {
                "fulfillment_order_id": source.id,
                "fulfillment_order_line_items": [{"id": line.id, "quantity": line.total} for line in source.lines],
            }
            for source in sources
        ],
        "fulfillment_order_merges": {"fulfillment_order": brief(target)},
    }


def moved_body(
    original: FulfillmentOrder,
    *,
    moved: FulfillmentOrder,
    source: Location,
    units: Mapping[str, int],
) -> dict[str, Any]:
    return {
        "original_fulfillment_order": {**(brief(original) or {}), "assigned_location_id": original.location.gid},
        "moved_fulfillment_order": {**(brief(moved) or {}), "assigned_location_id": moved.location.gid},
        "destination_location_id": moved.location.gid,
        "fulfillment_order_line_items_requested": [{"id": gid, "quantity": n} for gid, n in units.items()],
        "source_location": {"id": source.gid},
    }


def cancelled_body(closed: FulfillmentOrder, *, replacement: FulfillmentOrder) -> dict[str, Any]:
    return {"fulfillment_order": brief(closed), "replacement_fulfillment_order": brief(replacement)}


def rescheduled_body(fulfillment_order: FulfillmentOrder, *, shop: Shop) -> dict[str, Any]:
    at = wire.local(fulfillment_order.fulfill_at, zone=shop.timezone)
    return {"fulfillment_order": {**(brief(fulfillment_order) or {}), "fulfill_at": at}}


def progress_body(fulfillment_order: FulfillmentOrder, *, notes: str | None, before: str, app: App) -> dict[str, Any]:
    return {
        "fulfillment_order": brief(fulfillment_order),
        "progress_report": {
            "reason_notes": notes,
            "progress_reported_by_app": {"id": app.gid},
            "progress_reported_by_user": None,
        },
        "initial_status": before.lower(),
    }
