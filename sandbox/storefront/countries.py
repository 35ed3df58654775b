"""The countries this shop sells to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import Locale

if TYPE_CHECKING:
    from collections.abc import Iterable

COUNTRIES = ("US", "CA", "GB", "IE", "DE", "AT", "CH", "FR", "BE", "NL", "DK", "SE", "NO", "FI", "AU", "NZ", "JP")
"""ISO 3166-1 alpha-2."""


def named(codes: Iterable[str], *, locale: str) -> list[dict[str, str]]:
    """Each with its `code` and its `name` in that language, by name."""
    names = Locale.parse(locale, sep="-").territories
    return sorted(({"code": code, "name": names[code]} for code in codes), key=lambda choice: choice["name"])
