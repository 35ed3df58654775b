"""Why did this order get these units? One sentence, built from the data the decision was made on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.domain.model import AllocationRule, Shipping
from app.domain.share_window import set_aside

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.domain.ids import LineId
    from app.domain.model import DemandLine, ItemFacts, ItemPlan, Part, Terms

_RULES: Final = {
    AllocationRule.FIFO: "first come, first served",
    AllocationRule.PRIORITY: "priority, then first come",
    AllocationRule.FAIR_SHARE: "fair share",
    AllocationRule.PRO_RATA: "shares in proportion to what was ordered",
}
_WHOLE: Final = {Shipping.WHOLE_LINE: "ships as a whole line", Shipping.WHOLE_ORDER: "ships as a whole order"}


def reasons(facts: ItemFacts, terms: Terms, plan: ItemPlan) -> dict[LineId, str]:
    """The sentence for each line of the plan of these facts under these terms."""
    given, _ = set_aside(facts)
    demand = {line.id: line for line in given.lines}
    queue = _Queue(given, terms.rule, orders=len(plan.lines))
    return {
        each.line: queue.reason(demand[each.line], each.parts, place=place)
        for place, each in enumerate(plan.lines, start=1)
    }


class _Queue:
    """What all lines of an item have in common when they ask why."""

    def __init__(self, facts: ItemFacts, rule: AllocationRule, *, orders: int) -> None:
        self._orders = orders
        self._said: dict[date | None, str] = {None: "now"}
        self._reserved = {peg.line: peg.reason for peg in facts.hard_pegs}
        common = [_RULES[rule], f"{_count(facts.stock, 'unit')} on hand for {_count(orders, 'order')}"]
        if facts.phantom:
            common.append(f"{_count(facts.phantom, 'unit')} of orders not seen yet ahead")
        self._common = ", ".join(common)

    def reason(self, line: DemandLine, parts: Sequence[Part], *, place: int) -> str:
        """Such as "4 of 10 now, 6 by 2026-12-10: first come, first served, 4 units on hand for 1 order, place 1 of 1".

        `place` counts the open orders by age, from 1.
        """
        why = self._common
        if line.id in self._reserved:
            why += f", {self._reserved[line.id]}"
        if line.shipping in _WHOLE:
            why += f", {_WHOLE[line.shipping]}"
        return f"{self._outcome(line, parts)}: {why}, place {place} of {self._orders}"

    def _outcome(self, line: DemandLine, parts: Sequence[Part]) -> str:
        """The units of each day, then those without one; what there are none of is left out."""
        if len(parts) == 1 and parts[0].quantity == line.open:
            return f"{line.open} of {line.open} {self._by(parts[0].ship_by)}"
        units: dict[date | None, int] = {}
        for part in parts:
            units[part.ship_by] = units.get(part.ship_by, 0) + part.quantity
        told = [f"{quantity} {self._by(day)}" for day, quantity in units.items()]
        missing = line.open - sum(units.values())
        if missing:
            told.append(f"{missing} without a date")
        told[0] = told[0].replace(" ", f" of {line.open} ", 1)
        return ", ".join(told)

    def _by(self, day: date | None) -> str:
        """The same few days are said of every line."""
        if day not in self._said:
            self._said[day] = f"by {day}"
        return self._said[day]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
