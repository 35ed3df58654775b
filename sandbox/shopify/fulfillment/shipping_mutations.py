"""Reading fulfilments; `fulfillmentCreate` and `fulfillmentCancel`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire
from sandbox.shopify.connections import connection
from sandbox.shopify.fulfillment.refusal import Refused
from sandbox.shopify.fulfillment.shipping import Parcel, cancel_shipping, ship
from sandbox.shopify.fulfillment.units import asked
from sandbox.shopify.model import Fulfillment, FulfillmentLine, FulfillmentOrder
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


def _tracking(fulfillment: Fulfillment) -> list[dict[str, Any]]:
    if not (fulfillment.tracking_number or fulfillment.tracking_company or fulfillment.tracking_url):
        return []
    return [
        {
            "company": fulfillment.tracking_company,
            "number": fulfillment.tracking_number,
            "url": fulfillment.tracking_url,
        }
    ]


resolvers.attributes(
    "Fulfillment",
    {
        "id": "gid",
        "legacyResourceId": "id",
        "name": "name",
        "status": "status",
        "displayStatus": lambda fulfillment: "CANCELED" if fulfillment.status == "CANCELLED" else "FULFILLED",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
        "deliveredAt": lambda _: None,
        "inTransitAt": lambda _: None,
        "estimatedDeliveryAt": lambda _: None,
        "order": "order",
        "location": "location",
        "totalQuantity": lambda fulfillment: sum(part.quantity for part in fulfillment.lines),
        "requiresShipping": lambda fulfillment: any(part.line.requires_shipping for part in fulfillment.lines),
    },
)
resolvers.attributes("FulfillmentLineItem", {"id": "gid", "quantity": "quantity", "lineItem": "line"})


@resolvers.field("FulfillmentLineItem.originalTotalSet")
def fulfillment_line_total(part: FulfillmentLine, request: Request, _args: Args) -> dict[str, Any]:
    return wire.money_bag(part.line.price * part.quantity, currency=request.shop.currency)


@resolvers.field("Fulfillment.trackingInfo")
def tracking_info(fulfillment: Fulfillment, _request: Request, args: Args) -> list[dict[str, Any]]:
    return _tracking(fulfillment)[: args.get("first")]


@resolvers.field("Fulfillment.fulfillmentLineItems")
def fulfillment_lines(fulfillment: Fulfillment, _request: Request, args: Args) -> dict[str, Any]:
    return connection(fulfillment.lines, args)


@resolvers.query("fulfillment")
def fulfillment_by_id(request: Request, args: Args) -> Fulfillment | None:
    return request.find(Fulfillment, args["id"])


@resolvers.mutation("fulfillmentCreate")
def fulfillment_create(request: Request, args: Args) -> dict[str, Any]:
    """What the warehouse says it sent. Without line items all that remains of the fulfilment order is meant."""
    given = args["fulfillment"]
    tracking = given.get("trackingInfo") or {}
    parcel = Parcel(company=tracking.get("company"), number=tracking.get("number"), url=tracking.get("url"))
    try:
        parts = {}
        for entry in given["lineItemsByFulfillmentOrder"]:
            owner = request.get(FulfillmentOrder, entry["fulfillmentOrderId"])
            parts[owner] = asked(owner, entry.get("fulfillmentOrderLineItems") or []) or None
        made = ship(request.store, shop=request.shop, parts=parts, parcel=parcel)
    except Refused as refusal:
        return {"fulfillment": None, "userErrors": [refusal.error]}
    return {"fulfillment": made, "userErrors": []}


@resolvers.mutation("fulfillmentCancel")
def fulfillment_cancel(request: Request, args: Args) -> dict[str, Any]:
    fulfillment = request.get(Fulfillment, args["id"])
    try:
        cancel_shipping(request.store, shop=request.shop, fulfillment=fulfillment)
    except Refused as refusal:
        return {"fulfillment": None, "userErrors": [refusal.error]}
    return {"fulfillment": fulfillment, "userErrors": []}
