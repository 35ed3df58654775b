"""Dividing units inside a cohort: each supply is handed out whole, every unit to whom the rule names next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.atp import Take
from app.domain.fair_share import fair_places, fair_shares
from app.domain.model import AllocationRule
from app.domain.pro_rata import shares_and_places, unit_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.domain.atp import Profile
    from app.domain.model import DemandLine


def share(lines: Sequence[DemandLine], profile: Profile, *, rule: AllocationRule) -> Iterator[tuple[DemandLine, Take]]:
    """Hand the earliest free units out over `lines` (in order of age) until nobody wants more or nothing is left.

    Units wait for the last of their own line, not for the whole supply: if that falls short, the last in turn lose.
    """
    need = sum(line.open for line in lines)
    holdings = _holdings(lines, rule)
    given, before = 0, [0] * len(lines)
    while given < need and (rank := profile.first_covering(1)) is not None:
        batch = profile.take_at(rank, need - given)
        given += batch.quantity
        after, places = holdings(given)
        for line, now, had, place in zip(lines, after, before, places, strict=True):
            if now > had:
                yield line, Take(rank, now - had, batch.through - given + place)
        before = after


def _holdings(lines: Sequence[DemandLine], rule: AllocationRule) -> Callable[[int], tuple[list[int], list[int]]]:
    """What each line has of the first n units handed out, and the place of its last one, as a function of n."""
    if rule is AllocationRule.FAIR_SHARE:
        return lambda quantity: _fair(lines, quantity)
    order = unit_order(lines)
    return lambda quantity: shares_and_places(order, quantity, lines=len(lines))


def _fair(lines: Sequence[DemandLine], quantity: int) -> tuple[list[int], list[int]]:
    held = fair_shares(lines, quantity)
    return held, fair_places(lines, held)
