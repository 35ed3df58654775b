"""`fulfillmentOrderHold` and `fulfillmentOrderReleaseHold`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.fulfillment.holds import Reason, place_hold, release_holds
from sandbox.shopify.fulfillment.refusal import Refused
from sandbox.shopify.model import FulfillmentOrder
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()
_LINES = ["fulfillmentHold", "fulfillmentOrderLineItems"]


@resolvers.mutation("fulfillmentOrderHold")
def fulfillment_order_hold(request: Request, args: Args) -> dict[str, Any]:
    owner, given = request.get(FulfillmentOrder, args["id"]), args["fulfillmentHold"]
    try:
        hold, rest = place_hold(
            request.store,
            shop=request.shop,
            on=owner,
            reason=_reason(given),
            held_by=request.actor.client_id,
            units=_units(owner, given.get("fulfillmentOrderLineItems") or []),
        )
    except Refused as refusal:
        nothing = dict.fromkeys(("fulfillmentHold", "fulfillmentOrder", "remainingFulfillmentOrder"))
        return {**nothing, "userErrors": [refusal.error]}
    return {
        "fulfillmentHold": hold,
        "fulfillmentOrder": owner,
        "remainingFulfillmentOrder": rest,
        "userErrors": [],
    }


@resolvers.mutation("fulfillmentOrderReleaseHold")
def fulfillment_order_release_hold(request: Request, args: Args) -> dict[str, Any]:
    """Without `holdIds` every hold goes, other apps' and the merchant's too."""
    owner, gids = request.get(FulfillmentOrder, args["id"]), args.get("holdIds")
    chosen = None if gids is None else [hold for hold in owner.holds if hold.gid in gids]
    try:
        release_holds(request.store, shop=request.shop, of=owner, holds=chosen)
    except Refused as refusal:
        return {"fulfillmentOrder": None, "userErrors": [refusal.error]}
    return {"fulfillmentOrder": owner, "userErrors": []}


def _reason(given: Args) -> Reason:
    return Reason(
        reason=given["reason"],
        handle=given.get("handle") or "",
        notes=given.get("reasonNotes"),
        external_id=given.get("externalId"),
    )


def _units(owner: FulfillmentOrder, given: list[Args]) -> dict[int, int]:
    """Checked before anything else about the hold (recorded on an order that already had ten)."""
    _check_shape(given)
    lines = {line.gid: line for line in owner.lines}
    units = {}
    for index, entry in enumerate(given):
        line = lines.get(entry["id"])
        if owner.status == "OPEN" and (line is None or entry["quantity"] > line.remaining):
            raise Refused(
                [*_LINES, str(index), "quantity"],
                "The line item quantity is invalid.",
                code="INVALID_LINE_ITEM_QUANTITY",
            )
        if line is not None:
            units[line.id] = entry["quantity"]
    return units


def _check_shape(given: list[Args]) -> None:
    if len({entry["id"] for entry in given}) != len(given):
        raise Refused(_LINES, "must contain unique line item ids", code="DUPLICATED_FULFILLMENT_ORDER_LINE_ITEMS")
    for index, entry in enumerate(given):
        if entry["quantity"] < 1:
            raise Refused(
                [*_LINES, str(index), "quantity"],
                "You must select at least one item to place on partial hold.",
                code="GREATER_THAN_ZERO",
            )
