"""A fulfilment order's smaller turns: progress, reopening, replacing, rescheduling, deadlines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.fulfillment.bodies import cancelled_body, progress_body, rescheduled_body
from sandbox.shopify.fulfillment.refusal import Refused
from sandbox.shopify.model import FulfillmentOrder, Shop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sandbox.shopify.store import Store


def report_progress(store: Store, *, shop: Shop, of: FulfillmentOrder, notes: str | None = None) -> None:
    with store.act():
        if of.status not in ("OPEN", "IN_PROGRESS"):
            raise Refused(["id"], "Fulfillment order status is invalid.", code="FULFILLMENT_ORDER_STATUS_INVALID")
        before, of.status, of.updated_at = of.status, "IN_PROGRESS", store.now()
        body = progress_body(of, notes=notes, before=before, app=store.app)
        store.emit(shop, "fulfillment_orders/progress_reported", body)


def reopen(store: Store, *, of: FulfillmentOrder) -> None:
    """Back to OPEN from scheduled or in progress."""
    with store.act():
        if of.status not in ("SCHEDULED", "IN_PROGRESS"):
            raise Refused(None, f"Expected fulfillment order status to be valid but it was {of.status.lower()}.")
        of.status, of.updated_at = "OPEN", store.now()


def replace(store: Store, *, shop: Shop, closing: FulfillmentOrder) -> FulfillmentOrder:
    """`fulfillmentOrderCancel`: close it and carry its lines, ids and all, over to the new one returned (recorded)."""
    with store.act():
        _check_replaceable(closing)
        now = store.now()
        made = FulfillmentOrder(
            id=store.new_id(),
            order=closing.order,
            location=closing.location,
            created_at=now,
            updated_at=now,
            fulfill_at=closing.fulfill_at,
            fulfill_by=closing.fulfill_by,
            lines=closing.lines,
        )
        closing.lines, closing.status, closing.updated_at = [], "CLOSED", now
        closing.order.fulfillment_orders.append(made)
        shop.fulfillment_orders[made.id] = made
        store.emit(shop, "fulfillment_orders/cancelled", cancelled_body(closing, replacement=made))
        return made


def _check_replaceable(closing: FulfillmentOrder) -> None:
    if closing.status == "IN_PROGRESS":
        raise Refused(
            ["id"],
            "Cannot cancel fulfillment order that has had progress reported. Mark as unfulfilled first.",
            code="FULFILLMENT_ORDER_HAS_MANUALLY_REPORTED_PROGRESS",
        )
    if closing.status != "OPEN":
        raise Refused(None, "Fulfillment order is not in cancelable request state and can't be canceled.")


def schedule(store: Store, *, of: FulfillmentOrder, at: datetime) -> None:
    """As a subscription or preorder app's selling plan makes it: not to be shipped before `at`."""
    with store.act():
        if of.status != "OPEN":
            raise Refused(None, "Fulfillment order must be open.")
        of.status, of.fulfill_at, of.updated_at = "SCHEDULED", at, store.now()


def reschedule(store: Store, *, shop: Shop, of: FulfillmentOrder, at: datetime) -> None:
    with store.act():
        if of.status != "SCHEDULED":
            raise Refused(None, "Fulfillment order must be scheduled.")
        of.fulfill_at, of.updated_at = at, store.now()
        store.emit(shop, "fulfillment_orders/rescheduled", rescheduled_body(of, shop=shop))


def set_deadline(store: Store, *, of: Iterable[FulfillmentOrder], at: datetime) -> None:
    """`fulfillBy` of all of them, to the second (recorded)."""
    with store.act():
        for fulfillment_order in of:
            fulfillment_order.fulfill_by = at.replace(microsecond=0)
            fulfillment_order.updated_at = store.now()
