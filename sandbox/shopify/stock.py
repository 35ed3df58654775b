"""Changing stock: the one place that writes a level's quantities, dates them and sends the webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.shopify import wire
from sandbox.shopify.model import InventoryItem, InventoryLevel, Location

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.shopify.model import Shop, Variant
    from sandbox.shopify.store import Store


def change(store: Store, *, shop: Shop, level: InventoryLevel, deltas: Mapping[str, int]) -> None:
    """Add `deltas` (STORED_NAMES to units) in one step; `available` may go negative.

    Sends `inventory_levels/update` when `available` changed: its body shows nothing else.
    """
    now = store.now()
    moved = {name: delta for name, delta in deltas.items() if delta}
    for name, delta in moved.items():
        level.quantities[name] += delta
        level.changed_at[name] = now
    if moved:
        level.updated_at = now
    if "available" in moved:
        store.emit(shop, "inventory_levels/update", level_body(shop, level=level))


def level_at(store: Store, *, shop: Shop, item: InventoryItem, location: Location) -> InventoryLevel:
    """The item's level there; a first use connects it with zeros and sends `inventory_levels/connect`."""
    level = item.levels.get(location.id)
    if level is None:
        now = store.now()
        level = InventoryLevel(
            id=store.new_id(),
            item=item,
            location=location,
            created_at=now,
            updated_at=now,
            changed_at={"available": now},
        )
        item.levels[location.id] = shop.inventory_levels[level.id] = level
        store.emit(shop, "inventory_levels/connect", level_body(shop, level=level))
    return level


def sellable(variant: Variant) -> int:
    """Units a buyer may take online: `available` of active locations that fulfil online orders; may be negative.

    Of a bundle as many as its scarcest component makes; what is not tracked is never scarce.
    """
    if variant.components:
        counted = [(part, each) for part, each in variant.components.items() if part.inventory_item.tracked]
        return min((sellable(part) // each for part, each in counted), default=0)
    return sum(
        level.quantities["available"]
        for level in variant.inventory_item.levels.values()
        if level.active and level.location.active and level.location.fulfills_online_orders
    )


def for_sale(variant: Variant, *, quantity: int = 1) -> bool:
    """Whether a checkout would take `quantity` now. A bundle's own policy says nothing: its components' do."""
    if variant.components:
        return all(for_sale(part, quantity=quantity * each) for part, each in variant.components.items())
    item = variant.inventory_item
    return not item.tracked or variant.policy == "CONTINUE" or sellable(variant) >= quantity


def level_body(shop: Shop, *, level: InventoryLevel) -> dict[str, Any]:
    return {
        "inventory_item_id": level.item.id,
        "location_id": level.location.id,
        "available": level.quantities["available"],
        "updated_at": wire.local(level.updated_at, zone=shop.timezone),
        "admin_graphql_api_id": level.gid,
    }
