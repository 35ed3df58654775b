"""Deliveries that a merchant keeps here and Shopify does not know: what may be said of them, and what a receipt leaves.

A rejected unit counts as Shopify counts it: it is not stock, and it is not on its way any more either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from app.domain.ids import ItemId, LocationId

MOST_UNITS: Final = 1_000_000
"""Of one line: beyond it a typing error is likelier than a delivery."""
LONGEST_REFERENCE: Final = 60


class Refused(ValueError):
    """What was said of a delivery cannot be true. `str(error)` is a sentence for whoever said it."""


def fold(reference: str) -> str:
    """What tells one reference from another: neither capitals nor the spaces around and between words."""
    return " ".join(reference.split()).casefold()


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """What arrives together, as somebody says. `expected_on` is a local date at the dock; None: nobody knows yet."""

    reference: str
    destination: LocationId
    quantities: Mapping[ItemId, int]
    expected_on: date | None
    supplier: str | None = None
    """By name; made if new. None: nobody named one."""

    def __post_init__(self) -> None:
        if not fold(self.reference) or len(self.reference) > LONGEST_REFERENCE:
            raise Refused(f"Give the delivery a reference of 1 to {LONGEST_REFERENCE} characters.")
        if not self.quantities:
            raise Refused("A delivery brings at least one product.")
        for quantity in self.quantities.values():
            check_quantity(quantity)


@dataclass(frozen=True, slots=True)
class Units:
    """One line of a delivery. `closed` are units that will not come any more; the four add up to what is open."""

    quantity: int
    accepted: int = 0
    rejected: int = 0
    closed: int = 0

    @property
    def counted(self) -> int:
        return self.accepted + self.rejected

    @property
    def open(self) -> int:
        return max(0, self.quantity - self.counted - self.closed)


def check_quantity(quantity: int) -> None:
    """Raises Refused for what no line can hold."""
    if not 1 <= quantity <= MOST_UNITS:
        raise Refused(f"Enter a whole number of units from 1 to {MOST_UNITS:,}.")


def received(line: Units, *, accepted: int, rejected: int) -> Units:
    """The line after units were counted at the dock.

    Raises Refused for negative numbers and for more than is open: what came on top is another delivery, or a line whose
    quantity has to be corrected first.
    """
    if accepted < 0 or rejected < 0:
        raise Refused("Count whole units, 0 or more.")
    if accepted + rejected > line.open:
        raise Refused(f"Only {line.open} of these are still on their way.")
    return replace(line, accepted=line.accepted + accepted, rejected=line.rejected + rejected)


def closed_short(line: Units) -> Units:
    """The line when nothing more comes of it."""
    return replace(line, closed=line.closed + line.open)


def with_quantity(line: Units, quantity: int) -> Units:
    """The line when `quantity` units were announced in all. What was counted stays; what was given up comes again.

    Raises Refused below what was counted already.
    """
    check_quantity(quantity)
    if quantity < line.counted:
        raise Refused(f"{line.counted} of these were counted already: the quantity cannot be lower.")
    return replace(line, quantity=quantity, closed=0)


def is_over(lines: Iterable[Units]) -> bool:
    """Whether nothing of a delivery is still to come."""
    return not any(line.open for line in lines)
