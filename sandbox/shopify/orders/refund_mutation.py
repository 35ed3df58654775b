"""`refundCreate`, with `@idempotent` required by the executor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.errors import invalid_id, user_error
from sandbox.shopify.model import Location
from sandbox.shopify.orders import amounts
from sandbox.shopify.orders.money_fields import minor_units, transaction_of
from sandbox.shopify.orders.quantities import shipped, unfulfilled
from sandbox.shopify.orders.refunding import GivenBack, refund
from sandbox.shopify.orders.visibility import find_order
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.model import Order
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


@resolvers.mutation("refundCreate")
def refund_create(request: Request, args: Args) -> dict[str, Any]:
    given = args["input"]
    order = find_order(request, given["orderId"])
    if order is None:
        raise invalid_id(given["orderId"])
    units = _units(request, order, given.get("refundLineItems") or ())
    money = sum(minor_units(entry["amount"], currency=order.currency) for entry in given.get("transactions") or ())
    error = _money_error(order, given, money) or _units_error(units)
    if error:
        return {"refund": None, "order": order, "userErrors": [error]}
    made = refund(
        request.store,
        shop=request.shop,
        order=order,
        units=units,
        money=money,
        shipping=_shipping(order, given.get("shipping") or {}),
        gateway=_gateway(order, given),
        note=given.get("note"),
    )
    return {"refund": made, "order": order, "userErrors": []}


def _units(request: Request, order: Order, given: Any) -> list[GivenBack]:
    own = {line.gid: line for line in order.lines}
    units = []
    for entry in given:
        if entry["lineItemId"] not in own:
            raise invalid_id(entry["lineItemId"])
        where = entry.get("locationId")
        units.append(
            GivenBack(
                line=own[entry["lineItemId"]],
                quantity=entry["quantity"],
                restock_type=entry.get("restockType") or "NO_RESTOCK",
                location=request.get(Location, where) if where else None,
            )
        )
    return units


def _money_error(order: Order, given: Args, money: int) -> dict[str, Any] | None:
    """The first two are recorded."""
    for entry in given.get("transactions") or ():
        if entry["kind"] != "REFUND":
            return user_error(None, f"Kind {entry['kind'].lower()} is not a valid transaction")
        if transaction_of(order, entry.get("parentId")) is None:
            return user_error(["transactions"], "Transactions require a parent_id associated with the order")
    if money > amounts.refundable(order) and not given.get("allowOverRefunding"):
        return user_error(None, "Refund amount cannot exceed the amount paid")
    return None


def _units_error(units: list[GivenBack]) -> dict[str, Any] | None:
    for given in units:
        if not 0 < given.quantity <= given.line.current_quantity:
            return user_error(["refundLineItems"], "Quantity cannot refund more items than were purchased")
        if given.restock_type == "CANCEL" and given.quantity > unfulfilled(given.line):
            return user_error(["refundLineItems"], "Quantity cannot remove more than the unfulfilled quantity")
        if given.restock_type == "RETURN" and given.quantity > shipped(given.line):
            return user_error(["refundLineItems"], "Quantity cannot return more than the fulfilled quantity")
        if given.restock_type != "NO_RESTOCK" and given.location is None:
            return user_error(["refundLineItems"], "A location must be specified to restock items")
    return None


def _shipping(order: Order, given: Args) -> int:
    if given.get("fullRefund"):
        return amounts.current_shipping(order)
    return minor_units(given["amount"], currency=order.currency) if given.get("amount") else 0


def _gateway(order: Order, given: Args) -> str:
    """Recorded: the parent's gateway, whatever the input says."""
    for entry in given.get("transactions") or ():
        parent = transaction_of(order, entry.get("parentId"))
        if parent:
            return parent.gateway
    return "bogus"
