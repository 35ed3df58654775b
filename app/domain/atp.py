"""Available to promise: the units of each supply that nobody has been given yet, supplies in the order of arrival.

Cumulative ATP with look-ahead (the method Dynamics 365 documents) asks for the smallest `supply - committed` over
all later dates. When whole claims take the LATEST units that still meet their date, that minimum is simply the number
of free units up to the date, so a list of free counts is the whole data structure.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Take(NamedTuple):
    """`quantity` units of the supply at `rank`, the last of which is unit `through` of the whole sequence, from 1."""

    rank: int
    quantity: int
    through: int


class Profile:
    """Free units per supply. Splitters take from the front of a supply, whole claims from its back."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._front = [end - size for size, end in zip(sizes, accumulate(sizes), strict=True)]
        self._back = list(accumulate(sizes))
        self._first = 0

    def free(self, rank: int) -> int:
        """Units of the supply at `rank` that nobody has."""
        return self._back[rank] - self._front[rank]

    def free_through(self, rank: int) -> int:
        """Units that are free by the time the supply at `rank` has come."""
        return sum(self._back[: rank + 1]) - sum(self._front[: rank + 1])

    def first_covering(self, quantity: int) -> int | None:
        """The rank by which `quantity` (>= 1) units are free; None: the known supplies never cover it."""
        found = 0
        for rank in range(self._first, len(self._back)):
            found += self.free(rank)
            if found >= quantity:
                return rank
        return None

    def take_at(self, rank: int, quantity: int) -> Take:
        """The earliest `quantity` free units of one supply, or as many as it has."""
        taken = min(quantity, self.free(rank))
        self._front[rank] += taken
        return Take(rank, taken, self._front[rank])

    def take_earliest(self, quantity: int) -> list[Take]:
        """The earliest free units, `quantity` of them or as many as there are."""
        takes: list[Take] = []
        while quantity and (rank := self._next_free()) is not None:
            takes.append(self.take_at(rank, quantity))
            quantity -= takes[-1].quantity
        return takes

    def take_latest(self, quantity: int, *, by: int) -> list[Take]:
        """The latest `quantity` units that are free by rank `by`: early ones stay for those who can use them."""
        takes: list[Take] = []
        for rank in range(by, -1, -1):
            taken = min(quantity, self.free(rank))
            if taken:
                takes.append(Take(rank, taken, self._back[rank]))
                self._back[rank] -= taken
                quantity -= taken
        return takes[::-1]

    def leftovers(self) -> list[Take]:
        """What a newcomer can have, without moving anybody: the free units of each supply."""
        return [Take(rank, self.free(rank), self._back[rank]) for rank in range(len(self._back)) if self.free(rank)]

    def _next_free(self) -> int | None:
        while self._first < len(self._back) and not self.free(self._first):
            self._first += 1
        return self._first if self._first < len(self._back) else None
