"""Dividing units inside a cohort: each supply is handed out whole, every unit to whom the rule names next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.fair_share import fair_shares
from app.domain.model import AllocationRule
from app.domain.pro_rata import unit_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.domain.atp import Profile, Take
    from app.domain.model import DemandLine


def share(lines: Sequence[DemandLine], profile: Profile, *, rule: AllocationRule) -> Iterator[tuple[DemandLine, Take]]:
    """Hand the earliest free units out over `lines` (in order of age) until nobody wants more or nothing is left."""
    need = sum(line.open for line in lines)
    held = _holdings(lines, rule)
    given, before = 0, [0] * len(lines)
    while given < need and (rank := profile.first_covering(1)) is not None:
        batch = profile.take_at(rank, need - given)
        given += batch.quantity
        after = held(given)
        for line, now, had in zip(lines, after, before, strict=True):
            if now > had:
                yield line, batch._replace(quantity=now - had)
        before = after


def _holdings(lines: Sequence[DemandLine], rule: AllocationRule) -> Callable[[int], list[int]]:
    """How many of the first n units handed out each line has, as a function of n."""
    if rule is AllocationRule.FAIR_SHARE:
        return lambda quantity: fair_shares(lines, quantity)
    order = unit_order(lines)
    return lambda quantity: _counts(order[:quantity], len(lines))


def _counts(indices: Sequence[int], size: int) -> list[int]:
    counts = [0] * size
    for index in indices:
        counts[index] += 1
    return counts
