"""Which line of a bulk operation's file hangs on which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from app.shopify.gid import type_of
from app.shopify.jsonl import Line

PARENTS: Final = frozenset({"FulfillmentOrder", "InventoryShipment"})
"""Types of children that have children of their own."""


@dataclass(frozen=True, slots=True)
class Root:
    """A line without a parent, and by parent's gid the lines below it."""

    line: Line
    below: Mapping[str, Sequence[Line]]


class _Item(msgspec.Struct):
    id: str


class _WithItem(msgspec.Struct):
    item: _Item | None = msgspec.field(name="inventoryItem", default=None)


_READ_ITEM: Final = msgspec.json.Decoder(_WithItem)


def parents_in(root: Line) -> tuple[str, ...]:
    """The gids that lines below a root may call their parent: its own, and its item's, which has no line."""
    if type_of(root.id) != "ProductVariant":
        return (root.id,)
    item = _READ_ITEM.decode(root.body).item
    return (root.id, item.id) if item else (root.id,)
