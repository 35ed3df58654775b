"""Reading returns, and `returnCreate`. Processing one through the API is a loud error: people do it here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.connections import connection
from sandbox.shopify.errors import invalid_id, user_error
from sandbox.shopify.orders.returning import open_return
from sandbox.shopify.orders.visibility import find_order
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.model import LineItem, Order, Return
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


def return_status(order: Order) -> str:
    """An OrderReturnStatus."""
    states = {back.status for back in order.returns}
    if not states:
        return "NO_RETURN"
    return "IN_PROGRESS" if "OPEN" in states else "RETURNED"


resolvers.attributes(
    "Return",
    {
        "id": "gid",
        "name": "name",
        "status": "status",
        "order": "order",
        "createdAt": "created_at",
        "closedAt": "closed_at",
        "totalQuantity": lambda back: sum(each.quantity for each in back.lines),
    },
)
resolvers.attributes(
    "ReturnLineItem",
    {
        "id": "gid",
        "quantity": "quantity",
        "processedQuantity": "processed",
        "unprocessedQuantity": lambda each: each.quantity - each.processed,
    },
)


@resolvers.field("Order.returns")
def order_returns(order: Order, _request: Request, args: Args) -> dict[str, Any]:
    return connection(order.returns, args)


@resolvers.field("Return.returnLineItems")
def return_lines(back: Return, _request: Request, args: Args) -> dict[str, Any]:
    return connection(back.lines, args)


@resolvers.mutation("returnCreate")
def return_create(request: Request, args: Args) -> dict[str, Any]:
    given = args["returnInput"]
    order = find_order(request, given["orderId"])
    if order is None:
        raise invalid_id(given["orderId"])
    shipped = {each.gid: each.line for parcel in order.fulfillments for each in parcel.lines}
    units: dict[LineItem, int] = {}
    for entry in given["returnLineItems"]:
        if entry["fulfillmentLineItemId"] not in shipped:
            raise invalid_id(entry["fulfillmentLineItemId"])
        line = shipped[entry["fulfillmentLineItemId"]]
        units[line] = units.get(line, 0) + entry["quantity"]
    try:
        made = open_return(request.store, shop=request.shop, order=order, units=units)
    except ValueError as error:
        return {"return": None, "userErrors": [user_error(["returnInput"], str(error), code="INVALID")]}
    return {"return": made, "userErrors": []}
