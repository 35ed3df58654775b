"""Placing and releasing holds. As recorded from the Admin API. The holder is a client id; None: the merchant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.shopify.fulfillment.actions import siblings
from sandbox.shopify.fulfillment.bodies import brief, hold_event_body, placed_on_hold_body
from sandbox.shopify.fulfillment.refusal import Refused
from sandbox.shopify.fulfillment.units import Units, absorb, all_but, part_off
from sandbox.shopify.model import FulfillmentHold, FulfillmentOrder, Shop

if TYPE_CHECKING:
    from collections.abc import Collection

    from sandbox.shopify.store import Store

LARGEST_NUMBER = 10
"""Active holds of one app on one fulfilment order."""
LONGEST_HANDLE = 64


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What a hold says of itself."""

    reason: str = "OTHER"
    """A FulfillmentHoldReason."""
    handle: str = ""
    notes: str | None = None
    external_id: str | None = None


def place_hold(
    store: Store,
    *,
    shop: Shop,
    on: FulfillmentOrder,
    reason: Reason,
    held_by: str | None = None,
    units: Units | None = None,
) -> tuple[FulfillmentHold, FulfillmentOrder | None]:
    """Hold all of `on`, or `units` of it; return the hold and where the rest went.

    The held part keeps the fulfilment order's id and line ids; the rest is a new open one. Raises Refused.
    """
    with store.act():
        _check(on, reason=reason, held_by=held_by, units=units)
        rest = all_but(on, units) if units else {}
        left = part_off(store, shop=shop, source=on, units=rest) if rest else None
        hold = _hold(store, reason=reason, held_by=held_by)
        on.holds.append(hold)
        on.status, on.updated_at = "ON_HOLD", store.now()
        store.emit(shop, "fulfillment_holds/added", hold_event_body(on, hold=hold, app=store.app))
        if len(on.holds) == 1:
            body = placed_on_hold_body(on, remaining=left, hold=hold, app=store.app)
            store.emit(shop, "fulfillment_orders/placed_on_hold", body)
        return hold, left


def release_holds(
    store: Store, *, shop: Shop, of: FulfillmentOrder, holds: Collection[FulfillmentHold] | None = None
) -> None:
    """Release `holds`, or all of them, whoever placed them.

    With the last one gone the fulfilment order is open again and absorbs its open siblings at the location.
    """
    with store.act():
        if of.status != "ON_HOLD":
            raise Refused(["id"], "The fulfillment order is not on hold.")
        released = [hold for hold in of.holds if holds is None or hold in holds]
        of.holds = [hold for hold in of.holds if hold not in released]
        of.updated_at = store.now()
        for hold in released:
            store.emit(shop, "fulfillment_holds/released", hold_event_body(of, hold=hold, app=store.app))
        if not of.holds:
            _reopen(store, shop=shop, freed=of)


def _reopen(store: Store, *, shop: Shop, freed: FulfillmentOrder) -> None:
    freed.status = "OPEN"
    for sibling in siblings(freed):
        absorb(store, target=freed, source=sibling)
    store.emit(shop, "fulfillment_orders/hold_released", {"fulfillment_order": brief(freed)})


def _hold(store: Store, *, reason: Reason, held_by: str | None) -> FulfillmentHold:
    return FulfillmentHold(
        id=store.new_id(),
        handle=reason.handle,
        reason=reason.reason,
        reason_notes=reason.notes,
        external_id=reason.external_id,
        held_by=held_by,
        created_at=store.now(),
    )


def _check(on: FulfillmentOrder, *, reason: Reason, held_by: str | None, units: Units | None) -> None:
    own = [hold for hold in on.holds if hold.held_by == held_by]
    if len(reason.handle) > LONGEST_HANDLE:
        raise Refused(["fulfillmentHold", "handle"], f"Handle is too long (maximum is {LONGEST_HANDLE} characters)")
    if any(hold.handle == reason.handle for hold in own):
        raise Refused(
            ["fulfillmentHold", "handle"],
            "The handle provided for the fulfillment hold is already in use by this app for another hold on this "
            "fulfillment order.",
            code="DUPLICATE_FULFILLMENT_HOLD_HANDLE",
        )
    if len(own) >= LARGEST_NUMBER:
        raise Refused(
            ["id"],
            "The maximum number of fulfillment holds for this fulfillment order has been reached for this app. An app "
            f"can only have up to {LARGEST_NUMBER} holds on a single fulfillment order at any one time.",
            code="FULFILLMENT_ORDER_HOLD_LIMIT_REACHED",
        )
    _check_status(on, units=units)


def _check_status(on: FulfillmentOrder, *, units: Units | None) -> None:
    if units and on.status != "OPEN":
        raise Refused(
            ["fulfillmentHold", "fulfillmentOrderLineItems"],
            "The fulfillment order is not in a splittable state.",
            code="FULFILLMENT_ORDER_NOT_SPLITTABLE",
        )
    if on.status not in ("OPEN", "IN_PROGRESS", "ON_HOLD", "SCHEDULED") or on.request_status in (
        "SUBMITTED",
        "ACCEPTED",
    ):
        raise Refused(["id"], "The fulfillment order is not in a holdable state.", code="FULFILLMENT_ORDER_NOT_FOUND")
