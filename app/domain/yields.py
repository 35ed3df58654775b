"""How much of a delivery really comes: the same shrunk record, of units received for units ordered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.domain.lateness import ENOUGH
from app.domain.outcomes import Outcome
from app.domain.shrinkage import weights

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

POINTS: Final = 20


@dataclass(frozen=True, slots=True)
class Delivery:
    """A closed delivery: units that could be sold of the units ordered."""

    supplier: str
    closed_on: date
    ordered: int
    received: int
    parent: str = ""


def typical(deliveries: Iterable[Delivery], *, supplier: str, parent: str = "", today: date) -> tuple[Delivery, ...]:
    """Equally likely deliveries of the past, the shortest first, the supplier's own and the newest weighing most.

    Empty while fewer than `ENOUGH` are on record in the whole shop.
    """
    known = sorted((each for each in deliveries if each.closed_on <= today and each.ordered > 0), key=_share)
    if len(known) < ENOUGH:
        return ()
    record = [Outcome(each.supplier, each.closed_on, None, parent=each.parent) for each in known]
    weight = weights(record, supplier=supplier, parent=parent, today=today)
    return tuple(known[index] for index in _evenly(weight))


def receipts_like(past: Iterable[Delivery], quantity: int) -> tuple[int, ...]:
    """What `quantity` units would come to if they came as each of the `past` did.

    Never more than `quantity`: what comes on top is good news for later, nothing to promise from.
    """
    return tuple(_units(quantity, each) for each in past)


def _share(delivery: Delivery) -> float:
    return delivery.received / delivery.ordered


def _units(quantity: int, delivery: Delivery) -> int:
    return min(quantity, quantity * delivery.received // delivery.ordered)


def _evenly(weight: list[float]) -> list[int]:
    """The indices at `POINTS` evenly spaced shares of the cumulated weight."""
    total, passed, index, found = sum(weight), 0.0, 0, []
    for point in range(POINTS):
        wanted = total * (2 * point + 1) / (2 * POINTS)
        while passed + weight[index] < wanted and index < len(weight) - 1:
            passed += weight[index]
            index += 1
        found.append(index)
    return found
