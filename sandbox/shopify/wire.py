"""How values look in answers and webhook bodies."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime

_NO_DECIMALS = frozenset({"JPY", "KRW", "VND", "CLP", "ISK"})
_THREE_DECIMALS = frozenset({"BHD", "KWD", "OMR", "JOD", "TND"})


def utc(instant: datetime) -> str:
    """`2026-11-21T15:00:00Z`, as GraphQL answers have it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(instant: datetime | None, *, zone: str) -> str | None:
    """`2026-11-21T10:00:00-05:00`, as REST-shaped webhook bodies have it."""
    return instant.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds") if instant else None


def money(minor: int, *, currency: str) -> str:
    """A decimal string: `19.00`; `1900` for yen."""
    places = 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2
    if places == 0:
        return str(minor)
    whole, rest = divmod(abs(minor), 10**places)
    return f"{'-' if minor < 0 else ''}{whole}.{rest:0{places}d}"


def decimal(minor: int, *, currency: str) -> str:
    """As MoneyV2 amounts are written, without closing zeros but for one: `19.0`, `949.95`, `1900.0` (recorded)."""
    whole, _, rest = money(minor, currency=currency).partition(".")
    return f"{whole}.{rest.rstrip('0') or '0'}"


def money_bag(minor: int, *, currency: str) -> dict[str, Any]:
    """A MoneyBag whose presentment currency is the shop's."""
    one = {"amount": decimal(minor, currency=currency), "currencyCode": currency}
    return {"shopMoney": one, "presentmentMoney": one}
