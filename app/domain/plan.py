"""Facts to plan: a pure function, recomputed freely and never the truth. Equal facts give equal plans (I8, I9)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from app.domain.allocation import Allocation, Question, distribute
from app.domain.availability import Offer, availability
from app.domain.ids import ON_HAND, SET_ASIDE, TO_ORDER, LineId, SupplyId
from app.domain.model import DemandLine, ItemFacts, ItemPlan, LinePlan, Part, Shipping, Terms
from app.domain.sequence import in_order_of_age
from app.domain.share_window import seats, set_aside
from app.domain.timetable import Timetable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.domain.allocation import Grant
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
    given, sure = set_aside(facts)
    timetable = Timetable(given, terms, today=today, calendar=calendar)
    allocation = distribute(Question.about(given, terms, ships=timetable.ships))
    lines = tuple(_plan_lines(given, allocation, timetable, sure=sure))
    sale = _availability(given, terms, allocation, timetable, lines=lines)
    return ItemPlan(facts.item, facts.pool, lines, sale)


def _plan_lines(
    facts: ItemFacts, allocation: Allocation, timetable: Timetable, *, sure: Mapping[LineId, int]
) -> Iterator[LinePlan]:
    granted: defaultdict[LineId, list[Grant]] = defaultdict(list)
    for grant in allocation.grants:
        granted[grant[0]].append(grant)
    sources = allocation.sources
    for line in in_order_of_age(facts.lines):
        parts = _parts(line, granted.get(line.id, _NO_GRANTS), sources, timetable)
        if line.id in sure and facts.window is not None:
            parts = _held_back(parts, sure[line.id], timetable.shared(facts.window))
        yield LinePlan(line.id, parts, line.open - sum([part.quantity for part in parts]))


def _parts(
    line: DemandLine, grants: list[Grant], sources: tuple[SupplyId, ...], timetable: Timetable
) -> tuple[Part, ...]:
    """A part for each supply and day; units whose supplies may never bring them are no part: nothing covers them."""
    parts: list[Part] = []
    missing = line.open
    for _, rank, quantity, ready in grants:
        missing -= quantity
        departure = timetable.departure(ready, wish=line.not_before)
        if departure is not None:
            parts.append(Part(quantity, sources[rank], departure.by, departure.range))
        else:
            parts.extend(_likely(line, quantity, sources[rank], timetable, ready=ready))
    if missing and timetable.makes_to_order:
        made = timetable.made_for(line)
        parts.append(Part(missing, TO_ORDER, made.by, made.range))
    return tuple(parts if len(parts) < 2 else _merged(parts))  # noqa: PLR2004  one part has nothing to merge with


def _likely(line: DemandLine, quantity: int, source: SupplyId, timetable: Timetable, *, ready: int) -> Iterator[Part]:
    """The first of the granted units whose last ones may never come; none of a line that leaves only whole."""
    if line.shipping is not Shipping.AS_THEY_COME or line.minimum_shipment > 1:
        return
    start = ready - quantity
    for edge in reversed(timetable.law.edges(start + 1, ready)):
        departure = timetable.departure(edge, wish=line.not_before)
        if departure is not None:
            yield Part(edge - start, source, departure.by, departure.range)
            return


def _merged(parts: list[Part]) -> Iterator[Part]:
    """Earliest first; of units of one supply that leave on one day, the last say how sure that is."""
    for _, alike in groupby(sorted(parts, key=_fate), key=_fate):
        *others, last = alike
        yield replace(last, quantity=last.quantity + sum(part.quantity for part in others)) if others else last


def _fate(part: Part) -> tuple[date, SupplyId]:
    return (part.ship_by or date.min, part.supply)


def _held_back(parts: tuple[Part, ...], units: int, departure: Departure) -> tuple[Part, ...]:
    """Units of an open share are there, and leave when the shares are fixed.

    They are of the line's first part on hand: a second one waits for the rest of a whole line.
    """
    there = [part for part in parts if part.supply == ON_HAND]
    later = [part for part in parts if part.supply != ON_HAND]
    sure = [replace(part, quantity=part.quantity - units) for part in there[:1]]
    aside = Part(units, SET_ASIDE, departure.by, departure.range)
    kept = [part for part in (*sure, *there[1:], aside, *later) if part.quantity]
    return tuple(sorted(kept, key=lambda part: part.ship_by or date.min))


def _availability(
    facts: ItemFacts, terms: Terms, allocation: Allocation, timetable: Timetable, *, lines: tuple[LinePlan, ...]
) -> Availability:
    uncovered = sum([line.uncovered for line in lines])
    later = sum([part.quantity for line in lines for part in line.parts if part.ship_by is not None])
    return availability(
        list(_offers(allocation, timetable)),
        terms=terms,
        today=timetable.today,
        owed=later + uncovered,
        uncovered=uncovered,
        largest_recent_order=facts.largest_recent_order,
        seats=list(_seats(facts, timetable)),
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


def _seats(facts: ItemFacts, timetable: Timetable) -> Iterator[Offer]:
    """A newcomer is sure of one unit of an open share, while it has one for them."""
    if facts.window is not None and seats(facts.window, facts.lines):
        yield Offer(1, timetable.shared(facts.window).by)
