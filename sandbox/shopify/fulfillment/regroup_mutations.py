"""`fulfillmentOrderSplit`, `fulfillmentOrderMerge`, `fulfillmentOrderMove`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.fulfillment.refusal import Refused
from sandbox.shopify.fulfillment.regroup import check_merge, check_split, merge, move, split
from sandbox.shopify.fulfillment.units import asked
from sandbox.shopify.model import FulfillmentOrder, Location
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.fulfillment.units import Units
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


@resolvers.mutation("fulfillmentOrderSplit")
def fulfillment_order_split(request: Request, args: Args) -> dict[str, Any]:
    """All of the splits or none (recorded)."""
    try:
        planned = [_planned_split(request, entry, index) for index, entry in enumerate(args["fulfillmentOrderSplits"])]
    except Refused as refusal:
        return {"fulfillmentOrderSplits": None, "userErrors": [refusal.error]}
    results = []
    for source, units in planned:
        made = split(request.store, shop=request.shop, source=source, units=units)
        results.append(
            {"fulfillmentOrder": source, "remainingFulfillmentOrder": made, "replacementFulfillmentOrder": None}
        )
    return {"fulfillmentOrderSplits": results, "userErrors": []}


def _planned_split(request: Request, entry: Args, index: int) -> tuple[FulfillmentOrder, Units]:
    path = ["fulfillmentOrderSplits", str(index), "fulfillmentOrderLineItems"]
    given = entry["fulfillmentOrderLineItems"]
    if not given:
        raise Refused(
            path,
            "There must be at least one item selected in this fulfillment to split it.",
            code="NO_LINE_ITEMS_PROVIDED_TO_SPLIT",
        )
    _check_positive(
        given, path=path, message="You must select at least one item to split into a new fulfillment order."
    )
    source = _existing(request, entry["fulfillmentOrderId"])
    units = asked(source, given)
    check_split(source, units=units)
    return source, units


@resolvers.mutation("fulfillmentOrderMerge")
def fulfillment_order_merge(request: Request, args: Args) -> dict[str, Any]:
    """All of the merges or none (recorded)."""
    try:
        planned = [_planned_merge(request, entry, at) for at, entry in enumerate(args["fulfillmentOrderMergeInputs"])]
    except Refused as refusal:
        return {"fulfillmentOrderMerges": None, "userErrors": [refusal.error]}
    merged = [merge(request.store, shop=request.shop, parts=list(parts), units=_only(parts)) for parts in planned]
    return {"fulfillmentOrderMerges": [{"fulfillmentOrder": owner} for owner in merged], "userErrors": []}


def _planned_merge(request: Request, entry: Args, index: int) -> dict[FulfillmentOrder, Units | None]:
    parts: dict[FulfillmentOrder, Units | None] = {}
    for at, intent in enumerate(entry["mergeIntents"]):
        given = intent.get("fulfillmentOrderLineItems")
        path = ["fulfillmentOrderMergeInputs", str(index), "mergeIntents", str(at), "fulfillmentOrderLineItems"]
        message = "You must select at least one item to merge into a new fulfillment order."
        _check_positive(given or [], path=path, message=message)
        part = _existing(request, intent["fulfillmentOrderId"])
        parts[part] = asked(part, given) if given else None
    check_merge(list(parts))
    return parts


def _only(parts: dict[FulfillmentOrder, Units | None]) -> dict[int, Units]:
    return {part.id: units for part, units in parts.items() if units is not None}


@resolvers.mutation("fulfillmentOrderMove")
def fulfillment_order_move(request: Request, args: Args) -> dict[str, Any]:
    source = request.get(FulfillmentOrder, args["id"])
    to = request.get(Location, args["newLocationId"])
    try:
        units = asked(source, args.get("fulfillmentOrderLineItems") or [])
        moved = move(request.store, shop=request.shop, source=source, to=to, units=units or None)
    except Refused as refusal:
        nothing = dict.fromkeys(("movedFulfillmentOrder", "originalFulfillmentOrder", "remainingFulfillmentOrder"))
        return {**nothing, "userErrors": [refusal.error]}
    return {
        "movedFulfillmentOrder": moved,
        "originalFulfillmentOrder": source,
        "remainingFulfillmentOrder": None if moved is source else source,
        "userErrors": [],
    }


def _existing(request: Request, gid: str) -> FulfillmentOrder:
    found = request.find(FulfillmentOrder, gid)
    if found is None:
        raise Refused(None, "Fulfillment order does not exist.", code="FULFILLMENT_ORDER_NOT_FOUND")
    return found


def _check_positive(given: list[Args], *, path: list[str], message: str) -> None:
    for index, entry in enumerate(given):
        if entry["quantity"] < 1:
            raise Refused([*path, str(index), "quantity"], message, code="GREATER_THAN")
