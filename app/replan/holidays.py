"""Holidays enter the domain as data; where they come from is decided here."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

from app.domain.model import BusinessDays


@lru_cache(maxsize=256)
def with_holidays(days: BusinessDays, *, country: str | None, first: date, last: date) -> BusinessDays:
    """`days` less the public holidays of an ISO country between two dates; a country nobody knows has none."""
    if country is None or country not in holidays.list_supported_countries():
        return days
    found = holidays.country_holidays(country, years=range(first.year, last.year + 1))
    return BusinessDays(days.weekdays, days.holidays | frozenset(found))
