"""`orderCancel`: answered with a job, done a moment later."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from sandbox.shopify.errors import user_error
from sandbox.shopify.orders.cancelling import cancel, check_cancellable
from sandbox.shopify.orders.visibility import find_order
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.model import Order
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


@resolvers.mutation("orderCancel")
def order_cancel(request: Request, args: Args) -> dict[str, Any]:
    order = find_order(request, args["orderId"])
    if order is None:
        return _refused("Order does not exist", code="NOT_FOUND")
    try:
        check_cancellable(order)
    except ValueError as error:
        return _refused(str(error), code="INVALID")
    number = str(uuid.uuid4())
    request.shop.jobs[number] = False
    seconds = request.store.dials.orders.routing_seconds
    request.store.later(seconds, lambda: _carry_out(request, order, args, number))
    job = {"id": f"gid://shopify/Job/{number}", "done": False}
    return {"job": job, "orderCancelUserErrors": [], "userErrors": []}


def _carry_out(request: Request, order: Order, args: Args, number: str) -> None:
    method = args.get("refundMethod") or {}
    if not order.cancelled_at:
        cancel(
            request.store,
            shop=request.shop,
            order=order,
            reason=args["reason"],
            restock=args["restock"],
            refund=bool(method.get("originalPaymentMethodsRefund") or args.get("refund")),
            note=args.get("staffNote"),
        )
    request.shop.jobs[number] = True


def _refused(message: str, *, code: str) -> dict[str, Any]:
    error = user_error(["orderId"], message, code=code)
    return {"job": None, "orderCancelUserErrors": [error], "userErrors": [error]}
