"""`inventorySetQuantities`, `inventorySetOnHandQuantities`, `inventoryAdjustQuantities`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.errors import refused, user_error
from sandbox.shopify.registry import Resolvers
from sandbox.shopify.resolvers import inventory_rules as rules
from sandbox.shopify.resolvers.adjustments import Change, carry_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.shopify.registry import Args
    from sandbox.shopify.request import Request

resolvers = Resolvers()


@resolvers.mutation("inventorySetQuantities")
def inventory_set_quantities(request: Request, args: Args) -> dict[str, Any]:
    given = args["input"]
    if given["name"] not in ("available", "on_hand"):
        message = "The quantity name must be either 'available' or 'on_hand'."
        return _refused([user_error(["input", "name"], message, code="INVALID_NAME")])
    rules.require_comparison(given["quantities"], type_name="InventoryQuantityInput")
    return _set(request, given, given["quantities"], name=given["name"], list_name="quantities")


@resolvers.mutation("inventorySetOnHandQuantities")
def inventory_set_on_hand_quantities(request: Request, args: Args) -> dict[str, Any]:
    given = args["input"]
    rules.require_comparison(given["setQuantities"], type_name="InventorySetQuantityInput")
    return _set(request, given, given["setQuantities"], name="on_hand", list_name="setQuantities")


def _set(
    request: Request, given: Args, entries: Sequence[dict[str, Any]], *, name: str, list_name: str
) -> dict[str, Any]:
    errors = rules.reason_errors(given["reason"]) + rules.duplicate_errors(entries, list_name)
    for index, entry in enumerate(entries):
        path = ["input", list_name, str(index)]
        errors += _place_errors(request, entry, path)
        errors += rules.bound_errors(entry["quantity"], [*path, "quantity"], negative=name == "available")
        errors += _stale(request, entry, name, path)
    if errors:
        return _refused(errors)
    changes = [
        Change(
            item=entry["inventoryItemId"],
            location=entry["locationId"],
            # Setting on_hand moves what may be sold: the other parts stay where they are.
            name="available",
            delta=entry["quantity"] - _now(request, entry, name),
        )
        for entry in entries
    ]
    return _answer(request, changes, given)


@resolvers.mutation("inventoryAdjustQuantities")
def inventory_adjust_quantities(request: Request, args: Args) -> dict[str, Any]:
    given = args["input"]
    rules.require_comparison(given["changes"], type_name="InventoryChangeInput")
    name = given["name"]
    errors = rules.reason_errors(given["reason"]) + rules.name_errors(name, ["input", "name"])
    if not errors:
        errors = _adjust_errors(request, given["changes"], name)
    if errors:
        return _refused(errors)
    changes = [
        Change(
            item=entry["inventoryItemId"],
            location=entry["locationId"],
            name=name,
            delta=entry["delta"],
            ledger=entry.get("ledgerDocumentUri"),
        )
        for entry in given["changes"]
    ]
    return _answer(request, changes, given)


def _adjust_errors(request: Request, entries: Sequence[dict[str, Any]], name: str) -> rules.Errors:
    errors: rules.Errors = []
    for index, entry in enumerate(entries):
        path = ["input", "changes", str(index)]
        errors += _place_errors(request, entry, path)
        errors += rules.ledger_errors(name, entry.get("ledgerDocumentUri"), [*path, "ledgerDocumentUri"])
        after = _now(request, entry, name) + entry["delta"]
        errors += rules.bound_errors(after, [*path, "delta"], negative=True)
        errors += _stale(request, entry, name, path)
    return errors or rules.one_ledger_errors([entry.get("ledgerDocumentUri") for entry in entries])


def _place_errors(request: Request, entry: dict[str, Any], path: rules.Path) -> rules.Errors:
    return [
        *rules.item_errors(request, entry["inventoryItemId"], [*path, "inventoryItemId"]),
        *rules.location_errors(request, entry["locationId"], [*path, "locationId"]),
    ]


def _stale(request: Request, entry: dict[str, Any], name: str, path: rules.Path) -> rules.Errors:
    return rules.stale_errors(
        request,
        item=entry["inventoryItemId"],
        location=entry["locationId"],
        name=name,
        expected=entry["changeFromQuantity"],
        path=[*path, "changeFromQuantity"],
    )


def _now(request: Request, entry: dict[str, Any], name: str) -> int:
    return rules.quantity_of(request, item=entry["inventoryItemId"], location=entry["locationId"], name=name)


def _answer(request: Request, changes: Sequence[Change], given: Args) -> dict[str, Any]:
    group = carry_out(request, changes, reason=given["reason"], reference=given.get("referenceDocumentUri"))
    return {"inventoryAdjustmentGroup": group, "userErrors": []}


def _refused(errors: rules.Errors) -> dict[str, Any]:
    return refused(*errors, inventoryAdjustmentGroup=None)
