"""What Shopify refuses in inventory writes, with its own words and codes as recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify.errors import ApiError, user_error
from sandbox.shopify.model import InventoryItem, Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sandbox.shopify.request import Request

BILLION = 1_000_000_000
REASONS = (
    "correction",
    "cycle_count_available",
    "damaged",
    "movement_canceled",
    "movement_created",
    "movement_received",
    "movement_updated",
    "other",
    "promotion",
    "quality_control",
    "received",
    "reservation_created",
    "reservation_deleted",
    "reservation_updated",
    "restock",
    "safety_stock",
    "shrinkage",
)
ADJUSTABLE = ("available", "damaged", "incoming", "quality_control", "reserved", "safety_stock")
Errors = list[dict[str, Any]]
Path = list[str]


def require_comparison(entries: Iterable[dict[str, Any]], *, type_name: str) -> None:
    """`changeFromQuantity` may be null but must be there: otherwise the top-level INVALID_FIELD_ARGUMENTS."""
    if any("changeFromQuantity" not in entry for entry in entries):
        raise ApiError(
            f"{type_name} must include the following argument: changeFromQuantity.", code="INVALID_FIELD_ARGUMENTS"
        )


def reason_errors(reason: str) -> Errors:
    if reason in REASONS:
        return []
    message = f"The specified reason is invalid. Valid values are: {', '.join(REASONS)}."
    return [user_error(["input", "reason"], message, code="INVALID_REASON")]


def name_errors(name: str, path: Path) -> Errors:
    if name in ADJUSTABLE:
        return []
    message = f"The specified quantity name is invalid. Valid values are: {', '.join(ADJUSTABLE)}."
    return [user_error(path, message, code="INVALID_QUANTITY_NAME")]


def item_errors(request: Request, gid: str, path: Path) -> Errors:
    if request.find(InventoryItem, gid):
        return []
    return [user_error(path, "The specified inventory item could not be found.", code="INVALID_INVENTORY_ITEM")]


def location_errors(request: Request, gid: str, path: Path) -> Errors:
    if request.find(Location, gid):
        return []
    return [user_error(path, "The specified location could not be found.", code="INVALID_LOCATION")]


def bound_errors(quantity: int, path: Path, *, negative: bool) -> Errors:
    """`negative`: whether a value below zero is allowed."""
    if quantity > BILLION:
        return [user_error(path, "The quantity can't be higher than 1,000,000,000.", code="INVALID_QUANTITY_TOO_HIGH")]
    if quantity < 0 and not negative:
        return [user_error(path, "The quantity can't be negative.", code="INVALID_QUANTITY_NEGATIVE")]
    if quantity < -BILLION:
        return [user_error(path, "The quantity can't be lower than -1,000,000,000.", code="INVALID_QUANTITY_TOO_LOW")]
    return []


def stale_errors(request: Request, *, item: str, location: str, name: str, expected: int | None, path: Path) -> Errors:
    """The compare of compare-and-set; None opts out. An unstocked item counts as zero."""
    if expected is None or quantity_of(request, item=item, location=location, name=name) == expected:
        return []
    message = "The changeFromQuantity argument no longer matches the persisted quantity."
    return [user_error(path, message, code="CHANGE_FROM_QUANTITY_STALE")]


def quantity_of(request: Request, *, item: str, location: str, name: str) -> int:
    found, place = request.find(InventoryItem, item), request.find(Location, location)
    level = found.levels.get(place.id) if found and place else None
    return level.quantity(name) if level else 0


def ledger_errors(name: str, uri: str | None, path: Path) -> Errors:
    if name == "available":
        message = "A ledger document URI is not allowed when adjusting available."
        return [user_error(path, message, code="INVALID_AVAILABLE_DOCUMENT")] if uri else []
    if not uri:
        message = "A ledger document URI is required except when adjusting available."
        return [user_error(path, message, code="INVALID_QUANTITY_DOCUMENT")]
    if uri.startswith("gid://shopify/"):
        message = "Internal (gid://shopify/) ledger documents are not allowed to be adjusted via API."
        return [user_error(path, message, code="INTERNAL_LEDGER_DOCUMENT")]
    return []


def one_ledger_errors(uris: Sequence[str | None]) -> Errors:
    if len(set(uris)) < 2:
        return []
    message = (
        "All changes must have the same ledger document URI or, in the case of adjusting available, "
        "no ledger document URI."
    )
    return [user_error(["input", "changes"], message, code="MAX_ONE_LEDGER_DOCUMENT")]


def duplicate_errors(entries: Sequence[dict[str, Any]], list_name: str) -> Errors:
    pairs = [(entry["inventoryItemId"], entry["locationId"]) for entry in entries]
    message = "The combination of inventoryItemId and locationId must be unique."
    code = "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"
    return [
        user_error(["input", list_name, str(index), "locationId"], message, code=code)
        for index, pair in enumerate(pairs)
        if pairs.count(pair) > 1
    ]
