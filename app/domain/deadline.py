"""The deadline question: ordered now, how likely does it ship by a day? "By 24 December: 84 %"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.allocation import Question, distribute
from app.domain.timetable import Timetable

if TYPE_CHECKING:
    from datetime import date

    from app.domain.calendar import Calendar
    from app.domain.model import ItemFacts, Terms


def chance_by(facts: ItemFacts, terms: Terms, *, units: int, by: date, today: date, calendar: Calendar) -> float:
    """The probability (0 to 1) that the last of `units` (>= 1) ordered now ships on or before `by`.

    0 where they are more than is free; 1 for units on hand that need not wait. A made-to-order lead time is taken at
    the merchant's word.
    """
    timetable = Timetable(facts, terms, today=today, calendar=calendar)
    place = _place_of_last(facts, terms, timetable, units=units)
    if place is None:
        return 1.0 if timetable.makes_to_order and timetable.made_by(today) <= by else 0.0
    if place <= facts.stock:
        departure = timetable.departure(place)
        return 1.0 if departure is not None and (departure.by or today) <= by else 0.0
    draws = timetable.law.arrivals(place)
    return sum(day is not None and timetable.ships(day) <= by for day in draws) / len(draws)


def _place_of_last(facts: ItemFacts, terms: Terms, timetable: Timetable, *, units: int) -> int | None:
    """The place in the supply sequence of the last unit a newcomer would get."""
    for take in distribute(Question.about(facts, terms, ships=timetable.ships)).free:
        if units <= take.quantity:
            return take.through - take.quantity + units
        units -= take.quantity
    return None
