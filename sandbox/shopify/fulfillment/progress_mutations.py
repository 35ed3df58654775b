"""The smaller fulfilment order mutations: progress, open, cancel, reschedule, deadline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.fulfillment import progress
from sandbox.shopify.fulfillment.refusal import Refused
from sandbox.shopify.model import FulfillmentOrder
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


@resolvers.mutation("fulfillmentOrderReportProgress")
def fulfillment_order_report_progress(request: Request, args: Args) -> dict[str, Any]:
    owner = request.get(FulfillmentOrder, args["id"])
    notes = (args.get("progressReport") or {}).get("reasonNotes")
    return _answer(owner, lambda: progress.report_progress(request.store, shop=request.shop, of=owner, notes=notes))


@resolvers.mutation("fulfillmentOrderOpen")
def fulfillment_order_open(request: Request, args: Args) -> dict[str, Any]:
    owner = request.get(FulfillmentOrder, args["id"])
    return _answer(owner, lambda: progress.reopen(request.store, of=owner))


@resolvers.mutation("fulfillmentOrderReschedule")
def fulfillment_order_reschedule(request: Request, args: Args) -> dict[str, Any]:
    owner = request.get(FulfillmentOrder, args["id"])
    return _answer(owner, lambda: progress.reschedule(request.store, shop=request.shop, of=owner, at=args["fulfillAt"]))


@resolvers.mutation("fulfillmentOrderCancel")
def fulfillment_order_cancel(request: Request, args: Args) -> dict[str, Any]:
    """Closes it and answers the replacement that took its lines over (recorded)."""
    owner = request.get(FulfillmentOrder, args["id"])
    try:
        made = progress.replace(request.store, shop=request.shop, closing=owner)
    except Refused as refusal:
        return {"fulfillmentOrder": None, "replacementFulfillmentOrder": None, "userErrors": [refusal.error]}
    return {"fulfillmentOrder": owner, "replacementFulfillmentOrder": made, "userErrors": []}


@resolvers.mutation("fulfillmentOrdersSetFulfillmentDeadline")
def set_fulfillment_deadline(request: Request, args: Args) -> dict[str, Any]:
    found = [request.find(FulfillmentOrder, gid) for gid in args["fulfillmentOrderIds"]]
    owners = [owner for owner in found if owner is not None]
    if len(owners) != len(found):
        refusal = Refused(
            ["fulfillmentOrderIds"], "Fulfillment orders could not be found.", code="FULFILLMENT_ORDERS_NOT_FOUND"
        )
        return {"success": False, "userErrors": [refusal.error]}
    progress.set_deadline(request.store, of=owners, at=args["fulfillmentDeadline"])
    return {"success": True, "userErrors": []}


def _answer(owner: FulfillmentOrder, act: Callable[[], None]) -> dict[str, Any]:
    try:
        act()
    except Refused as refusal:
        return {"fulfillmentOrder": None, "userErrors": [refusal.error]}
    return {"fulfillmentOrder": owner, "userErrors": []}
