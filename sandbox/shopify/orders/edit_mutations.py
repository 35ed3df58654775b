"""`orderEditBegin`, `orderEditSetQuantity`, `orderEditAddVariant`, `orderEditCommit`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire
from sandbox.shopify.connections import connection
from sandbox.shopify.errors import user_error
from sandbox.shopify.gids import parse_gid
from sandbox.shopify.model import CalculatedLine, CalculatedOrder, Variant
from sandbox.shopify.orders.editing import begin, commit
from sandbox.shopify.orders.quantities import shipped
from sandbox.shopify.orders.status import is_editable
from sandbox.shopify.orders.visibility import find_order
from sandbox.shopify.registry import Resolvers

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


def _floor(line: CalculatedLine) -> int:
    """Units that have left can be edited no more."""
    return shipped(line.line) if line.line else 0


def _price(line: CalculatedLine) -> int:
    if line.line:
        return line.line.price
    return line.variant.price if line.variant else 0


resolvers.attributes("CalculatedOrder", {"id": "gid", "originalOrder": "order"})
resolvers.attributes(
    "CalculatedLineItem",
    {
        "id": "gid",
        "quantity": "quantity",
        "editableQuantity": lambda line: line.quantity - _floor(line),
        "editableQuantityBeforeChanges": lambda line: line.line.current_quantity - _floor(line) if line.line else 0,
        "restocking": "restock",
        "variant": "variant",
        "sku": lambda line: line.line.sku if line.line else line.variant.sku,
        "title": lambda line: line.line.title if line.line else line.variant.product.title,
    },
)


@resolvers.field("CalculatedLineItem.originalUnitPriceSet")
def calculated_price(line: CalculatedLine, request: Request, _args: Args) -> dict[str, Any]:
    return wire.money_bag(_price(line), currency=request.shop.currency)


@resolvers.field("CalculatedOrder.lineItems")
def calculated_lines(edit: CalculatedOrder, _request: Request, args: Args) -> dict[str, Any]:
    """Recorded: without the added ones."""
    return connection((line for line in edit.lines if line.line), args)


@resolvers.field("CalculatedOrder.addedLineItems")
def added_lines(edit: CalculatedOrder, _request: Request, args: Args) -> dict[str, Any]:
    return connection((line for line in edit.lines if not line.line), args)


@resolvers.mutation("orderEditBegin")
def order_edit_begin(request: Request, args: Args) -> dict[str, Any]:
    order = find_order(request, args["id"])
    if order is None:
        return _refused(["id"], "The order does not exist.")
    if not is_editable(order):
        return _refused(None, "The order cannot be edited.")
    edit = begin(request.store, shop=request.shop, order=order)
    return {"calculatedOrder": edit, "orderEditSession": _session(edit), "userErrors": []}


@resolvers.mutation("orderEditSetQuantity")
def order_edit_set_quantity(request: Request, args: Args) -> dict[str, Any]:
    edit = _open_edit(request, args)
    if edit is None:
        return _no_edit()
    parsed = parse_gid(args["lineItemId"])
    line = next((line for line in edit.lines if parsed and str(line.id) == parsed.number), None)
    if line is None:
        return _refused(["lineItemId"], "The line item does not exist on the order.")
    if args["quantity"] < _floor(line):
        return _refused(["quantity"], "The quantity cannot be lower than the fulfilled quantity.")
    line.quantity, line.restock = args["quantity"], bool(args.get("restock"))
    return _edited(edit, line)


@resolvers.mutation("orderEditAddVariant")
def order_edit_add_variant(request: Request, args: Args) -> dict[str, Any]:
    edit = _open_edit(request, args)
    if edit is None:
        return _no_edit()
    variant = request.find(Variant, args["variantId"])
    if variant is None:
        return _refused(["variantId"], "The variant does not exist in the shop.")
    if not args.get("allowDuplicates") and any(line.variant is variant and line.quantity for line in edit.lines):
        return _refused(["id"], f"{variant.product.title} was not added because it's already on the order.")
    line = CalculatedLine(id=request.store.new_id(), line=None, variant=variant, quantity=args["quantity"])
    edit.lines.append(line)
    return _edited(edit, line)


@resolvers.mutation("orderEditCommit")
def order_edit_commit(request: Request, args: Args) -> dict[str, Any]:
    edit = _open_edit(request, args)
    if edit is None:
        error = user_error(["id"], "The calculated order does not exist.")
        return {"order": None, "successMessages": [], "userErrors": [error]}
    messages = commit(
        request.store,
        shop=request.shop,
        edit=edit,
        notify=bool(args.get("notifyCustomer")),
        note=args.get("staffNote"),
    )
    return {"order": edit.order, "successMessages": messages, "userErrors": []}


def _open_edit(request: Request, args: Args) -> CalculatedOrder | None:
    edit = request.find(CalculatedOrder, args["id"])
    return None if edit is None or edit.committed else edit


def _session(edit: CalculatedOrder) -> dict[str, Any]:
    return {"id": f"gid://shopify/OrderEditSession/{edit.id}"}


def _edited(edit: CalculatedOrder, line: CalculatedLine) -> dict[str, Any]:
    return {
        "calculatedOrder": edit,
        "calculatedLineItem": line,
        "orderEditSession": _session(edit),
        "userErrors": [],
    }


def _no_edit() -> dict[str, Any]:
    return _refused(["id"], "The calculated order does not exist.")


def _refused(field: list[str] | None, message: str) -> dict[str, Any]:
    return {
        "calculatedOrder": None,
        "calculatedLineItem": None,
        "orderEditSession": None,
        "userErrors": [user_error(field, message)],
    }
