"""From a place in the supply sequence to a ship-by day: the law of the supplies, then the chain of dates."""

from __future__ import annotations

from datetime import UTC, date
from typing import TYPE_CHECKING, Final, NamedTuple

from app.domain.calendar import CalendarRangeError
from app.domain.dates import at_quantile, made_to_order_by, not_before, ship_by
from app.domain.law import Law
from app.domain.model import DemandLine, ItemFacts, Mode, Quantiles, ShareWindow, Terms

if TYPE_CHECKING:
    from app.domain.calendar import Calendar

NEVER: Final = date.max


class Departure(NamedTuple):
    """When units ship: `by` None means now; a range is there for all that must still arrive, be made, or wait."""

    by: date | None
    range: Quantiles | None = None


class Timetable:
    """The departures of one item under its terms. Places on the same step of the law share one answer."""

    def __init__(self, facts: ItemFacts, terms: Terms, *, today: date, calendar: Calendar) -> None:
        self.today = today
        self._stock = facts.stock
        self._terms = terms
        self._calendar = calendar
        self.law = Law(facts.supplies, stock=facts.stock, quantile=terms.quantile)
        self._known: dict[tuple[int, date | None], Departure | None] = {}

    @property
    def makes_to_order(self) -> bool:
        """Whether units that no supply brings are made, by an explicit lead time."""
        return self._terms.mode is Mode.MADE_TO_ORDER and self._terms.lead_time_days is not None

    def ships(self, arrival: date) -> date:
        """The ship-by day of an arrival; what should have come and has not comes today at the earliest.

        NEVER where the calendar ends before it: nobody believes a date years ahead.
        """
        try:
            return ship_by(max(arrival, self.today), terms=self._terms, calendar=self._calendar)
        except CalendarRangeError:
            return NEVER

    def departure(self, position: int, *, wish: date | None = None) -> Departure | None:
        """When the unit at `position` of the supply sequence ships, not before `wish`; None: no honest date."""
        step = -1 if position <= self._stock else self.law.step(position)
        key = (step, wish)
        if key not in self._known:
            self._known[key] = self._on_hand(wish) if step < 0 else self._incoming(position, wish)
        return self._known[key]

    def shared(self, window: ShareWindow) -> Departure:
        """When units ship whose shares are fixed as the window closes: they are on the shelf already.

        Not before a release day.
        """
        closes_on = max(window.closes_on, self.today)
        packed = self._calendar.add(closes_on, self._terms.handling_days)
        return _certain(self._not_before(packed, self._terms.release_on))

    def made_for(self, line: DemandLine) -> Departure:
        """When units made for a line ship."""
        ordered_on = line.placed_on or line.placed_at.astimezone(UTC).date()
        return _certain(self._not_before(self.made_by(ordered_on), line.not_before))

    def made_by(self, ordered_on: date) -> date:
        """When a unit that is ordered on a day is made and ships."""
        known = max(ordered_on, self._calendar.first)
        return made_to_order_by(known, terms=self._terms, today=self.today, calendar=self._calendar)

    def _incoming(self, position: int, wish: date | None) -> Departure | None:
        arrival = self.law.at(position)
        if arrival is None:
            return None
        days = [self.ships(day) for day in (arrival.p50, arrival.p80, arrival.p90)]
        shown = at_quantile(Quantiles(*days), self._terms.quantile)
        if shown == NEVER:
            return None
        range_ = Quantiles(*(self._not_before(min(day, self._calendar.last), wish) for day in days))
        return Departure(self._not_before(shown, wish), range_)

    def _not_before(self, day: date, wish: date | None) -> date:
        """`day`, or the day asked for; one beyond the calendar is its last."""
        return day if wish is None else not_before(day, min(wish, self._calendar.last), calendar=self._calendar)

    def _on_hand(self, wish: date | None) -> Departure:
        """Units on hand ship now, unless a release day or the customer's wish is still to come."""
        days = [day for day in (wish, self._terms.release_on) if day is not None and day > self.today]
        return _certain(self._not_before(self.today, max(days))) if days else Departure(None)


def _certain(day: date) -> Departure:
    return Departure(day, Quantiles(day, day, day))
