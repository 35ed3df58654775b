"""Creating, sending, tracking and receiving shipments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.acts import shipments
from sandbox.shopify.acts.transfers import unshipped
from sandbox.shopify.errors import refused, user_error
from sandbox.shopify.model import Shipment, ShipmentLine, Tracking, Transfer
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.resolvers import logistics_rules as rules

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


@resolvers.mutation("inventoryShipmentCreate")
def inventory_shipment_create(request: Request, args: Args) -> dict[str, Any]:
    return _create(request, args["input"], in_transit=False)


@resolvers.mutation("inventoryShipmentCreateInTransit")
def inventory_shipment_create_in_transit(request: Request, args: Args) -> dict[str, Any]:
    return _create(request, args["input"], in_transit=True)


def _create(request: Request, given: dict[str, Any], *, in_transit: bool) -> dict[str, Any]:
    transfer = request.find(Transfer, given["movementId"])
    errors = _create_errors(request, transfer, given)
    if errors or transfer is None:
        return refused(*errors, inventoryShipment=None)
    shipment = shipments.create(
        request.store,
        shop=request.shop,
        transfer=transfer,
        items=rules.items_of(request, given["lineItems"]),
        tracking=_tracking(given["trackingInput"]) if given.get("trackingInput") else None,
        in_transit=in_transit,
        barcode=given.get("barcode"),
        created_at=given.get("dateCreated"),
    )
    return {"inventoryShipment": shipment, "userErrors": []}


def _create_errors(request: Request, transfer: Transfer | None, given: dict[str, Any]) -> rules.Errors:
    if transfer is None:
        return [user_error(["input", "movementId"], "The transfer can't be found.", code="TRANSFER_NOT_FOUND")]
    if transfer.status not in ("READY_TO_SHIP", "IN_PROGRESS"):
        return [rules.wrong_status("transfer", field=["input", "movementId"])]
    path = ["input", "lineItems"]
    errors = rules.line_errors(request, given["lineItems"], path=path)
    known = {line.item.gid: line for line in transfer.lines}
    for index, given_line in enumerate([] if errors else given["lineItems"]):
        at, line = [*path, str(index)], known.get(given_line["inventoryItemId"])
        if line is None:
            message = "The item is not on the transfer."
            errors.append(user_error([*at, "inventoryItemId"], message, code="INVALID_ITEM"))
        elif transfer.origin and given_line["quantity"] > unshipped(transfer, line):
            message = "The quantity is more than what is left to ship."
            errors.append(user_error([*at, "quantity"], message, code="INVALID_QUANTITY"))
    return errors


def _tracking(given: dict[str, Any]) -> Tracking:
    return Tracking(
        company=given.get("company"),
        number=given.get("trackingNumber"),
        url=given.get("trackingUrl"),
        arrives_at=given.get("arrivesAt"),
    )


@resolvers.mutation("inventoryShipmentMarkInTransit")
def inventory_shipment_mark_in_transit(request: Request, args: Args) -> dict[str, Any]:
    shipment = request.find(Shipment, args["id"])
    if shipment is None:
        return refused(rules.not_found("shipment"), inventoryShipment=None)
    if shipment.status != "DRAFT":
        return refused(rules.wrong_status("shipment"), inventoryShipment=None)
    shipments.mark_in_transit(request.store, shop=request.shop, shipment=shipment, shipped_at=args.get("dateShipped"))
    return {"inventoryShipment": shipment, "userErrors": []}


@resolvers.mutation("inventoryShipmentSetTracking")
def inventory_shipment_set_tracking(request: Request, args: Args) -> dict[str, Any]:
    """Replaces the whole tracking: what the input leaves out is unknown afterwards."""
    shipment = request.find(Shipment, args["id"])
    if shipment is None:
        return refused(rules.not_found("shipment"), inventoryShipment=None)
    tracking = _tracking(args["tracking"])
    shipments.set_tracking(request.store, shop=request.shop, shipment=shipment, tracking=tracking)
    return {"inventoryShipment": shipment, "userErrors": []}


@resolvers.mutation("inventoryShipmentSetBarcode")
def inventory_shipment_set_barcode(request: Request, args: Args) -> dict[str, Any]:
    shipment = request.find(Shipment, args["id"])
    if shipment is None:
        return refused(rules.not_found("shipment"), inventoryShipment=None)
    shipment.barcode = args["barcode"]
    return {"inventoryShipment": shipment, "userErrors": []}


@resolvers.mutation("inventoryShipmentReceive")
def inventory_shipment_receive(request: Request, args: Args) -> dict[str, Any]:
    shipment = request.find(Shipment, args["id"])
    if shipment is None:
        return refused(rules.not_found("shipment"), inventoryShipment=None)
    if shipment.status not in ("IN_TRANSIT", "PARTIALLY_RECEIVED"):
        return refused(rules.wrong_status("shipment"), inventoryShipment=None)
    receipts, errors = _receipts(shipment, args)
    if errors:
        return refused(*errors, inventoryShipment=None)
    shipments.receive(
        request.store,
        shop=request.shop,
        shipment=shipment,
        receipts=receipts,
        received_at=args.get("dateReceived"),
    )
    return {"inventoryShipment": shipment, "userErrors": []}


def _receipts(shipment: Shipment, args: Args) -> tuple[list[shipments.Receipt], rules.Errors]:
    """Named lines as given; with `bulkReceiveAction` also all that is left of the others."""
    lines = {line.gid: line for line in shipment.lines}
    receipts, errors = [], []
    for index, given in enumerate(args.get("lineItems") or ()):
        line = lines.get(given["shipmentLineItemId"])
        path = ["lineItems", str(index)]
        if line is None:
            message = "The item could not be found."
            errors.append(user_error([*path, "shipmentLineItemId"], message, code="ITEM_NOT_FOUND"))
        elif given["quantity"] < 0:
            message = "The quantity can't be negative."
            errors.append(user_error([*path, "quantity"], message, code="INVALID_QUANTITY"))
        else:
            receipts.append(shipments.Receipt(line=line, quantity=given["quantity"], verdict=given["reason"]))
    if args.get("bulkReceiveAction"):
        receipts += _rest(shipment, receipts, args["bulkReceiveAction"])
    return receipts, errors


def _rest(shipment: Shipment, named: list[shipments.Receipt], verdict: Any) -> list[shipments.Receipt]:
    taken = {line.id: sum(r.quantity for r in named if r.line is line) for line in shipment.lines}
    return [
        shipments.Receipt(line=line, quantity=line.unreceived - taken[line.id], verdict=verdict)
        for line in shipment.lines
        if line.unreceived > taken[line.id]
    ]


@resolvers.mutation("inventoryShipmentAddItems")
def inventory_shipment_add_items(request: Request, args: Args) -> dict[str, Any]:
    shipment = request.find(Shipment, args["id"])
    nothing: dict[str, Any] = {"inventoryShipment": None, "addedItems": None}
    if shipment is None:
        return refused(rules.not_found("shipment"), **nothing)
    errors = rules.line_errors(request, args["lineItems"], path=["lineItems"])
    if errors:
        return refused(*errors, **nothing)
    items = rules.items_of(request, args["lineItems"])
    added = shipments.add_items(request.store, shop=request.shop, shipment=shipment, items=items)
    return {"inventoryShipment": shipment, "addedItems": added, "userErrors": []}


@resolvers.mutation("inventoryShipmentRemoveItems")
def inventory_shipment_remove_items(request: Request, args: Args) -> dict[str, Any]:
    shipment = request.find(Shipment, args["id"])
    if shipment is None:
        return refused(rules.not_found("shipment"), inventoryShipment=None)
    lines = [line for line in shipment.lines if line.gid in args["lineItems"]]
    if len(lines) < len(args["lineItems"]):
        error = user_error(["lineItems"], "An item could not be found.", code="ITEM_NOT_FOUND")
        return refused(error, inventoryShipment=None)
    shipments.remove_items(request.store, shop=request.shop, shipment=shipment, lines=lines)
    return {"inventoryShipment": shipment, "userErrors": []}


@resolvers.mutation("inventoryShipmentUpdateItemQuantities")
def inventory_shipment_update_item_quantities(request: Request, args: Args) -> dict[str, Any]:
    shipment = request.find(Shipment, args["id"])
    nothing: dict[str, Any] = {"shipment": None, "updatedLineItems": None}
    if shipment is None:
        return refused(rules.not_found("shipment"), **nothing)
    lines = {line.gid: line for line in shipment.lines}
    wanted: dict[ShipmentLine, int] = {}
    for index, given in enumerate(args.get("items") or ()):
        line = lines.get(given["shipmentLineItemId"])
        if line is None or given["quantity"] < line.accepted + line.rejected:
            code = "ITEM_NOT_FOUND" if line is None else "INVALID_QUANTITY"
            error = user_error(["items", str(index)], "The quantity can't be changed like this.", code=code)
            return refused(error, **nothing)
        wanted[line] = given["quantity"]
    shipments.set_quantities(request.store, shop=request.shop, shipment=shipment, quantities=wanted)
    return {"shipment": shipment, "updatedLineItems": list(wanted), "userErrors": []}


@resolvers.mutation("inventoryShipmentDelete")
def inventory_shipment_delete(request: Request, args: Args) -> dict[str, Any]:
    shipment = request.find(Shipment, args["id"])
    if shipment is None:
        return refused(rules.not_found("shipment"), id=None)
    if shipment.status in ("PARTIALLY_RECEIVED", "RECEIVED"):
        return refused(rules.wrong_status("shipment"), id=None)
    shipments.delete(request.store, shop=request.shop, shipment=shipment)
    return {"id": shipment.gid, "userErrors": []}
