"""Available to promise: how many units of each supply nobody has been given yet, supplies in the order of arrival.

Cumulative ATP with look-ahead (the method Dynamics 365 documents) asks for the smallest `supply - committed` over
all later dates. When whole claims take the LATEST units that still meet their date, that minimum is simply the number
of free units up to the date, so a list of free counts is the whole data structure.
"""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

T = TypeVar("T")


class Take(NamedTuple):
    """`quantity` units of the supply at `rank`.

    `through` is how many units of the whole sequence must have come for these to be there: all that were given away
    before them up to that supply, and they themselves.
    """

    rank: int
    quantity: int
    through: int


class Profile:
    """Free units per supply; rank 0 is the first to come."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._free = list(sizes)
        self._ends = list(accumulate(sizes))
        self._first = 0

    def before(self, rank: int) -> int:
        """Units of all supplies that come before the one at `rank`, free or not."""
        return self._ends[rank - 1] if rank else 0

    def free_through(self, rank: int) -> int:
        """Units that are free by the time the supply at `rank` has come."""
        return sum(self._free[: rank + 1])

    def first_covering(self, quantity: int) -> int | None:
        """The rank by which `quantity` (>= 1) units are free; None: the known supplies never cover it."""
        found = 0
        for rank in range(self._first, len(self._free)):
            found += self._free[rank]
            if found >= quantity:
                return rank
        return None

    def take_at(self, rank: int, quantity: int) -> Take:
        """`quantity` units of one supply, or as many as are free."""
        taken = min(quantity, self._free[rank])
        self._free[rank] -= taken
        return Take(rank, taken, self._ends[rank] - self.free_through(rank))

    def take_earliest(self, quantity: int) -> list[Take]:
        """The earliest free units, `quantity` of them or as many as there are."""
        return [Take(rank, taken, through) for _, rank, taken, through in self.deal([(None, quantity)])]

    def deal(self, wants: Iterable[tuple[T, int]]) -> list[tuple[T, int, int, int]]:
        """The earliest free units to each claimant in turn, as many as it wants or as there are: one pass over both.

        Each is a claimant, then what a `Take` says.
        """
        dealt: list[tuple[T, int, int, int]] = []
        give = dealt.append
        rank, last = self._first, len(self._free) - 1
        left, end = self._free[rank], self._ends[rank]
        for claimant, wanted in wants:
            missing = wanted
            while missing > left and rank < last:
                if left:
                    give((claimant, rank, left, end))
                missing -= left
                self._free[rank] = 0
                rank += 1
                left, end = self._free[rank], self._ends[rank]
            taken = left if missing > left else missing  # noqa: FURB136  three times as fast as min, in the innermost loop
            if taken:
                left -= taken
                give((claimant, rank, taken, end - left))
        self._free[rank], self._first = left, rank
        return dealt

    def take_latest(self, quantity: int, *, by: int) -> list[Take]:
        """The latest `quantity` units that are free by rank `by`: early ones stay for those who can use them."""
        counts: list[tuple[int, int]] = []
        for rank in range(by, -1, -1):
            taken = min(quantity, self._free[rank])
            self._free[rank] -= taken
            quantity -= taken
            if taken:
                counts.append((rank, taken))
        return [Take(rank, taken, self._ends[rank] - self.free_through(rank)) for rank, taken in reversed(counts)]

    def give_back(self, rank: int, quantity: int) -> None:
        """Undo a take."""
        self._free[rank] += quantity
        self._first = min(self._first, rank)

    def leftovers(self) -> list[Take]:
        """What a newcomer can have without moving anybody: the free units of each supply."""
        return [Take(rank, free, self._ends[rank]) for rank, free in enumerate(self._free) if free]
