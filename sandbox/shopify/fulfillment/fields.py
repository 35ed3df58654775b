"""Reading fulfilment orders, their lines and their holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.connections import connection, sort
from sandbox.shopify.fulfillment.actions import siblings, supported
from sandbox.shopify.fulfillment.filters import FILTERS
from sandbox.shopify.model import App, FulfillmentOrder, Location
from sandbox.shopify.orders.quantities import LIVE
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.search import search

if TYPE_CHECKING:
    from sandbox.shopify.model import FulfillmentHold
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

DISPLAY_REASONS = {
    "AWAITING_PAYMENT": "Awaiting payment",
    "AWAITING_RETURN_ITEMS": "Exchange items awaiting return delivery",
    "HIGH_RISK_OF_FRAUD": "High risk of fraud",
    "INCORRECT_ADDRESS": "Incorrect address",
    "INVENTORY_OUT_OF_STOCK": "Inventory out of stock",
    "ONLINE_STORE_POST_PURCHASE_CROSS_SELL": "Online store post purchase cross sell",
    "OTHER": "Other",
    "UNKNOWN_DELIVERY_DATE": "Unknown delivery date",
}
"""AWAITING_RETURN_ITEMS and OTHER are recorded."""


def _assigned(fulfillment_order: FulfillmentOrder) -> dict[str, Any]:
    place = fulfillment_order.location
    return {
        "name": place.name,
        "location": place,
        "countryCode": place.address.country_code,
        "address1": place.address.address1,
        "address2": place.address.address2,
        "city": place.address.city,
        "province": place.address.province_code,
        "zip": place.address.zip,
        "phone": place.address.phone,
    }


resolvers.attributes(
    "FulfillmentOrder",
    {
        "id": "gid",
        "status": "status",
        "requestStatus": "request_status",
        "createdAt": "created_at",
        "updatedAt": "updated_at",
        "fulfillAt": "fulfill_at",
        "fulfillBy": "fulfill_by",
        "order": "order",
        "orderId": "order.gid",
        "orderName": "order.name",
        "orderProcessedAt": "order.processed_at",
        "fulfillmentHolds": "holds",
        "assignedLocation": _assigned,
        "supportedActions": lambda owner: [{"action": action, "externalUrl": None} for action in supported(owner)],
    },
)
resolvers.attributes(
    "FulfillmentOrderLineItem",
    {
        "id": "gid",
        "totalQuantity": "total",
        "remainingQuantity": "remaining",
        "lineItem": "line",
        "sku": "line.sku",
        "variant": "line.variant",
        "variantTitle": "line.variant_title",
        "productTitle": "line.title",
        "requiresShipping": "line.requires_shipping",
        "inventoryItemId": lambda part: part.line.variant.inventory_item.gid if part.line.variant else None,
    },
)
resolvers.attributes(
    "FulfillmentHold",
    {
        "id": "gid",
        "handle": "handle",
        "reason": "reason",
        "reasonNotes": "reason_notes",
        "displayReason": lambda hold: DISPLAY_REASONS[hold.reason],
    },
)


@resolvers.field("FulfillmentHold.heldByRequestingApp")
def held_by_requesting_app(hold: FulfillmentHold, request: Request, _args: Args) -> bool:
    return hold.held_by is not None and hold.held_by == request.actor.client_id


@resolvers.field("FulfillmentHold.heldByApp")
def held_by_app(hold: FulfillmentHold, request: Request, _args: Args) -> App | None:
    """Null for the merchant's own. The executor asks for `read_apps` first."""
    if hold.held_by is None or hold.held_by == request.store.app.client_id:
        return request.store.app if hold.held_by else None
    name = hold.held_by
    return App(id=hold.id, client_id=name, secret="", handle=name, title=name, url="")


@resolvers.field("FulfillmentOrder.lineItems")
def fulfillment_order_lines(owner: FulfillmentOrder, _request: Request, args: Args) -> dict[str, Any]:
    return connection(owner.lines, args)


@resolvers.field("FulfillmentOrder.merchantRequests")
def merchant_requests(_owner: FulfillmentOrder, _request: Request, args: Args) -> dict[str, Any]:
    return connection((), args)


@resolvers.field("FulfillmentOrder.fulfillments")
def fulfillments_of(owner: FulfillmentOrder, _request: Request, args: Args) -> dict[str, Any]:
    lines = {part.line for part in owner.lines}
    return connection(
        (
            fulfillment
            for fulfillment in owner.order.fulfillments
            if fulfillment.location is owner.location and any(part.line in lines for part in fulfillment.lines)
        ),
        args,
    )


@resolvers.field("FulfillmentOrder.fulfillmentOrdersForMerge")
def fulfillment_orders_for_merge(owner: FulfillmentOrder, _request: Request, args: Args) -> dict[str, Any]:
    return connection(siblings(owner) if owner.status == "OPEN" else (), args)


@resolvers.field("FulfillmentOrder.locationsForMove")
def locations_for_move(owner: FulfillmentOrder, request: Request, args: Args) -> dict[str, Any]:
    places = [place for place in request.shop.locations.values() if place.active and place is not owner.location]
    return connection([_for_move(owner, place) for place in places], args)


def _for_move(owner: FulfillmentOrder, place: Location) -> dict[str, Any]:
    return {"location": place, "movable": bool(owner.lines), "message": None}


@resolvers.query("fulfillmentOrder")
def fulfillment_order_by_id(request: Request, args: Args) -> FulfillmentOrder | None:
    return request.find(FulfillmentOrder, args["id"])


@resolvers.query("fulfillmentOrders")
def fulfillment_orders(request: Request, args: Args) -> dict[str, Any]:
    owners = request.shop.fulfillment_orders.values()
    wanted = [owner for owner in owners if args.get("includeClosed") or owner.status in LIVE]
    found = search(wanted, args.get("query"), readers=FILTERS, where="fulfillmentOrders")
    return connection(sort(found, args, keys={"UPDATED_AT": lambda owner: owner.updated_at}), args)
