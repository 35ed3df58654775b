"""A bundle is a whole claim over its components: as many as the scarcest of them makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.model import UNLIMITED, Availability, SaleState, Step, Unlimited

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.domain.ids import ItemId


@dataclass(frozen=True, slots=True)
class Component:
    """`each` units (>= 1) of an item go into one bundle; `sale` is what that item alone can offer."""

    item: ItemId
    each: int
    sale: Availability


def bundle_availability(components: Sequence[Component]) -> Availability:
    """The bundle's own step table: by each date, the fewest whole bundles that any component allows by then."""
    days = sorted({step.by for part in components for step in part.sale.steps}, key=_now_first)
    steps: list[Step] = []
    for day in days:
        units = _fewest([_bundles_by(part, day) for part in components])
        if units != 0 and (not steps or units != steps[-1].up_to):
            steps.append(Step(units, day))
    left = steps[-1].up_to if steps else 0
    return Availability(_state(components, steps), tuple(steps), left)


def _bundles_by(part: Component, day: date | None) -> int | Unlimited:
    reached = [step.up_to for step in part.sale.steps if _now_first(step.by) <= _now_first(day)]
    units = reached[-1] if reached else 0
    return units if isinstance(units, Unlimited) else units // part.each


def _fewest(units: Sequence[int | Unlimited]) -> int | Unlimited:
    return min((found for found in units if isinstance(found, int)), default=UNLIMITED)


def _state(components: Sequence[Component], steps: Sequence[Step]) -> SaleState:
    if not steps:
        return SaleState.SOLD_OUT
    states = [part.sale.state for part in components]
    return next(state for state in (SaleState.PREORDER, SaleState.BACKORDER, SaleState.IN_STOCK) if state in states)


def _now_first(day: date | None) -> tuple[bool, str]:
    return day is not None, "" if day is None else day.isoformat()
