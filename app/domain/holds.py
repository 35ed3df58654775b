"""Which units must not ship yet, in groups that are released together.

A held order cannot be split again, so its holds are cut once: one for each receipt that is expected to release some.
Shopify takes at most ten holds of one app on a fulfilment order.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from app.domain.ids import LineId
    from app.domain.model import LinePlan

MOST_GROUPS: Final = 10


class HoldReason(StrEnum):
    """In Shopify's own spelling (FulfillmentHoldReason)."""

    INVENTORY_OUT_OF_STOCK = "INVENTORY_OUT_OF_STOCK"
    UNKNOWN_DELIVERY_DATE = "UNKNOWN_DELIVERY_DATE"


@dataclass(frozen=True, slots=True)
class HoldGroup:
    """Units held until one day, by line; `until` None: no supply with an honest date covers them."""

    number: int
    until: date | None
    units: tuple[tuple[LineId, int], ...]

    @property
    def handle(self) -> str:
        return f"backorder:{self.number}"

    @property
    def reason(self) -> HoldReason:
        return HoldReason.UNKNOWN_DELIVERY_DATE if self.until is None else HoldReason.INVENTORY_OUT_OF_STOCK


class Due(NamedTuple):
    """Units of a line that wait, and the day they are to leave; None: nobody knows it."""

    line: LineId
    units: int
    by: date | None


def hold_quantity(plan: LinePlan) -> int:
    """Units of the line that must not ship now: its open units less those on hand that may leave."""
    return plan.backordered


def hold_groups(plans: Iterable[LinePlan]) -> tuple[HoldGroup, ...]:
    """The held units of an order's lines, one group a ship-by day, earliest first, the undated last; at most ten.

    Of more days than that, the late ones share the last group and its last day: nothing is released too early.
    """
    days: defaultdict[date | None, defaultdict[LineId, int]] = defaultdict(lambda: defaultdict(int))
    for day, line, quantity in _held(plans):
        days[day][line] += quantity
    undated = days.pop(None, None)
    dated = sorted((day, units) for day, units in days.items() if day is not None)
    room = MOST_GROUPS - (undated is not None)
    while len(dated) > room:
        day, units = dated.pop()
        dated[-1] = (day, _merge(dated[-1][1], units))
    groups: list[tuple[date | None, defaultdict[LineId, int]]] = [*dated]
    if undated is not None:
        groups.append((None, undated))
    return tuple(
        HoldGroup(number, day, tuple(sorted(units.items()))) for number, (day, units) in enumerate(groups, start=1)
    )


def due_days(waiting: Iterable[Due], held: Sequence[Mapping[LineId, int]]) -> tuple[date | None, ...]:
    """By when each hold's units are to leave: the latest day of its own units, never one that is too early.

    `waiting` are the units of each line as they will come, `held` the units on each hold by line, the first hold first.
    Units of a line are alike: the first hold has the first to come. Those on no hold come before it, for a hold is
    released only once fewer units wait than are held. None: not one of the days is known.
    """
    left: defaultdict[LineId, list[date | None]] = defaultdict(list)
    for line, units, by in waiting:
        left[line] += [by] * units
    days: list[date | None] = []
    for mine in reversed(held):
        own = [left[line].pop() for line, units in mine.items() for _ in range(min(units, len(left[line])))]
        days.append(max((day for day in own if day is not None), default=None))
    return tuple(reversed(days))


def was_released(before: Mapping[str, Mapping[str, int]], now: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether units that we held are held no more though the order still asks for them: somebody let them go.

    Both give units by line: `held` by us, and the `rest` of what is ordered, shipped or not. An order that was edited
    or cancelled holds fewer too, but then its rest has not grown.
    """
    return any(
        now["held"].get(line, 0) < units and now["rest"].get(line, 0) > before["rest"].get(line, 0)
        for line, units in before["held"].items()
    )


def _held(plans: Iterable[LinePlan]) -> Iterator[tuple[date | None, LineId, int]]:
    for plan in plans:
        for part in plan.parts:
            if part.ship_by is not None:
                yield part.ship_by, plan.line, part.quantity
        if plan.uncovered:
            yield None, plan.line, plan.uncovered


def _merge(first: defaultdict[LineId, int], second: defaultdict[LineId, int]) -> defaultdict[LineId, int]:
    for line, quantity in second.items():
        first[line] += quantity
    return first
