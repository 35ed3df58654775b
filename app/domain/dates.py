"""The chain of dates: dock arrival, receiving, handling, ship-by, transit, deliver-by.

Each step is non-decreasing, so the chain is: a later arrival never ships earlier (I15).
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from app.domain.calendar import Calendar
    from app.domain.model import Quantiles, Terms


def ship_by(arrival: date, *, terms: Terms, calendar: Calendar) -> date:
    """The day units that reach the dock on `arrival` are with the carrier: receiving, then handling, in business days.

    A preorder never ships before its release day. Local dates of the location that ships.
    """
    shelved = calendar.add(arrival, terms.receiving_days)
    handled = calendar.add(shelved, terms.handling_days)
    return not_before(handled, terms.release_on, calendar=calendar)


def not_before(day: date, earliest: date | None, *, calendar: Calendar) -> date:
    """`day`, or the first working day on or after `earliest` where that is later."""
    if earliest is None or earliest <= day:
        return day
    return calendar.on_or_after(earliest)


def made_to_order_by(ordered_on: date, *, terms: Terms, today: date, calendar: Calendar) -> date:
    """Ship-by of a unit made for its order: the lead time in business days, and never a day that has passed."""
    lead = terms.lead_time_days or 0
    starts = max(ordered_on, terms.lead_from or ordered_on)
    ready = max(calendar.add(starts, lead), calendar.on_or_after(today))
    return not_before(ready, terms.release_on, calendar=calendar)


def working_day_of(instant: datetime, *, zone: str, cut_off: time) -> date:
    """The local day whose work includes an order of `instant` (aware): the next day once the cut-off has struck.

    `cut_off` is wall-clock time in the IANA `zone`, so it stays at 14:00 across a change of the clocks.
    """
    local = instant.astimezone(ZoneInfo(zone))
    late = local.time() >= cut_off
    return local.date() + timedelta(days=1 if late else 0)


def deliver_by(shipped: date, *, transit_days: int, carrier: Calendar) -> date:
    """The day a parcel of `shipped` is with the customer, in the carrier's own working days."""
    return carrier.add(shipped, transit_days)


def at_quantile(law: Quantiles, quantile: int) -> date:
    """The date at 50, 80 or 90 per cent.

    Raises:
        ValueError: another quantile was asked for.
    """
    if quantile not in {50, 80, 90}:
        raise ValueError(f"a shown date is the 50, 80 or 90 % quantile, not {quantile}")
    return {50: law.p50, 80: law.p80, 90: law.p90}[quantile]
