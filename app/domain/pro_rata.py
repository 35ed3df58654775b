"""Pro rata by Webster's divisors (Sainte-Laguë): the j-th unit of a line of n stands at (2j - 1) / n in the queue.

Never the largest remainder: with wants 2, 2, 5, 5, four units give 1, 1, 1, 1 and five give 1, 0, 2, 2, so one more
unit takes one away (the Alabama paradox). A divisor rule is a sort key, and a sort key cannot do that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.model import DemandLine

_EXACT: Final = 2**64
"""Scaled this much, two different fractions differ in their whole part for any two quantities below 2^32."""


def unit_order(lines: Sequence[DemandLine]) -> list[int]:
    """For each unit in the order of handing out, the index in `lines` (in order of age) of the line that gets it."""
    keyed = [
        ((2 * unit - 1) * _EXACT // line.ordered, index)
        for index, line in enumerate(lines)
        for unit in range(line.shipped + 1, line.ordered + 1)
    ]
    return [index for _, index in sorted(keyed)]


def shares_and_places(order: Sequence[int], quantity: int, *, lines: int) -> tuple[list[int], list[int]]:
    """How many of the first `quantity` units each of `lines` lines gets, and the place of its last one, from 1."""
    given, places = [0] * lines, [0] * lines
    for place, index in enumerate(order[:quantity], start=1):
        given[index] += 1
        places[index] = place
    return given, places
