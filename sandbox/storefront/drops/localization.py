"""The `localization` object: where the visitor shops, and where they might."""

from __future__ import annotations

from sandbox.storefront.countries import COUNTRIES, named
from sandbox.storefront.drops.drop import Drop


def localization_drop(*, country: str, locale: str) -> Drop:
    """`country` is ISO 3166-1 alpha-2, `locale` the language its name is said in."""
    (chosen,) = _countries([country], locale=locale)
    available = _countries({*COUNTRIES, country}, locale=locale)
    return Drop("localization", {"country": chosen, "available_countries": available})


def _countries(codes: list[str] | set[str], *, locale: str) -> list[Drop]:
    return [
        Drop("country", {"iso_code": found["code"], "name": found["name"]}) for found in named(codes, locale=locale)
    ]
