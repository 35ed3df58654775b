from __future__ import annotations

from datetime import date

from app.domain.calendar import Calendar
from app.domain.model import BusinessDays
from app.replan.holidays import with_holidays

FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


def test_christmas_is_no_working_day_where_it_is_a_public_holiday():
    days = with_holidays(BusinessDays(), country="US", first=FIRST, last=LAST)

    assert Calendar(days, FIRST, 700).add(date(2026, 12, 24), 1) == date(2026, 12, 28)


def test_a_country_nobody_knows_and_no_country_leave_the_week_as_it_is():
    for country in ("XX", None):
        assert with_holidays(BusinessDays(), country=country, first=FIRST, last=LAST) == BusinessDays()
