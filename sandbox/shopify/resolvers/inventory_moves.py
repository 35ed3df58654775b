"""`inventoryMoveQuantities`, `inventoryActivate`, `inventoryDeactivate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import stock
from sandbox.shopify.errors import invalid_id, refused, user_error
from sandbox.shopify.model import InventoryItem, InventoryLevel, Location
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.resolvers import inventory_rules as rules
from sandbox.shopify.resolvers.adjustments import Change, carry_out

if TYPE_CHECKING:
    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


@resolvers.mutation("inventoryMoveQuantities")
def inventory_move_quantities(request: Request, args: Args) -> dict[str, Any]:
    given = args["input"]
    ends = [change[end] for change in given["changes"] for end in ("from", "to")]
    rules.require_comparison(ends, type_name="InventoryMoveQuantityTerminalInput")
    errors = rules.reason_errors(given["reason"])
    for index, change in enumerate(given["changes"]):
        errors += _move_errors(request, change, ["input", "changes", str(index)])
    if errors:
        return refused(*errors, inventoryAdjustmentGroup=None)
    changes = [
        Change(
            item=change["inventoryItemId"],
            location=change[end]["locationId"],
            name=change[end]["name"],
            delta=sign * change["quantity"],
            ledger=change[end].get("ledgerDocumentUri"),
        )
        for change in given["changes"]
        for end, sign in (("from", -1), ("to", 1))
    ]
    group = carry_out(request, changes, reason=given["reason"], reference=given["referenceDocumentUri"])
    return {"inventoryAdjustmentGroup": group, "userErrors": []}


def _move_errors(request: Request, change: dict[str, Any], path: rules.Path) -> rules.Errors:
    errors = rules.item_errors(request, change["inventoryItemId"], [*path, "inventoryItemId"])
    errors += rules.bound_errors(change["quantity"], [*path, "quantity"], negative=False)
    for end in ("from", "to"):
        errors += _end_errors(request, change, end, [*path, end])
    if change["from"]["locationId"] != change["to"]["locationId"]:
        message = "The quantities can't be moved between different locations."
        errors.append(user_error(path, message, code="DIFFERENT_LOCATIONS"))
    if change["from"]["name"] == change["to"]["name"]:
        errors.append(user_error(path, "The quantity names can't be the same.", code="SAME_QUANTITY_NAME"))
    return errors


def _end_errors(request: Request, change: dict[str, Any], end: str, path: rules.Path) -> rules.Errors:
    terminal = change[end]
    errors = rules.location_errors(request, terminal["locationId"], [*path, "locationId"])
    named = rules.name_errors(terminal["name"], [*path, "name"])
    if named:
        return errors + named
    errors += rules.ledger_errors(terminal["name"], terminal.get("ledgerDocumentUri"), [*path, "ledgerDocumentUri"])
    return errors + rules.stale_errors(
        request,
        item=change["inventoryItemId"],
        location=terminal["locationId"],
        name=terminal["name"],
        expected=terminal["changeFromQuantity"],
        path=[*path, "changeFromQuantity"],
    )


@resolvers.mutation("inventoryActivate")
def inventory_activate(request: Request, args: Args) -> dict[str, Any]:
    item, place = request.get(InventoryItem, args["inventoryItemId"]), request.get(Location, args["locationId"])
    level = item.levels.get(place.id)
    active = level is not None and level.active
    errors = _activation_errors(args, place, active=active)
    if errors:
        return refused(*errors, inventoryLevel=level if active else None)
    level = stock.level_at(request.store, shop=request.shop, item=item, location=place)
    level.active = True
    wanted = args.get("available") if args.get("available") is not None else args.get("onHand")
    if wanted is not None and not active:
        delta = wanted - level.quantity("on_hand" if args.get("onHand") is not None else "available")
        stock.change(request.store, shop=request.shop, level=level, deltas={"available": delta})
    return {"inventoryLevel": level, "userErrors": []}


def _activation_errors(args: Args, place: Location, *, active: bool) -> rules.Errors:
    """`inventoryActivate` answers plain user errors, without a code."""
    given = {name: args[name] for name in ("available", "onHand") if args.get(name) is not None}
    words = {"available": "an available", "onHand": "an on_hand"}
    start = f"The product couldn't be stocked at {place.name} because "
    if len(given) == 2:
        message = f"{start}not allowed to set available and on_hand quantities at the same time."
        return [user_error([name], message) for name in given]
    if active:
        message = "Not allowed to set {} quantity when the item is already active at the location."
        return [user_error([name], message.format(words[name])) for name in given]
    message = f"{start}the quantity needs to be between -1 billion and 1 billion."
    return [user_error([name], message) for name, value in given.items() if abs(value) > rules.BILLION]


@resolvers.mutation("inventoryDeactivate")
def inventory_deactivate(request: Request, args: Args) -> dict[str, Any]:
    level = request.find(InventoryLevel, args["inventoryLevelId"])
    if level is None:
        raise invalid_id(args["inventoryLevelId"])
    if level.quantities["committed"] or level.quantities["incoming"] or level.quantities["reserved"]:
        message = f"The product couldn't be unstocked from {level.location.name} because it has open quantities."
        return refused(user_error(None, message))
    level.active = False
    body = {"inventory_item_id": level.item.id, "location_id": level.location.id}
    request.emit("inventory_levels/disconnect", body)
    return {"userErrors": []}
