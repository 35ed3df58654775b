"""A day in a shop, sped up: stock that is corrected by hand and by tills elsewhere, and orders now and then."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from sandbox.shopify import stock
from sandbox.shopify.model import Shop, Variant
from sandbox.shopify.orders.checkout import SoldOut, Want, place_order
from sandbox.shopify.store import Store

_LEVEL_LOW, _LEVEL_HIGH = 0, 30
"""Corrections keep a shelf in between."""


@dataclass(slots=True)
class Day:
    """Each act changes the `available` of one item at one place, so that Shopify sends one inventory webhook."""

    store: Store
    shop: Shop
    variants: list[Variant]
    random: Random
    orders_in_hundred: int

    def acts(self, count: int, *, a_second: float) -> Iterator[int]:
        """Do `count` of them, evenly; gives how many are done. A late act does not make the following ones late."""
        begun = time.monotonic()
        for number in range(count):
            time.sleep(max(0.0, begun + number / a_second - time.monotonic()))
            variant = self.random.choice(self.variants)
            if self.random.randrange(100) >= self.orders_in_hundred or not self._order(variant):
                self._correct(variant)
            yield number + 1

    def _order(self, variant: Variant) -> bool:
        try:
            place_order(self.store, shop=self.shop, wants=[Want(variant=variant, quantity=1)])
        except SoldOut:
            return False
        return True

    def _correct(self, variant: Variant) -> None:
        with self.store.act():
            level = self.random.choice(list(variant.inventory_item.levels.values()))
            step = self.random.choice((-3, -2, -1, -1, -1, 1, 2, 3))
            if not _LEVEL_LOW <= level.quantities["available"] + step <= _LEVEL_HIGH:
                step = -step
            stock.change(self.store, shop=self.shop, level=level, deltas={"available": step})
