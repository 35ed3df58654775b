"""Business-day arithmetic in constant time: two integer tables, the rank of each day and the list of working days.

Every function here is non-decreasing in its day, so a later arrival never gives an earlier date, however many of
these steps are chained.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.model import BusinessDays


class CalendarRangeError(ValueError):
    """A day, or the answer, lies outside the days the calendar was drawn for."""


class Calendar:
    """The working days of one location, from `start` for `days` calendar days."""

    def __init__(self, business_days: BusinessDays, start: date, days: int) -> None:
        works = [_works(start + timedelta(days=offset), business_days) for offset in range(days)]
        self._start = start
        self._working = [offset for offset, working in enumerate(works) if working]
        if not self._working:
            raise CalendarRangeError(f"no working day in {days} days from {start}")
        self._rank = [0, *accumulate(works)][:-1]  # working days strictly before each day

    @property
    def first(self) -> date:
        """The first day that can be asked about."""
        return self._start

    @property
    def last(self) -> date:
        """The last working day there is."""
        return self._start + timedelta(days=self._working[-1])

    def add(self, day: date, business_days: int) -> date:
        """The first working day on or after `day`, then `business_days` (>= 0) working days more.

        Raises:
            CalendarRangeError: `day` or the answer is outside the calendar.
        """
        offset = (day - self._start).days
        if not 0 <= offset < len(self._rank):
            raise CalendarRangeError(f"{day} is outside the calendar that starts on {self._start}")
        rank = self._rank[offset] + business_days
        if rank >= len(self._working):
            raise CalendarRangeError(f"{business_days} business days after {day} is past the calendar's end")
        return self._start + timedelta(days=self._working[rank])

    def on_or_after(self, day: date) -> date:
        """`day` if it is a working day, else the next one."""
        return self.add(day, 0)


def _works(day: date, business_days: BusinessDays) -> bool:
    return day.weekday() in business_days.weekdays and day not in business_days.holidays
