"""Changing inventory transfers."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from sandbox.shopify.acts import metafields, transfers
from sandbox.shopify.errors import refused, user_error
from sandbox.shopify.model import InventoryItem, Location, Transfer
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.resolvers import logistics_rules as rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()

OPEN = ("DRAFT", "READY_TO_SHIP", "IN_PROGRESS")


@resolvers.mutation("inventoryTransferCreate")
def inventory_transfer_create(request: Request, args: Args) -> dict[str, Any]:
    return _create(request, args["input"], ready=False)


@resolvers.mutation("inventoryTransferCreateAsReadyToShip")
def inventory_transfer_create_as_ready_to_ship(request: Request, args: Args) -> dict[str, Any]:
    return _create(request, args["input"], ready=True)


def _create(request: Request, given: dict[str, Any], *, ready: bool) -> dict[str, Any]:
    origin, destination = given.get("originLocationId"), given.get("destinationLocationId")
    names = ("originLocationId", "destinationLocationId")
    lines = given.get("lineItems") or []
    errors = rules.place_errors(request, origin=origin, destination=destination, names=names)
    errors += rules.line_errors(request, lines, path=["input", "lineItems"])
    if errors:
        return refused(*errors, inventoryTransfer=None)
    transfer = transfers.create(
        request.store,
        shop=request.shop,
        items=rules.items_of(request, lines),
        origin=request.get(Location, origin) if origin else None,
        destination=request.get(Location, destination) if destination else None,
        ready=ready,
        reference=given.get("referenceName"),
        note=given.get("note"),
        tags=given.get("tags") or (),
        created_at=given.get("dateCreated"),
    )
    _write_metafields(request, transfer, given)
    return {"inventoryTransfer": transfer, "userErrors": []}


def _write_metafields(request: Request, transfer: Transfer, given: Mapping[str, Any]) -> None:
    for entry in given.get("metafields") or ():
        metafields.put(
            request.store,
            shop=request.shop,
            owner=transfer,
            namespace=request.namespace(entry.get("namespace")),
            key=entry["key"],
            type_name=entry["type"],
            value=entry["value"],
        )


@resolvers.mutation("inventoryTransferMarkAsReadyToShip")
def inventory_transfer_mark_as_ready_to_ship(request: Request, args: Args) -> dict[str, Any]:
    transfer = request.find(Transfer, args["id"])
    if transfer is None:
        return refused(rules.not_found("transfer"), inventoryTransfer=None)
    if transfer.status != "DRAFT":
        return refused(rules.wrong_status("transfer"), inventoryTransfer=None)
    if not transfer.lines:
        error = user_error(["id"], "The transfer has no items.", code="ITEMS_EMPTY")
        return refused(error, inventoryTransfer=None)
    transfers.mark_ready(request.store, shop=request.shop, transfer=transfer)
    return {"inventoryTransfer": transfer, "userErrors": []}


@resolvers.mutation("inventoryTransferEdit")
def inventory_transfer_edit(request: Request, args: Args) -> dict[str, Any]:
    transfer, given = request.find(Transfer, args["id"]), args["input"]
    if transfer is None:
        return refused(rules.not_found("transfer"), inventoryTransfer=None)
    errors = _edit_errors(request, transfer, given)
    if errors:
        return refused(*errors, inventoryTransfer=None)
    _edit(request, transfer, given)
    transfers.tell(request.store, shop=request.shop, transfer=transfer, topic="updated")
    return {"inventoryTransfer": transfer, "userErrors": []}


def _edit_errors(request: Request, transfer: Transfer, given: dict[str, Any]) -> rules.Errors:
    origin, destination = given.get("originId"), given.get("destinationId")
    errors = rules.place_errors(request, origin=origin, destination=destination, names=("originId", "destinationId"))
    moved = any(
        gid and (snapshot is None or snapshot.location.gid != gid)
        for gid, snapshot in ((origin, transfer.origin), (destination, transfer.destination))
    )
    if moved and transfer.status != "DRAFT":
        message = "The locations can't be changed any more."
        errors.append(user_error(["input"], message, code="TRANSFER_LOCATION_IMMUTABLE"))
    return errors


def _edit(request: Request, transfer: Transfer, given: dict[str, Any]) -> None:
    now = request.now()
    if given.get("originId"):
        transfer.origin = transfers.snapshot(request.get(Location, given["originId"]), now=now)
    if given.get("destinationId"):
        transfer.destination = transfers.snapshot(request.get(Location, given["destinationId"]), now=now)
    if given.get("dateCreated"):
        transfer.created_at = datetime.combine(given["dateCreated"], time(), UTC)
    transfer.note = given.get("note", transfer.note)
    transfer.reference_name = given.get("referenceName", transfer.reference_name)
    transfer.tags = list(given["tags"]) if given.get("tags") is not None else transfer.tags
    _write_metafields(request, transfer, given)


@resolvers.mutation("inventoryTransferSetItems")
def inventory_transfer_set_items(request: Request, args: Args) -> dict[str, Any]:
    given = args["input"]
    transfer = request.find(Transfer, given["id"])
    nothing: dict[str, Any] = {"inventoryTransfer": None, "updatedLineItems": None}
    if transfer is None:
        return refused(rules.not_found("transfer"), **nothing)
    if transfer.status not in OPEN:
        return refused(rules.wrong_status("transfer"), **nothing)
    errors = rules.line_errors(request, given["lineItems"], path=["input", "lineItems"])
    if errors:
        return refused(*errors, **nothing)
    items = rules.items_of(request, given["lineItems"])
    deltas = transfers.set_items(request.store, shop=request.shop, transfer=transfer, items=items)
    return {"inventoryTransfer": transfer, "updatedLineItems": _updates(items, deltas), "userErrors": []}


@resolvers.mutation("inventoryTransferRemoveItems")
def inventory_transfer_remove_items(request: Request, args: Args) -> dict[str, Any]:
    given = args["input"]
    transfer = request.find(Transfer, given["id"])
    nothing: dict[str, Any] = {"inventoryTransfer": None, "removedQuantities": None}
    if transfer is None:
        return refused(rules.not_found("transfer"), **nothing)
    wanted = given.get("transferLineItemIds") or []
    lines = [line for line in transfer.lines if line.gid in wanted]
    if len(lines) < len(wanted):
        error = user_error(["input", "transferLineItemIds"], "An item could not be found.", code="ITEM_NOT_FOUND")
        return refused(error, **nothing)
    deltas = transfers.remove_lines(request.store, shop=request.shop, transfer=transfer, lines=lines)
    left = {line.item: line.quantity for line in lines}
    return {"inventoryTransfer": transfer, "removedQuantities": _updates(left, deltas), "userErrors": []}


def _updates(items: Mapping[InventoryItem, int], deltas: Mapping[InventoryItem, int]) -> list[dict[str, Any]]:
    return [
        {"inventoryItemId": item.gid, "newQuantity": quantity, "deltaQuantity": deltas[item]}
        for item, quantity in items.items()
    ]


@resolvers.mutation("inventoryTransferCancel")
def inventory_transfer_cancel(request: Request, args: Args) -> dict[str, Any]:
    transfer = request.find(Transfer, args["id"])
    if transfer is None:
        return refused(rules.not_found("transfer"), inventoryTransfer=None)
    if transfer.shipments:
        error = user_error(["id"], "The transfer has shipments.", code="SHIPMENT_EXISTS")
        return refused(error, inventoryTransfer=None)
    if transfer.status not in OPEN:
        return refused(rules.wrong_status("transfer"), inventoryTransfer=None)
    transfers.cancel(request.store, shop=request.shop, transfer=transfer)
    return {"inventoryTransfer": transfer, "userErrors": []}


@resolvers.mutation("inventoryTransferDelete")
def inventory_transfer_delete(request: Request, args: Args) -> dict[str, Any]:
    transfer = request.find(Transfer, args["id"])
    if transfer is None:
        return refused(rules.not_found("transfer"), deletedId=None)
    if transfer.status != "DRAFT":
        message = "Can't delete the transfer if it's not in the draft status."
        return refused(user_error(["id"], message, code="INVALID_TRANSFER_STATUS"), deletedId=None)
    del request.shop.transfers[transfer.id]
    return {"deletedId": transfer.gid, "userErrors": []}


@resolvers.mutation("inventoryTransferDuplicate")
def inventory_transfer_duplicate(request: Request, args: Args) -> dict[str, Any]:
    transfer = request.find(Transfer, args["id"])
    if transfer is None:
        return refused(rules.not_found("transfer"), inventoryTransfer=None)
    copy = transfers.create(
        request.store,
        shop=request.shop,
        items={line.item: line.quantity for line in transfer.lines},
        origin=transfer.origin.location if transfer.origin else None,
        destination=transfer.destination.location if transfer.destination else None,
        note=transfer.note,
        tags=transfer.tags,
    )
    return {"inventoryTransfer": copy, "userErrors": []}
