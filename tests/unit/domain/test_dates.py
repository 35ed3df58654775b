"""The chain from the dock to the customer, across weekends, cut-offs and changes of the clocks."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.dates import at_quantile, deliver_by, made_to_order_by, ship_by, working_day_of
from app.domain.model import Quantiles, Terms
from tests.unit.domain.worlds import WEEKDAYS

days = st.dates(date(2026, 1, 2), date(2028, 1, 1))
steps = st.integers(0, 6)


def test_receiving_and_handling_are_business_days():
    assert ship_by(date(2026, 12, 8), terms=Terms(), calendar=WEEKDAYS) == date(2026, 12, 10)
    assert ship_by(date(2026, 12, 11), terms=Terms(), calendar=WEEKDAYS) == date(2026, 12, 15)


def test_a_preorder_ships_no_earlier_than_its_release():
    terms = Terms(release_on=date(2026, 12, 19))  # a Saturday

    assert ship_by(date(2026, 12, 8), terms=terms, calendar=WEEKDAYS) == date(2026, 12, 21)


def test_what_is_made_to_order_ships_after_its_lead_time_and_never_in_the_past():
    terms = Terms(lead_time_days=6)
    ordered = date(2026, 11, 20)

    assert made_to_order_by(ordered, terms=terms, today=ordered, calendar=WEEKDAYS) == date(2026, 11, 30)
    late = made_to_order_by(ordered, terms=terms, today=date(2026, 12, 5), calendar=WEEKDAYS)
    assert late == date(2026, 12, 7)


@given(days, days, steps, steps)
def test_a_later_arrival_never_ships_earlier(first, second, receiving, handling):
    """I15."""
    terms = Terms(receiving_days=receiving, handling_days=handling)
    early, late = sorted((first, second))

    assert ship_by(early, terms=terms, calendar=WEEKDAYS) <= ship_by(late, terms=terms, calendar=WEEKDAYS)


def test_only_three_quantiles_are_shown():
    with pytest.raises(ValueError, match="not 70"):
        at_quantile(Quantiles(date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 1)), 70)


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        (datetime(2026, 11, 20, 18, 59, tzinfo=UTC), "America/New_York", date(2026, 11, 20)),
        (datetime(2026, 11, 20, 19, 0, tzinfo=UTC), "America/New_York", date(2026, 11, 21)),
        (datetime(2026, 11, 20, 23, 30, tzinfo=UTC), "Asia/Tokyo", date(2026, 11, 21)),
        (datetime(2026, 7, 20, 18, 30, tzinfo=UTC), "America/New_York", date(2026, 7, 21)),
    ],
    ids=["a minute before 14:00", "at 14:00", "morning in Tokyo", "14:30 in summer time"],
)
def test_the_cut_off_is_wall_clock_time_at_the_location(instant, zone, day):
    assert working_day_of(instant, zone=zone, cut_off=time(14)) == day


@given(st.integers(0, 365 * 24 * 60), st.integers(0, 72 * 60))
def test_a_later_order_is_never_worked_on_earlier_even_when_the_clocks_change(start, minutes):
    """I15 across both changes of the clocks."""
    first = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=start)
    second = first + timedelta(minutes=minutes)

    def day(instant):
        return working_day_of(instant, zone="Europe/Berlin", cut_off=time(14))

    assert day(first) <= day(second)


def test_transit_counts_the_carrier_s_days():
    assert deliver_by(date(2026, 12, 10), transit_days=3, carrier=WEEKDAYS) == date(2026, 12, 15)
