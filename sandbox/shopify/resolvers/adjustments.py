"""Carrying out checked quantity changes, and the adjustment group that tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.shopify import stock
from sandbox.shopify.model import ON_HAND_PARTS, InventoryItem, Location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.shopify.request import Request


@dataclass(frozen=True, kw_only=True)
class Change:
    item: str
    location: str
    """Gids, known to exist."""
    name: str
    delta: int
    ledger: str | None = None


def carry_out(
    request: Request, changes: Sequence[Change], *, reason: str, reference: str | None
) -> dict[str, Any] | None:
    """The InventoryAdjustmentGroup; None when nothing changed, as Shopify answers."""
    real = [change for change in changes if change.delta]
    for change in real:
        level = stock.level_at(
            request.store,
            shop=request.shop,
            item=request.get(InventoryItem, change.item),
            location=request.get(Location, change.location),
        )
        stock.change(request.store, shop=request.shop, level=level, deltas={change.name: change.delta})
    if not real:
        return None
    rows = [_row(request, change, change.name, change.delta) for change in real]
    return {
        "id": f"gid://shopify/InventoryAdjustmentGroup/{request.store.new_id()}",
        "createdAt": request.now(),
        "reason": reason,
        "referenceDocumentUri": reference,
        "app": None if request.actor.is_merchant else request.store.app,
        "changes": rows + _mirrors(request, real),
    }


def _mirrors(request: Request, changes: Sequence[Change]) -> list[dict[str, Any]]:
    """on_hand moves with its parts, and says so after them; a move between two parts leaves it alone."""
    sums: dict[tuple[str, str], int] = {}
    for change in changes:
        if change.name in ON_HAND_PARTS:
            place = (change.item, change.location)
            sums[place] = sums.get(place, 0) + change.delta
    return [
        _row(request, Change(item=item, location=location, name="on_hand", delta=delta), "on_hand", delta)
        for (item, location), delta in sums.items()
        if delta
    ]


def _row(request: Request, change: Change, name: str, delta: int) -> dict[str, Any]:
    return {
        "name": name,
        "delta": delta,
        "quantityAfterChange": None,
        "ledgerDocumentUri": change.ledger,
        "item": request.get(InventoryItem, change.item),
        "location": request.get(Location, change.location),
    }
