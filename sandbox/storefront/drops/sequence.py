"""Lists whose items become drops only when a template looks at them: a page costs what it shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from sandbox.storefront.drops.drop import Drop

Item = TypeVar("Item")


class DropList(Sequence[Any], Generic[Item]):
    """`make` turns an item into its drop, inside the act in which the page is rendered."""

    def __init__(self, items: Sequence[Item], *, make: Callable[[Item], Drop]) -> None:
        self.items = items
        self.make = make

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            return DropList(self.items[key], make=self.make)
        return self.make(self.items[key])
