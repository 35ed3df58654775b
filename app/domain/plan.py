"""Facts to plan: a pure function, recomputed freely and never the truth. Equal facts give equal plans (I8, I9)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from app.domain.allocation import Allocation, Grant, Question, distribute, pegs_of
from app.domain.availability import Offer, availability
from app.domain.dates import at_quantile, made_to_order_by, not_before, ship_by, ship_range
from app.domain.explain import reason
from app.domain.fingerprint import input_hash, output_hash
from app.domain.ids import TO_ORDER, LineId, SupplyId
from app.domain.law import Law
from app.domain.model import DemandLine, ItemFacts, ItemPlan, LinePlan, Mode, Part, Peg, Quantiles, Terms
from app.domain.sequence import by_age

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from app.domain.calendar import Calendar
    from app.domain.model import Availability


def plan_item(facts: ItemFacts, terms: Terms, *, today: date, calendar: Calendar) -> ItemPlan:
    """Who gets which unit by when, and what may still be sold, of one item in one pool.

    `today` is a local date of the pool; `calendar` must reach from `today` past the last date that can come out.

    Raises:
        CalendarRangeError: a date lies outside the calendar.
    """
    desk = _Desk(facts, terms, today, calendar)
    allocation = distribute(
        Question(
            facts.supplies,
            facts.lines,
            facts.stock,
            terms.rule,
            facts.phantom,
            facts.hard_pegs,
            facts.commitments,
            desk.ships,
        )
    )
    lines = tuple(_plan_lines(allocation, desk))
    sale = _availability(allocation, lines, desk)
    pegs = tuple(sorted((*pegs_of(allocation), *_made_to_order(lines))))
    return ItemPlan(
        item=facts.item,
        pool=facts.pool,
        pegs=pegs,
        lines=lines,
        availability=sale,
        input_hash=input_hash(facts, terms, today=today),
        output_hash=output_hash(pegs, lines, sale),
    )


@dataclass(frozen=True, slots=True)
class _Fate:
    """When units ship: `by` None means now; a range is there for all that must still arrive or wait."""

    by: date | None
    range: Quantiles | None = None


class _Desk:
    """The dates of one item: from a place in the supply sequence to a day."""

    def __init__(self, facts: ItemFacts, terms: Terms, today: date, calendar: Calendar) -> None:
        self.facts, self.terms, self.today, self.calendar = facts, terms, today, calendar
        self.law = Law(facts.supplies, stock=facts.stock, quantile=terms.quantile)

    def ships(self, arrival: date) -> date:
        """The ship-by day of an arrival; what should have come and has not comes today at the earliest."""
        return ship_by(max(arrival, self.today), terms=self.terms, calendar=self.calendar)

    def fate(self, position: int, *, wish: date | None = None) -> _Fate | None:
        """When the unit at `position` of the supply sequence can ship, not before `wish`; None: no honest date."""
        if position <= self.facts.stock:
            return self._waits(wish)
        arrival = self.law.at(position)
        if arrival is None:
            return None
        arrival = Quantiles(*(max(day, self.today) for day in (arrival.p50, arrival.p80, arrival.p90)))
        ready = ship_range(arrival, terms=self.terms, calendar=self.calendar)
        ready = Quantiles(*(not_before(day, wish, calendar=self.calendar) for day in (ready.p50, ready.p80, ready.p90)))
        return _Fate(at_quantile(ready, self.terms.quantile), ready)

    def made_to_order(self, line: DemandLine) -> _Fate | None:
        """When a unit that no supply brings is made; None unless the merchant makes them to order."""
        if self.terms.mode is not Mode.MADE_TO_ORDER or self.terms.lead_time_days is None:
            return None
        ordered_on = line.placed_on or line.placed_at.astimezone(UTC).date()
        day = self.lead_from(ordered_on)
        day = not_before(day, line.not_before, calendar=self.calendar)
        return _Fate(day, Quantiles(day, day, day))

    def lead_from(self, ordered_on: date) -> date:
        return made_to_order_by(ordered_on, terms=self.terms, today=self.today, calendar=self.calendar)

    def _waits(self, wish: date | None) -> _Fate:
        """Units on hand ship now, unless a release day or the customer's wish is still to come."""
        days = [day for day in (wish, self.terms.release_on) if day is not None and day > self.today]
        if not days:
            return _Fate(None)
        day = self.calendar.on_or_after(max(days))
        return _Fate(day, Quantiles(day, day, day))


def _plan_lines(allocation: Allocation, desk: _Desk) -> Iterator[LinePlan]:
    granted: defaultdict[LineId, list[Grant]] = defaultdict(list)
    for grant in allocation.grants:
        granted[grant.line].append(grant)
    lines = sorted((line for line in desk.facts.lines if line.open > 0), key=by_age)
    for place, line in enumerate(lines, start=1):
        parts = _parts(line, granted[line.id], allocation, desk)
        uncovered = line.open - sum(part.quantity for part in parts)
        why = reason(line, parts, facts=desk.facts, rule=desk.terms.rule, place=place, orders=len(lines))
        yield LinePlan(line.id, parts, uncovered, why)


def _parts(line: DemandLine, grants: list[Grant], allocation: Allocation, desk: _Desk) -> tuple[Part, ...]:
    """A part for each supply and day; units whose supplies may never bring them are no part: nothing covers them."""
    units: defaultdict[tuple[SupplyId, _Fate], int] = defaultdict(int)
    for grant in grants:
        fate = desk.fate(grant.ready, wish=line.not_before)
        if fate is not None:
            units[allocation.source(grant.rank), fate] += grant.quantity
    missing = line.open - sum(grant.quantity for grant in grants)
    made = desk.made_to_order(line)
    if made is not None and missing:
        units[TO_ORDER, made] += missing
    parts = [Part(quantity, supply, fate.by, fate.range) for (supply, fate), quantity in units.items()]
    return tuple(sorted(parts, key=lambda part: (part.ship_by is not None, part.ship_by or desk.today, part.supply)))


def _made_to_order(lines: tuple[LinePlan, ...]) -> Iterator[Peg]:
    for line in lines:
        for part in line.parts:
            if part.supply == TO_ORDER:
                yield Peg(line.line, TO_ORDER, part.quantity)


def _availability(allocation: Allocation, lines: tuple[LinePlan, ...], desk: _Desk) -> Availability:
    terms = desk.terms
    endless = terms.mode is Mode.MADE_TO_ORDER and terms.lead_time_days is not None
    return availability(
        list(_offers(allocation, desk)),
        terms=terms,
        today=desk.today,
        owed=sum(line.backordered for line in lines),
        uncovered=sum(line.uncovered for line in lines),
        largest_recent_order=desk.facts.largest_recent_order,
        endless_by=desk.lead_from(desk.today) if endless else None,
    )


def _offers(allocation: Allocation, desk: _Desk) -> Iterator[Offer]:
    """What a newcomer would get, by the same law that dates the lines: the quote is the promise (I12)."""
    for take in allocation.free:
        first = take.through - take.quantity + 1
        for edge in desk.law.edges(first, take.through) if take.rank else [take.through]:
            fate = desk.fate(edge)
            if fate is not None:
                yield Offer(edge - first + 1, fate.by)
            first = edge + 1
