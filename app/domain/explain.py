"""Why did this order get these units? One sentence, built from the data the decision was made on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.domain.model import AllocationRule, Shipping

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.domain.model import DemandLine, ItemFacts, Part

_RULES: Final = {
    AllocationRule.FIFO: "first come, first served",
    AllocationRule.PRIORITY: "priority, then first come",
    AllocationRule.FAIR_SHARE: "fair share",
    AllocationRule.PRO_RATA: "shares in proportion to what was ordered",
}
_WHOLE: Final = {Shipping.WHOLE_LINE: "ships as a whole line", Shipping.WHOLE_ORDER: "ships as a whole order"}


def reason(
    line: DemandLine, parts: Sequence[Part], *, facts: ItemFacts, rule: AllocationRule, place: int, orders: int
) -> str:
    """Such as "4 of 10 now, 6 by 2026-12-10: first come, first served, 4 units on hand for 1 order, place 1 of 1"."""
    because = [_RULES[rule], f"{_count(facts.stock, 'unit')} on hand for {_count(orders, 'order')}"]
    if facts.phantom:
        because.append(f"{_count(facts.phantom, 'unit')} of orders not seen yet ahead")
    if any(peg.line == line.id for peg in facts.hard_pegs):
        because.append("units reserved for it by hand")
    if line.shipping in _WHOLE:
        because.append(_WHOLE[line.shipping])
    because.append(f"place {place} of {orders}")
    return f"{_outcome(line, parts)}: {', '.join(because)}"


def _outcome(line: DemandLine, parts: Sequence[Part]) -> str:
    covered = [f"{units} {_when(day)}" for day, units in _by_day(parts).items()]
    missing = line.open - sum(part.quantity for part in parts)
    if missing:
        covered.append(f"{missing} without a date")
    first, *others = covered or ["0 without a date"]
    units, _, when = first.partition(" ")
    return ", ".join([f"{units} of {line.open} {when}", *others])


def _by_day(parts: Sequence[Part]) -> dict[date | None, int]:
    units: dict[date | None, int] = {}
    for part in parts:
        units[part.ship_by] = units.get(part.ship_by, 0) + part.quantity
    return units


def _when(day: date | None) -> str:
    return "now" if day is None else f"by {day.isoformat()}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
