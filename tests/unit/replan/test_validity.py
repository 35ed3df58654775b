"""When a promise ends: on an even hour of the shop's wall clock, since the cart's limit can tell no other."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.replan.publish import validity


def ends(*now: int, zone: str = "America/New_York") -> tuple[str, str]:
    until, until_local = validity(datetime(*now, tzinfo=UTC), zone)  # type: ignore[misc,arg-type]
    return until.isoformat().replace("+00:00", "Z"), until_local


def test_a_promise_lasts_48_hours_less_the_time_since_the_last_even_hour() -> None:
    assert ends(2026, 11, 21, 15, 0) == ("2026-11-23T15:00:00Z", "2026-11-23T10:00")
    assert ends(2026, 11, 21, 16, 59) == ("2026-11-23T15:00:00Z", "2026-11-23T10:00")
    assert ends(2026, 11, 21, 17, 0) == ("2026-11-23T17:00:00Z", "2026-11-23T12:00")


def test_the_hour_is_the_shop_s_own_also_where_its_offset_is_no_whole_hour() -> None:
    assert ends(2026, 11, 21, 15, 0, zone="Asia/Kathmandu") == ("2026-11-23T14:15:00Z", "2026-11-23T20:00")


@pytest.mark.parametrize(
    ("now", "until"),
    [
        pytest.param(
            (2027, 3, 12, 7, 30), ("2027-03-14T07:00:00Z", "2027-03-14T02:00"), id="the hour that is left out"
        ),
        pytest.param((2026, 10, 30, 5, 30), ("2026-11-01T04:00:00Z", "2026-11-01T00:00"), id="before the hour twice"),
        pytest.param((2026, 10, 30, 6, 30), ("2026-11-01T04:00:00Z", "2026-11-01T00:00"), id="in the hour twice"),
        pytest.param((2026, 10, 30, 7, 30), ("2026-11-01T07:00:00Z", "2026-11-01T02:00"), id="after the hour twice"),
    ],
)
def test_both_ends_are_one_moment_when_the_clocks_change(now: tuple[int, ...], until: tuple[str, str]) -> None:
    assert ends(*now) == until


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "UTC"])
def test_the_page_and_the_cart_change_their_minds_together(zone: str) -> None:
    """At the instant of `until` the wall clock shows the local end or, where that hour is left out, just after it."""
    for month in range(1, 13):
        for day in range(1, 29):
            until, until_local = validity(datetime(2027, month, day, 3, 20, tzinfo=UTC), zone)
            wall = until.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            assert 0 <= (wall - datetime.fromisoformat(until_local)).total_seconds() <= 3600, until_local
