"""The Kaplan-Meier curve: how likely a thing has come after so many days, counting what is still open as "later".

E. L. Kaplan and P. Meier, "Nonparametric Estimation from Incomplete Observations", 1958, with weights.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import groupby
from math import ceil, sqrt
from operator import neg
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Curve:
    """`waiting[i]` is the share still waiting after `days[i]`, in order; `longest` is the longest wait seen at all."""

    days: tuple[int, ...]
    waiting: tuple[float, ...]
    longest: int

    def still_waiting(self, day: int) -> float:
        """The share that has not come by the end of `day`."""
        index = bisect_right(self.days, day)
        return self.waiting[index - 1] if index else 1.0

    def quantile(self, share: float, *, after: int | None = None) -> int:
        """The day by which `share` (0 to below 1) has come, of those that have not come by `after`; later than it."""
        return self.quantiles((share,), after=after)[0]

    def quantiles(self, shares: Iterable[float], *, after: int | None = None) -> list[int]:
        """The `quantile` of each share."""
        alive = 1.0 if after is None else self.still_waiting(after)
        first = 0 if after is None else bisect_right(self.days, after)
        return [self._quantile(share, first=first, alive=alive, after=after) for share in shares]

    def _quantile(self, share: float, *, first: int, alive: float, after: int | None) -> int:
        target = alive * (1.0 - share) + _ROUNDING
        index = bisect_left(self.waiting, -target, lo=first, key=neg)
        return self.days[index] if index < len(self.days) else self._beyond(share, alive=alive, after=after)

    def _beyond(self, share: float, *, alive: float, after: int | None) -> int:
        """Where nobody waited that long: what is late stays late in proportion.

        A Pareto tail of the second degree: half of those still waiting at t come by 1.4 t, four fifths by 2.2 t.
        """
        base = max(self.longest, 1) if after is None else max(self.longest, after, 1)
        waiting = self.still_waiting(base) / alive if alive else 1.0
        return ceil(base * sqrt(waiting / (1.0 - share)))


def kaplan_meier(waits: Iterable[tuple[int, bool, float]]) -> Curve:
    """The curve of `(days, still open, weight)`. Of one day, those that came are counted before those still open."""
    ordered = sorted(waits)
    at_risk = sum(weight for _, _, weight in ordered)
    share, days, waiting = 1.0, [], []
    for day, group in groupby(ordered, key=lambda wait: wait[0]):
        came, left = _weigh(group)
        if came and at_risk > 0:
            share *= max(0.0, 1.0 - came / at_risk)
            days.append(day)
            waiting.append(share)
        at_risk -= came + left
    return Curve(tuple(days), tuple(waiting), ordered[-1][0] if ordered else 0)


def _weigh(group: Iterable[tuple[int, bool, float]]) -> tuple[float, float]:
    came = left = 0.0
    for _, still_open, weight in group:
        if still_open:
            left += weight
        else:
            came += weight
    return came, left
