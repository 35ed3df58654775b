"""What Shopify refuses in transfers and shipments; recorded words where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.errors import user_error
from sandbox.shopify.model import InventoryItem, Location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.shopify.request import Request

Errors = list[dict[str, Any]]


def line_errors(request: Request, lines: Sequence[dict[str, Any]], *, path: list[str]) -> Errors:
    """Lines of `{inventoryItemId, quantity}`: items exist, are tracked and appear once; quantities are not negative."""
    errors: Errors = []
    ids = [line["inventoryItemId"] for line in lines]
    for index, line in enumerate(lines):
        at = [*path, str(index)]
        item = request.find(InventoryItem, line["inventoryItemId"])
        if item is None:
            message = "The inventory item could not be found."
            errors.append(user_error([*at, "inventoryItemId"], message, code="ITEM_NOT_FOUND"))
        elif not item.tracked:
            message = "The inventory item does not track inventory."
            errors.append(user_error([*at, "inventoryItemId"], message, code="UNTRACKED_ITEM"))
        if ids.count(line["inventoryItemId"]) > 1:
            message = "The inventory item is already present in the list. Each item must be unique."
            errors.append(user_error([*at, "inventoryItemId"], message, code="DUPLICATE_ITEM"))
        if line["quantity"] < 0:
            errors.append(user_error([*at, "quantity"], "The quantity can't be negative.", code="INVALID_QUANTITY"))
    return errors


def place_errors(request: Request, *, origin: str | None, destination: str | None, names: tuple[str, str]) -> Errors:
    """`names` are the argument's names for origin and destination."""
    errors: Errors = []
    for gid, name in zip((origin, destination), names, strict=True):
        place = request.find(Location, gid) if gid else None
        if gid and place is None:
            message = "The location selected can't be found."
            errors.append(user_error(["input", name], message, code="LOCATION_NOT_FOUND"))
        elif place and not place.active:
            message = "The location selected is not active."
            errors.append(user_error(["input", name], message, code="LOCATION_NOT_ACTIVE"))
    if origin and origin == destination and not errors:
        message = "The origin location cannot be the same as the destination location."
        code = "TRANSFER_ORIGIN_CANNOT_BE_THE_SAME_AS_DESTINATION"
        errors.append(user_error(["input", names[1]], message, code=code))
    return errors


def items_of(request: Request, lines: Sequence[dict[str, Any]]) -> dict[InventoryItem, int]:
    """Units by item, for lines that passed `line_errors`."""
    return {request.get(InventoryItem, line["inventoryItemId"]): line["quantity"] for line in lines}


def not_found(what: str) -> dict[str, Any]:
    """For `transfer` or `shipment`: an unknown id is a user error here."""
    return user_error(["id"], f"The {what} can't be found.", code=f"{what.upper()}_NOT_FOUND")


def wrong_status(what: str, *, field: list[str] | None = None) -> dict[str, Any]:
    message = f"The {what}'s status does not allow this."
    return user_error(field or ["id"], message, code=f"INVALID_{what.upper()}_STATUS")
