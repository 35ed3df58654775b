"""Dates, numbers and amounts in words. Times are shown in the shop's zone; English, in the reader's regional form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol
from zoneinfo import ZoneInfo

from babel.core import negotiate_locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

_LOCALES: Final = ("en_US", "en_GB", "en_AU", "en_CA", "en_IE", "en_NZ", "en_ZA", "en_IN", "en_SG")
_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR


class Amount(Protocol):
    """Money, as far as writing it down needs."""

    @property
    def amount(self) -> Decimal: ...

    @property
    def currency(self) -> str: ...


def locale_of(accept_language: str) -> str:
    """The English locale closest to an Accept-Language header: pages are in English whatever the reader's language."""
    wanted = [part.split(";")[0].strip().replace("-", "_") for part in accept_language.split(",")]
    return negotiate_locale([name for name in wanted if name], _LOCALES) or "en_US"


def day(value: date, *, locale: str) -> str:
    """`Dec 10, 2026`, or `10 Dec 2026` where days come first."""
    return format_date(value, "medium", locale=locale)


def moment(value: datetime, *, zone: str, locale: str) -> str:
    """`Nov 21, 2026, 3:00 PM`, in the IANA zone `zone`."""
    local = value.astimezone(ZoneInfo(zone))
    return f"{format_date(local, 'medium', locale=locale)}, {format_time(local, 'short', locale=locale)}"


def number(value: int, *, locale: str) -> str:
    return format_decimal(value, locale=locale)


def money(value: Amount, *, locale: str) -> str:
    return format_currency(value.amount, value.currency, locale=locale)


def count(value: int, noun: str, plural: str | None = None, *, locale: str) -> str:
    """`1 order`, `1,200 orders`."""
    return f"{number(value, locale=locale)} {noun if value == 1 else plural or noun + 's'}"


def age(instant: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that fits: `just now`, `12 minutes ago`, `3 days ago`."""
    seconds = max(0, int((now - instant).total_seconds()))
    if seconds < _MINUTE:
        return "just now"
    units = ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute"))
    size, noun = next((size, noun) for size, noun in units if seconds >= size)
    return f"{seconds // size} {noun}{'' if seconds // size == 1 else 's'} ago"


def distance(value: date, today: date) -> str:
    """How far a day is from today: `today`, `in 1 day`, `5 days ago`."""
    days = (value - today).days
    if days == 0:
        return "today"
    span = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    return f"in {span}" if days > 0 else f"{span} ago"
