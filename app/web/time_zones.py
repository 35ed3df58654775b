"""Time zones as a merchant chooses them: IANA names that begin with a part of the world."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

_PARTS_OF_THE_WORLD = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)


@cache
def zone_names() -> tuple[str, ...]:
    """In the order of their names. Abbreviations and fixed offsets are left out: they know no summer time."""
    return tuple(sorted(zone for zone in available_timezones() if zone.partition("/")[0] in _PARTS_OF_THE_WORLD))


def in_words(zone: str) -> str:
    """`America/New_York` as people read it."""
    return zone.replace("_", " ")
