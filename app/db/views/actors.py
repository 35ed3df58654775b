"""Whose act or decision something was, as merchants read it."""

from __future__ import annotations

from typing import Final

_TEAM: Final = "Your team"
_SPOKEN: Final = {"person": _TEAM, "file": _TEAM, "shopify": "In Shopify"}


def spoken(actor: str) -> str:
    """From an actor as the log and the footprint name it, such as `person:42` or `worker`.

    Staff are known by number only: a session token brings no name.
    """
    return _SPOKEN.get(actor.partition(":")[0], "Backorder")
