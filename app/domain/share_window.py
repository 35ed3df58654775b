"""The window in which a share is still open: until it closes nobody ships, and everybody is told the least they get.

Seven customers ask for three each and nine are on hand. Without a window the first three orders would have shipped
before the fourth came. So a merchant opens one for an hour, a day or a receipt; its lines wait together, shown "at
least 1 soon, the rest by D" with a legal date; when it closes the shares are fixed as hard pegs, and the rest of each
line is promised like any other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.allocation import allocate
from app.domain.fair_share import fair_shares
from app.domain.ids import ON_HAND
from app.domain.model import AllocationRule, HardPeg
from app.domain.sequence import by_age

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.domain.ids import LineId
    from app.domain.model import DemandLine, ItemFacts, ShareWindow


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
    reason = f"its share of {window.units} units for {len(members)} orders"
    return tuple(HardPeg(ON_HAND, peg.line, peg.quantity, reason) for peg in pegs)


def set_aside(facts: ItemFacts) -> tuple[ItemFacts, dict[LineId, int]]:
    """The facts to allocate with while a window is open, and the units each of its lines is sure of.

    Those are reserved on hand; what is not yet sure for anybody is as good as not there until the shares are fixed.
    """
    if facts.window is None:
        return facts, {}
    units = min(facts.window.units, facts.stock)
    window = replace(facts.window, units=units)
    sure = {notice.line: notice.at_least for notice in notices(window, facts.lines, rest_by=None) if notice.at_least}
    pegs = tuple(HardPeg(ON_HAND, line, quantity, "sure of a share") for line, quantity in sure.items())
    unsure = units - sum(sure.values())
    return replace(facts, stock=facts.stock - unsure, hard_pegs=(*facts.hard_pegs, *pegs), window=window), sure


def _members(window: ShareWindow, lines: Sequence[DemandLine]) -> list[DemandLine]:
    return sorted((line for line in lines if window.holds(line)), key=by_age)
