"""The countries that Shopify ships to, by the names of Unicode's CLDR in English."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from babel import Locale

if TYPE_CHECKING:
    from collections.abc import Mapping

_LETTERS: Final = 2
_NOT_SHOPIFYS: Final = frozenset(
    {
        *("EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"),  # unions, leftovers, test data: no country at all
        *("CP", "CQ", "DG", "EA", "IC"),  # a part of a country that CLDR names by itself
        *("AS", "FM", "GU", "MH", "MP", "PR", "PW", "VI"),  # to Shopify a state of the United States
        "AQ",
    }
)


EUROPEAN_UNION: Final = "EU"
"""A union's code beside those of countries: ISO 3166-1 keeps it for this use."""
MEMBERS: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905  as a row
)
"""Of the European Union, since 1 February 2020 (Article 52 of its treaty, less the United Kingdom)."""


@lru_cache(maxsize=1)
def country_names() -> Mapping[str, str]:
    """Name by ISO 3166-1 alpha-2 code, in the order of the names."""
    every = Locale("en").territories.items()
    named = {code: name for code, name in every if len(code) == _LETTERS and code.isalpha()}
    ours = {code: name for code, name in named.items() if code not in _NOT_SHOPIFYS}
    return dict(sorted(ours.items(), key=lambda each: each[1].casefold()))
