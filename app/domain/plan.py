"""Facts to plan: a pure function, recomputed freely and never the truth. Equal facts give equal plans (I8, I9)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

from app.domain.allocation import Allocation, Grant, Question, distribute, pegs_of
from app.domain.availability import Offer, availability
from app.domain.explain import Queue
from app.domain.fingerprint import input_hash, output_hash
from app.domain.ids import TO_ORDER, LineId, SupplyId
from app.domain.model import DemandLine, ItemFacts, ItemPlan, LinePlan, Part, Peg, Terms
from app.domain.sequence import in_order_of_age
from app.domain.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.domain.calendar import Calendar
    from app.domain.model import Availability
    from app.domain.timetable import Departure

_NO_GRANTS: list[Grant] = []


def plan_item(facts: ItemFacts, terms: Terms, *, today: date, calendar: Calendar) -> ItemPlan:
    """Who gets which unit by when, and what may still be sold, of one item in one pool.

    `today` is a local date of the pool; `calendar` must reach from `today` past the last date that can come out.

    Raises:
        CalendarRangeError: a date lies outside the calendar.
    """
    timetable = Timetable(facts, terms, today=today, calendar=calendar)
    allocation = distribute(Question.about(facts, terms, ships=timetable.ships))
    lines = tuple(_plan_lines(facts, terms, allocation, timetable))
    sale = _availability(facts, terms, allocation, timetable, lines=lines)
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


def _plan_lines(facts: ItemFacts, terms: Terms, allocation: Allocation, timetable: Timetable) -> Iterator[LinePlan]:
    granted: defaultdict[LineId, list[Grant]] = defaultdict(list)
    for grant in allocation.grants:
        granted[grant.line].append(grant)
    waiting = in_order_of_age(facts.lines)
    queue = Queue(facts, terms.rule, orders=len(waiting))
    for place, line in enumerate(waiting, start=1):
        parts = _parts(line, granted.get(line.id, _NO_GRANTS), allocation, timetable)
        uncovered = line.open - sum(part.quantity for part in parts)
        yield LinePlan(line.id, parts, uncovered, queue.reason(line, parts, place=place))


def _parts(line: DemandLine, grants: list[Grant], allocation: Allocation, timetable: Timetable) -> tuple[Part, ...]:
    """A part for each supply and day; units whose supplies may never bring them are no part: nothing covers them."""
    units: dict[tuple[SupplyId, date | None], tuple[int, Departure]] = {}
    missing = line.open
    for grant in grants:
        missing -= grant.quantity
        departure = timetable.departure(grant.ready, wish=line.not_before)
        if departure is not None:
            key = (allocation.source(grant.rank), departure.by)
            units[key] = (units[key][0] + grant.quantity if key in units else grant.quantity, departure)
    if missing and timetable.makes_to_order:
        made = timetable.made_for(line)
        units[TO_ORDER, made.by] = (missing, made)
    parts = [Part(quantity, supply, by, each.range) for (supply, by), (quantity, each) in units.items()]
    return tuple(sorted(parts, key=lambda part: (part.ship_by or date.min, part.supply)))


def _made_to_order(lines: tuple[LinePlan, ...]) -> Iterator[Peg]:
    for line in lines:
        for part in line.parts:
            if part.supply == TO_ORDER:
                yield Peg(line.line, TO_ORDER, part.quantity)


def _availability(
    facts: ItemFacts, terms: Terms, allocation: Allocation, timetable: Timetable, *, lines: tuple[LinePlan, ...]
) -> Availability:
    return availability(
        list(_offers(allocation, timetable)),
        terms=terms,
        today=timetable.today,
        owed=sum(map(attrgetter("backordered"), lines)),
        uncovered=sum(map(attrgetter("uncovered"), lines)),
        largest_recent_order=facts.largest_recent_order,
        endless_by=timetable.made_by(timetable.today) if timetable.makes_to_order else None,
    )


def _offers(allocation: Allocation, timetable: Timetable) -> Iterator[Offer]:
    """What a newcomer would get, by the same law that dates the lines: the quote is the promise (I12)."""
    for take in allocation.free:
        first = take.through - take.quantity + 1
        for edge in timetable.law.edges(first, take.through) if take.rank else [take.through]:
            departure = timetable.departure(edge)
            if departure is not None:
                yield Offer(edge - first + 1, departure.by)
            first = edge + 1
