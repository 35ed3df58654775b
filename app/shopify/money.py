"""Money in integer minor units.

Decimal places by ISO 4217 (list one, 2026): two, except the currencies below. An amount finer than its currency (a unit
price after a discount) keeps its digits by a larger exponent, so nothing is ever rounded away in reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)
_PLACES = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units of 10**-exponent of `currency`: Money(1999, "EUR", 2) is 19.99 EUR."""

    minor: int
    currency: str
    exponent: int

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-self.exponent)


def decimal_places(currency: str) -> int:
    """The decimal places of an ISO 4217 code; unknown codes have two, as nearly all do."""
    return _PLACES.get(currency, 2)


def in_minor_units(price: Money) -> int:
    """`price` in its currency's own minor units, rounded half up: a discounted unit price may have more digits."""
    return int(price.amount.scaleb(decimal_places(price.currency)).quantize(Decimal(1), ROUND_HALF_UP))


def in_words(minor: int, currency: str) -> str:
    """`19.99 EUR`, for a text that is only read."""
    return f"{Decimal(minor).scaleb(-decimal_places(currency))} {currency}"


def money(amount: str, currency: str) -> Money:
    """Read Shopify's decimal spelling ("19.99", "1000.0", "-3.5").

    Raises ValueError for anything that is not a plain decimal number.
    """
    if _PLAIN.fullmatch(amount) is None:
        raise ValueError(f"not an amount of money: {amount[:40]!r}")
    value = Decimal(amount)
    _, _, fraction = amount.partition(".")
    exponent = max(decimal_places(currency), len(fraction.rstrip("0")))
    return Money(int(value.scaleb(exponent)), currency, exponent)
