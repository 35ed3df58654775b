"""A rule is a sort key over demand: who stands where in the queue. Ties end in the id, so input order is nothing."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from app.domain.model import AllocationRule, DemandLine, Shipping, Stability

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

_CLASS: Final = {Stability.PINNED: 0, Stability.KEEP: 1, Stability.POOL: 2, Stability.LAST: 3}

SHARING: Final = frozenset({AllocationRule.FAIR_SHARE, AllocationRule.PRO_RATA})
"""Rules that divide units inside a cohort; the others serve one line after the other."""


def by_age(line: DemandLine) -> tuple[datetime, int]:
    """First come, first served."""
    return (line.placed_at, line.id)


def queues(lines: Iterable[DemandLine], *, rule: AllocationRule) -> Iterator[list[DemandLine]]:
    """Open lines, in the groups a rule serves one after the other, each group in its own order.

    The stability class stands in front of every rule: no rule lets an unpromised line delay a promised one of a
    better class. Under fair share and pro rata so does the cohort, or every newcomer would delay older promises (I7).
    """
    shares, ranks = rule in SHARING, rule is AllocationRule.PRIORITY

    def key(line: DemandLine) -> tuple[int, int, int, datetime, int]:
        return (
            _CLASS[line.stability],
            line.cohort if shares else 0,
            line.priority if ranks else 0,
            line.placed_at,
            line.id,
        )

    waiting = sorted([line for line in lines if line.ordered > line.shipped], key=key)
    for _, members in groupby(waiting, key=lambda line: (line.stability, line.cohort if shares else 0)):
        yield list(members)


def ships_in_any_split(line: DemandLine) -> bool:
    """Whether single units may go to this line as they come."""
    return line.shipping is Shipping.AS_THEY_COME and line.minimum_shipment <= 1 and line.not_before is None
