"""When a supplier's stated date comes true: from its own record, or, before it has one, from the merchant's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.domain.model import Quantiles


@dataclass(frozen=True, slots=True)
class SupplierHistory:
    """What we know about a supplier's punctuality. `buffer_days` is the merchant's own estimate, in calendar days."""

    buffer_days: int = 0


def arrival(stated: date | None, *, today: date, history: SupplierHistory) -> Quantiles | None:
    """When a supply stated for `stated` reaches the dock; None where nobody stated a date.

    Never in the past: it is not here today, so the earliest answer is tomorrow once the stated date has passed.
    """
    if stated is None:
        return None
    return _cold(stated, today=today, buffer_days=history.buffer_days)


def _cold(stated: date, *, today: date, buffer_days: int) -> Quantiles:
    """The merchant's buffer as a certainty; once that is over, twice it, four times it.

    Doubling, because "tomorrow" would be a new slip every day, and because what is late stays late in proportion.
    """
    late = max(buffer_days, 0)
    while stated + timedelta(days=late) < today or (late == 0 and stated < today):
        late = max(1, 2 * late)
    day = stated + timedelta(days=late)
    return Quantiles(day, day, day)
