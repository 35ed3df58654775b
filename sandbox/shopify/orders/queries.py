"""Finding orders, and asynchronous jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.connections import connection, count, sort
from sandbox.shopify.gids import parse_gid
from sandbox.shopify.orders import amounts
from sandbox.shopify.orders.status import financial_status, fulfillment_status
from sandbox.shopify.orders.visibility import find_order, visible_orders
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.search import search

if TYPE_CHECKING:
    from sandbox.shopify.model import Order
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

_FULFILLMENT_WORDS = {
    "FULFILLED": ("fulfilled", "shipped"),
    "PARTIALLY_FULFILLED": ("partial", "unfulfilled"),
    "ON_HOLD": ("on_hold", "unfulfilled", "unshipped"),
    "SCHEDULED": ("scheduled", "unfulfilled", "unshipped"),
}


def _states(order: Order) -> list[str]:
    if order.cancelled_at:
        return ["cancelled", "closed", "any"]
    return ["closed", "any"] if order.closed_at else ["open", "not_closed", "any"]


FILTERS = {
    "default": lambda order: [order.name, order.name.lstrip("#"), order.email, *(line.sku for line in order.lines)],
    "id": lambda order: order.id,
    "name": lambda order: [order.name, order.name.lstrip("#")],
    "email": lambda order: order.email,
    "created_at": lambda order: order.created_at,
    "processed_at": lambda order: order.processed_at,
    "updated_at": lambda order: order.updated_at,
    "status": _states,
    "fulfillment_status": lambda order: _FULFILLMENT_WORDS.get(fulfillment_status(order), ("unfulfilled", "unshipped")),
    "financial_status": financial_status,
    "tag": lambda order: order.tags,
    "sku": lambda order: [line.sku for line in order.lines],
    "product_id": lambda order: [line.product.id for line in order.lines if line.product],
    "customer_id": lambda order: order.customer.id if order.customer else None,
    "source_name": lambda order: order.source_name,
    "test": lambda order: order.test,
}
SORTS = {
    "CREATED_AT": lambda order: order.created_at,
    "PROCESSED_AT": lambda order: order.processed_at,
    "UPDATED_AT": lambda order: order.updated_at,
    "ORDER_NUMBER": lambda order: order.number,
    "TOTAL_PRICE": amounts.total,
}


@resolvers.query("order")
def order_by_id(request: Request, args: Args) -> Order | None:
    return find_order(request, args["id"])


@resolvers.query("orders")
def orders(request: Request, args: Args) -> dict[str, Any]:
    found = search(visible_orders(request), args.get("query"), readers=FILTERS, where="orders")
    return connection(sort(found, {"sortKey": "PROCESSED_AT", **args}, keys=SORTS), args)


@resolvers.query("ordersCount")
def orders_count(request: Request, args: Args) -> dict[str, Any]:
    found = search(visible_orders(request), args.get("query"), readers=FILTERS, where="ordersCount")
    return count(found, limit=args.get("limit", 10_000))


@resolvers.query("job")
def job_by_id(request: Request, args: Args) -> dict[str, Any] | None:
    """By the gid that an asynchronous mutation answered."""
    parsed = parse_gid(args["id"])
    if parsed is None or parsed.kind != "Job" or parsed.number not in request.shop.jobs:
        return None
    return {"id": args["id"], "done": request.shop.jobs[parsed.number]}
