"""Orders to suppliers: how many units a supplier will send, and how far an order has come.

A quantity below the supplier's minimum, or not in whole packs, is doubted and never forbidden: these are the supplier's
terms, a supplier agrees to exceptions, and an order that could not be written down would still be on its way.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.domain.own_supply import Refused, check_quantity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.own_supply import Units


class PurchaseState(StrEnum):
    DRAFT = "draft"
    """Nothing of it counts yet."""
    ORDERED = "ordered"
    PART_RECEIVED = "part_received"
    RECEIVED = "received"
    """All counted, or what is missing was given up."""
    CANCELLED = "cancelled"
    """Nothing of it ever came, or will."""


@dataclass(frozen=True, slots=True)
class Lot:
    """Units of one item in an order. `least` is the supplier's minimum, `pack` the units that only come together."""

    quantity: int
    pack: int = 1
    least: int = 1

    def __post_init__(self) -> None:
        for number in (self.quantity, self.pack, self.least):
            check_quantity(number)


def fitting(lot: Lot) -> int:
    """The smallest number of units, the wanted ones among them, that keeps to the supplier's terms."""
    wanted = max(lot.quantity, lot.least)
    return -(-wanted // lot.pack) * lot.pack


def doubts(lot: Lot) -> tuple[str, ...]:
    """What the supplier may say about the quantity, as sentences without a full stop."""
    found = []
    if lot.quantity < lot.least:
        found.append(f"{lot.quantity:,} is below the supplier's minimum of {lot.least:,}")
    if lot.quantity % lot.pack:
        found.append(f"{lot.quantity:,} is not in whole packs of {lot.pack:,}")
    return tuple(f"{each}; {fitting(lot):,} would fit" for each in found)


def state_of(kept: PurchaseState, lines: Iterable[Units], *, is_closed: bool) -> PurchaseState:
    """How far an order has come. `kept` is what was decided; the receipts of its lines say the rest.

    `is_closed`: nothing of what was ordered comes any more, wherever that was said.
    """
    if kept is not PurchaseState.ORDERED:
        return kept
    units = list(lines)
    if not any(line.counted for line in units):
        return PurchaseState.CANCELLED if is_closed else PurchaseState.ORDERED
    is_over = is_closed or not any(line.open for line in units)
    return PurchaseState.RECEIVED if is_over else PurchaseState.PART_RECEIVED


def require_draft(state: PurchaseState) -> None:
    """Raises Refused for an order that the supplier has: what is on its way is changed as a delivery."""
    if state is not PurchaseState.DRAFT:
        raise Refused("This order is not a draft any more.")
