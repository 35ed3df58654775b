"""What a line's units do to stock at each turn of their life. Untracked and custom items do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify import stock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.shopify.model import LineItem, Location, Shop
    from sandbox.shopify.store import Store


def commit(store: Store, *, shop: Shop, line: LineItem, location: Location, quantity: int) -> None:
    """Sold: from available to committed; available may go negative."""
    if _reserves_at_sale(line):
        _change(store, shop=shop, line=line, location=location, deltas={"available": -quantity, "committed": quantity})


def let_go(store: Store, *, shop: Shop, line: LineItem, location: Location, quantity: int, restock: bool) -> None:
    """Not sold after all. Without restock the units are gone: on_hand falls."""
    if _reserves_at_sale(line):
        back = quantity if restock else 0
        _change(store, shop=shop, line=line, location=location, deltas={"committed": -quantity, "available": back})


def ship(store: Store, *, shop: Shop, line: LineItem, location: Location, quantity: int) -> None:
    """Left the house: on_hand falls. What a selling plan reserves on fulfilment comes off available only now."""
    name = "committed" if _reserves_at_sale(line) else "available"
    _change(store, shop=shop, line=line, location=location, deltas={name: -quantity})


def unship(store: Store, *, shop: Shop, line: LineItem, location: Location, quantity: int) -> None:
    """The shipping was cancelled: the units are back and owed again."""
    name = "committed" if _reserves_at_sale(line) else "available"
    _change(store, shop=shop, line=line, location=location, deltas={name: quantity})


def take_back(store: Store, *, shop: Shop, line: LineItem, location: Location, quantity: int) -> None:
    """Shipped units came back and may be sold again."""
    _change(store, shop=shop, line=line, location=location, deltas={"available": quantity})


def _reserves_at_sale(line: LineItem) -> bool:
    return line.selling_plan is None or line.selling_plan.reserves_on == "SALE"


def _change(store: Store, *, shop: Shop, line: LineItem, location: Location, deltas: Mapping[str, int]) -> None:
    if line.variant is None or not line.variant.inventory_item.tracked:
        return
    level = stock.level_at(store, shop=shop, item=line.variant.inventory_item, location=location)
    stock.change(store, shop=shop, level=level, deltas=deltas)
