"""Business days: exact answers around a holiday, and the laws of adding."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import Calendar, CalendarRangeError
from app.domain.model import BusinessDays

CHRISTMAS = Calendar(BusinessDays(holidays=frozenset({date(2026, 12, 25)})), date(2026, 1, 1), 800)
offsets = st.integers(0, 500)


@pytest.mark.parametrize(
    ("start", "days", "answer"),
    [
        (date(2026, 12, 8), 2, date(2026, 12, 10)),  # Tuesday to Thursday
        (date(2026, 12, 11), 1, date(2026, 12, 14)),  # over a weekend
        (date(2026, 12, 12), 0, date(2026, 12, 14)),  # Saturday itself is no working day
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # over Christmas, a Friday
    ],
)
def test_adding_business_days_skips_weekends_and_holidays(start, days, answer):
    assert CHRISTMAS.add(start, days) == answer


def test_a_calendar_knows_where_it_begins_and_ends():
    week = Calendar(BusinessDays(), date(2026, 12, 7), 7)

    assert (week.first, week.last) == (date(2026, 12, 7), date(2026, 12, 11))


def test_a_day_outside_the_calendar_is_refused():
    with pytest.raises(CalendarRangeError, match="2025-12-31 is outside the calendar that starts on 2026-01-01"):
        CHRISTMAS.on_or_after(date(2025, 12, 31))
    with pytest.raises(CalendarRangeError, match="no working day in 9 days"):
        Calendar(BusinessDays(frozenset()), date(2026, 1, 1), 9)
    with pytest.raises(CalendarRangeError, match="past the calendar's end"):
        CHRISTMAS.add(date(2026, 1, 1), 900)


@given(offsets, offsets, st.integers(0, 20), st.integers(0, 20))
def test_later_days_and_more_days_never_give_an_earlier_answer(first, second, few, many):
    few, many = sorted((few, many))
    early, late = (date(2026, 1, 1) + timedelta(days=offset) for offset in sorted((first, second)))

    assert CHRISTMAS.add(early, few) <= CHRISTMAS.add(late, few) <= CHRISTMAS.add(late, many)


@given(offsets)
def test_on_or_after_is_the_first_working_day(offset):
    day = date(2026, 1, 1) + timedelta(days=offset)

    found = CHRISTMAS.on_or_after(day)

    assert found >= day
    assert found.weekday() < 5
    assert CHRISTMAS.on_or_after(found) == found
