"""What a receipt does to its supply: short, over, partly rejected, closed or with the rest still to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.yields import Delivery

if TYPE_CHECKING:
    from datetime import date

    from app.domain.model import Supply


@dataclass(frozen=True, slots=True)
class Receipt:
    """Units counted at the dock. `rejected` of them cannot be sold; `closes`: nothing more comes of this supply."""

    received: int
    rejected: int = 0
    closes: bool = True

    @property
    def sellable(self) -> int:
        return self.received - self.rejected


def book(supply: Supply, receipt: Receipt) -> Supply:
    """The supply after the receipt. Rejected units are still owed by the supplier unless the receipt closes it.

    Raises:
        ValueError: fewer than zero units, or more rejected than received.
    """
    if not 0 <= receipt.rejected <= receipt.received:
        raise ValueError(f"{receipt.rejected} rejected of {receipt.received} received")
    rest = 0 if receipt.closes else max(0, supply.open_quantity - receipt.sellable)
    return replace(supply, open_quantity=rest)


def missing(supply: Supply, receipt: Receipt) -> int:
    """Units of the supply that nobody will get from it: those last in the queue lose theirs."""
    return max(0, supply.open_quantity - receipt.sellable - book(supply, receipt).open_quantity)


def delivery(supply: Supply, receipt: Receipt, *, supplier: str, closed_on: date, parent: str = "") -> Delivery:
    """What the supplier's record learns from a receipt that closes its supply."""
    return Delivery(supplier, closed_on, supply.open_quantity, receipt.sellable, parent)
