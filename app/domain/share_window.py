"""The window in which a share is still open: until it closes nobody ships, and everybody is told the least they get.

Seven customers ask for three each and nine are on hand. Without a window the first three orders would have shipped
before the fourth came. So a merchant opens one for an hour, a day or a receipt; its lines wait together, shown "at
least 1 soon, the rest by D" with a legal date; when it closes the shares are fixed as hard pegs, and the rest of each
line is promised like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.allocation import allocate
from app.domain.fair_share import fair_shares
from app.domain.ids import ON_HAND
from app.domain.model import AllocationRule, HardPeg
from app.domain.sequence import by_age

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from app.domain.ids import LineId
    from app.domain.model import DemandLine


@dataclass(frozen=True, slots=True)
class ShareWindow:
    """Units set aside to be shared among the lines placed from `opens_at` until before `closes_at` (aware, UTC)."""

    opens_at: datetime
    closes_at: datetime
    units: int

    def holds(self, line: DemandLine) -> bool:
        """Whether the line takes part."""
        return self.opens_at <= line.placed_at < self.closes_at and line.open > 0

    def is_open(self, now: datetime) -> bool:
        return now < self.closes_at


@dataclass(frozen=True, slots=True)
class ShareNotice:
    """What the customer of a line is told while the window is open."""

    line: LineId
    at_least: int
    rest: int
    rest_by: date | None


def seats(window: ShareWindow, lines: Sequence[DemandLine]) -> int:
    """How many more lines can still be sure of one unit; at 0 a newcomer is sold from the next supply only."""
    return max(0, window.units - len(_members(window, lines)))


def notices(window: ShareWindow, lines: Sequence[DemandLine], *, rest_by: date | None) -> tuple[ShareNotice, ...]:
    """What can be said while newcomers may still come: one unit each, as long as there are units for all, and no more.

    The share as it stands now would be a promise that the next customer breaks. Once as many lines take part as there
    are units the share can no longer shrink, and under fair share it is told as it will be.
    """
    members = _members(window, lines)
    sure = fair_shares(members, window.units) if members and seats(window, lines) == 0 else [1] * len(members)
    return tuple(
        ShareNotice(line.id, units, line.open - units, rest_by if line.open > units else None)
        for line, units in zip(members, sure, strict=True)
    )


def close(window: ShareWindow, lines: Sequence[DemandLine]) -> tuple[HardPeg, ...]:
    """The shares, fixed: units on hand that from now on belong to each line."""
    members = _members(window, lines)
    pegs = allocate([], members, stock=window.units, rule=AllocationRule.FAIR_SHARE)
    return tuple(HardPeg(ON_HAND, peg.line, peg.quantity) for peg in pegs)


def _members(window: ShareWindow, lines: Sequence[DemandLine]) -> list[DemandLine]:
    return sorted((line for line in lines if window.holds(line)), key=by_age)
