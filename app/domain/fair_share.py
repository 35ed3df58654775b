"""Fair share: round robin, one unit each and earliest order first, until nothing is left (max-min fairness).

Units already shipped count as held, so shipping part of the plan changes nobody's share (I10). Nothing is expanded
unit by unit: after `quantity` units everyone holds `min(wanted, level)`, and the level is found by bisection.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.model import DemandLine


def fair_shares(lines: Sequence[DemandLine], quantity: int) -> list[int]:
    """How many of the first `quantity` units handed out each line gets; `lines` in order of age, the sum is exact."""
    level = _full_rounds(lines, quantity)
    given = [_below(line, level) for line in lines]
    spare = quantity - sum(given)
    for index, line in enumerate(lines):
        if spare and line.shipped <= level < line.ordered:
            given[index] += 1
            spare -= 1
    return given


def fair_places(lines: Sequence[DemandLine], held: Sequence[int]) -> list[int]:
    """For each line the place, among all units handed out in turn, of the last of the `held` units it got; from 1."""
    levels = [line.shipped + units for line, units in zip(lines, held, strict=True)]
    place = {level: sum(_below(line, level - 1) for line in lines) for level in set(levels)}
    places: list[int] = []
    for line, own in zip(lines, levels, strict=True):
        for level in place:
            place[level] += line.shipped < level <= line.ordered
        places.append(place[own])
    return places


def _full_rounds(lines: Sequence[DemandLine], quantity: int) -> int:
    """The highest level that `quantity` units lift everyone to."""
    highest = max(line.ordered for line in lines)
    totals = range(highest + 1)
    return bisect_right(totals, quantity, key=lambda level: sum(_below(line, level) for line in lines)) - 1


def _below(line: DemandLine, level: int) -> int:
    return max(0, min(line.ordered, level) - line.shipped)
