"""The last day a merchant lets a line wait, and how it stands against the plan."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from app.domain.model import Quantiles


class Standing(StrEnum):
    """How likely a line ships by its stop-loss date."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    WILL_MISS = "will_miss"
    PASSED = "passed"


def standing(law: Quantiles | None, *, stop_on: date, today: date) -> Standing:
    """Against the ship-by law of a line's last unit; None: it has no honest date, so it will miss any."""
    if today > stop_on:
        return Standing.PASSED
    if law is None or law.p50 > stop_on:
        return Standing.WILL_MISS
    return Standing.AT_RISK if law.p90 > stop_on else Standing.ON_TRACK
