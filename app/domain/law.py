"""The joint law of all open supplies: by which day the k-th unit of the sequence is there.

A line is not owed the supply it is pegged to but the k-th unit, and units change supplies when a later one comes
first. The quantile of the pegged supply kept 83, 77 and 63 % of promises on the first, second and third open supply
where 80 were aimed at; the joint law 82, 82 and 77 (simulation).

Short deliveries count: what a receipt is likely to lack is promised to nobody. Each supply has its own fixed sequence
of draws. So the same facts give the same dates, a new order moves nothing, and a supply that moves earlier moves
earlier in every draw: no date gets later by good news.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from datetime import date
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeVar

from app.domain.model import Quantiles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.domain.model import Supply

T = TypeVar("T")
DRAWS: Final = 256


class Law:
    """The law of the incoming supplies after `stock` units that are there already.

    A date is honest if it holds in `quantile` per cent of the draws.
    """

    def __init__(self, supplies: Sequence[Supply], *, stock: int, quantile: int = 80) -> None:
        self._stock = stock
        coming = [supply for supply in supplies if supply.arrives is not None and supply.open_quantity > 0]
        self._draws = _draws_of(tuple(coming))
        self._needed = -(-len(self._draws.worlds) * quantile // 100)

    def at(self, position: int) -> Quantiles | None:
        """When unit `position` (from 1, beyond the stock) is at the dock; None where there is no honest date.

        If fewer than 90 % of the draws bring it at all, p90 is the last day on which any of them does.
        """
        found, law = self._draws.at(self.step(position))
        return law if found >= self._needed else None

    def step(self, position: int) -> int:
        """The number of the step that `position` stands on: positions of one step have one law."""
        return bisect_left(self._draws.breaks, position - self._stock)

    def edges(self, first: int, last: int) -> list[int]:
        """The positions in `first`..`last` after which the law changes, and `last` itself."""
        inside = [self._stock + edge for edge in self._draws.breaks if first <= self._stock + edge < last]
        return [*inside, last]

    def arrivals(self, position: int) -> list[date | None]:
        """The day unit `position` is at the dock in each draw; None where that draw never brings it."""
        return self._draws.arrivals(position - self._stock)


class _Draws:
    """The imagined futures of some supplies: arrival days in order, and the units that have come by each."""

    def __init__(self, supplies: Sequence[Supply]) -> None:
        self.worlds = _worlds(supplies)
        self.breaks = sorted({total for _, totals in self.worlds for total in totals})
        self._known: dict[int, tuple[int, Quantiles | None]] = {}

    def at(self, step: int) -> tuple[int, Quantiles | None]:
        """How many draws bring the units of a step, and when they do."""
        if step not in self._known:
            self._known[step] = self._quantiles(step)
        return self._known[step]

    def arrivals(self, wanted: int) -> list[date | None]:
        return [days[bisect_left(totals, wanted)] if totals[-1] >= wanted else None for days, totals in self.worlds]

    def _quantiles(self, step: int) -> tuple[int, Quantiles | None]:
        if step == len(self.breaks):
            return 0, None
        days = sorted([day for day in self.arrivals(self.breaks[step]) if day is not None])
        places = [min(_index(percent, of=len(self.worlds)), len(days) - 1) for percent in (50, 80, 90)]
        return len(days), Quantiles(*[days[place] for place in places])


@lru_cache(maxsize=64)
def _draws_of(supplies: tuple[Supply, ...]) -> _Draws:
    """The same supplies are asked about after every order, and by every rule: their futures are imagined once."""
    return _Draws(supplies)


def _index(percent: int, *, of: int) -> int:
    """The place of a quantile among sorted draws: the smallest value that this share of them does not exceed."""
    return -(-of * percent // 100) - 1


def _worlds(supplies: Sequence[Supply]) -> list[tuple[list[date], list[int]]]:
    """For each draw the arrival days in order, and the units that have come by each; both start before all."""
    if not supplies:
        return []
    if all(map(_is_certain, supplies)):
        return [_world([(supply.arrives.p50, supply.open_quantity) for supply in supplies if supply.arrives])]
    arrivals, receipts = map(_arrivals, supplies), map(_receipts, supplies)
    return [
        _world(list(zip(days, units, strict=True)))
        for days, units in zip(zip(*arrivals, strict=True), zip(*receipts, strict=True), strict=True)
    ]


def _world(coming: list[tuple[date, int]]) -> tuple[list[date], list[int]]:
    coming.sort()
    days = [day for day, _ in coming]
    return [date.min, *days], [0, *accumulate(units for _, units in coming)]


def _is_certain(supply: Supply) -> bool:
    law = supply.arrives
    return law is not None and law.p50 == law.p90 and not supply.outlook and not supply.receipts


def _arrivals(supply: Supply) -> tuple[date, ...]:
    """The arrival day in each draw: every 256th part of the supply's law once, in the supply's own order."""
    days = supply.outlook or _three_points(supply)
    return _draw(f"arrival {supply.id}", len(days))(days)


def _receipts(supply: Supply) -> tuple[int, ...]:
    units = supply.receipts
    return _draw(f"receipt {supply.id}", len(units))(units) if units else (supply.open_quantity,) * DRAWS


def _three_points(supply: Supply) -> tuple[date, ...]:
    """A law of which only three quantiles are known, as ten equally likely days."""
    law = supply.arrives
    return () if law is None else (*[law.p50] * 5, *[law.p80] * 3, *[law.p90] * 2)


@lru_cache(maxsize=8192)
def _draw(seed: str, points: int) -> Callable[[Sequence[T]], tuple[T, ...]]:
    """Picks, for each draw, one of so many equally likely values."""
    ranks = list(range(DRAWS))
    random.Random(seed).shuffle(ranks)  # noqa: S311  reproducible draws, not a secret
    return itemgetter(*[rank * points // DRAWS for rank in ranks])
