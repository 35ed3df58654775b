"""The joint law of all open supplies: by which day the k-th unit of the sequence is there.

A line is not owed the supply it is pegged to but the k-th unit, and units change supplies when a later one comes
first. The quantile of the pegged supply kept 83, 77 and 63 % of promises on the first, second and third open supply
where 80 were aimed at; the joint law 82, 82 and 77 (simulation).

Each supply has its own fixed sequence of draws. So the same facts give the same dates, a new order moves nothing, and
a supply that moves earlier moves earlier in every draw: no date gets later by good news.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from app.domain.model import Quantiles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.domain.ids import SupplyId
    from app.domain.model import Supply

DRAWS: Final = 256
_AT_50, _AT_80, _AT_90 = (-(-DRAWS * percent // 100) - 1 for percent in (50, 80, 90))


class Law:
    """The law of the incoming supplies after `stock` units that are there already."""

    def __init__(self, supplies: Sequence[Supply], *, stock: int) -> None:
        self._stock = stock
        coming = [supply for supply in supplies if supply.arrives is not None and supply.open_quantity > 0]
        self._worlds = _worlds(coming)
        self._breaks = sorted({total for world in self._worlds for total in world[1]})
        self._known: dict[int, Quantiles | None] = {}

    def at(self, position: int) -> Quantiles | None:
        """When unit `position` (from 1, beyond the stock) is at the dock; None where the known supplies never bring it.

        If it comes in 80 % of the draws but not in 90 %, p90 is the last day on which any draw brings it.
        """
        index = bisect_left(self._breaks, position - self._stock)
        if index not in self._known:
            self._known[index] = self._quantiles(index)
        return self._known[index]

    def edges(self, first: int, last: int) -> list[int]:
        """The positions in `first`..`last` after which the law changes, and `last` itself."""
        inside = [self._stock + edge for edge in self._breaks if first <= self._stock + edge < last]
        return [*inside, last]

    def _quantiles(self, index: int) -> Quantiles | None:
        if index == len(self._breaks):
            return None
        wanted = self._breaks[index]
        days = sorted(days[bisect_left(totals, wanted)] for days, totals in self._worlds if totals[-1] >= wanted)
        share = len(self._worlds)
        p50, p80, p90 = ((at * share) // DRAWS for at in (_AT_50, _AT_80, _AT_90))
        if p80 >= len(days):
            return None
        return Quantiles(days[p50], days[p80], days[min(p90, len(days) - 1)])


def _worlds(supplies: Sequence[Supply]) -> list[tuple[list[date], list[int]]]:
    """For each draw the arrival days in order and the units that have come by each."""
    certain = all(supply.arrives is not None and supply.arrives.p50 == supply.arrives.p90 for supply in supplies)
    draws = 1 if certain else DRAWS
    arrivals = [(_arrivals(supply)[:draws], supply.open_quantity) for supply in supplies]
    worlds = []
    for draw in range(draws if supplies else 0):
        coming = sorted((days[draw], quantity) for days, quantity in arrivals)
        worlds.append(([day for day, _ in coming], list(accumulate(quantity for _, quantity in coming))))
    return worlds


def _arrivals(supply: Supply) -> list[date]:
    """The arrival day in each draw: every 256th part of the supply's law once, in the supply's own order."""
    return [_inverse(supply, rank) for rank in _shuffle(supply.id)]


def _inverse(supply: Supply, rank: int) -> date:
    law = supply.arrives
    if law is None:  # an undated supply has been left out
        raise ValueError(f"supply {supply.id} has no law")
    if rank <= _AT_50:
        return law.p50
    return law.p80 if rank <= _AT_80 else law.p90


@lru_cache(maxsize=4096)
def _shuffle(supply: SupplyId) -> tuple[int, ...]:
    ranks = list(range(DRAWS))
    random.Random(f"supply {supply}").shuffle(ranks)  # noqa: S311  reproducible draws, not a secret
    return tuple(ranks)
