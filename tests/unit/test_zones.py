"""Which day it is, and where."""

from datetime import UTC, date, datetime

from app.db.zones import Zones
from app.domain.ids import DEFAULT_POOL, LocationId, PoolId
from app.domain.pools import Pools
from app.web.time_zones import in_words, zone_names

OHIO, TOKYO, HAWAII = LocationId(1), LocationId(2), LocationId(3)
EVENING = datetime(2026, 12, 3, 23, tzinfo=UTC)
"""The evening of the third in New York, and the morning of the fourth in Tokyo."""
ZONES = Zones("America/New_York", {TOKYO: "Asia/Tokyo", HAWAII: "Pacific/Honolulu"})


def test_a_location_without_a_zone_lives_by_the_shops() -> None:
    assert (ZONES.of(OHIO), ZONES.of(None), ZONES.of(TOKYO)) == ("America/New_York", "America/New_York", "Asia/Tokyo")
    assert ZONES.today(OHIO, EVENING) == date(2026, 12, 3)
    assert ZONES.today(TOKYO, EVENING) == date(2026, 12, 4)


def test_a_pool_promises_no_day_that_is_over_in_the_shop_or_at_one_of_its_locations() -> None:
    asia = PoolId(2)
    pools = Pools({asia: "Asia"}, {TOKYO: asia}, {"JP": asia})
    assert ZONES.today_in(asia, pools, EVENING) == date(2026, 12, 4)
    assert ZONES.today_in(DEFAULT_POOL, pools, EVENING) == date(2026, 12, 3)
    assert ZONES.today_in(DEFAULT_POOL, Pools(), EVENING) == date(2026, 12, 4)
    closed = Zones("America/New_York", {TOKYO: "Asia/Tokyo"}, frozenset({TOKYO}))
    assert (closed.today(TOKYO, EVENING), closed.today_in(DEFAULT_POOL, Pools(), EVENING)) == (
        date(2026, 12, 4),
        date(2026, 12, 3),
    )
    just_after_midnight = datetime(2026, 12, 4, 6, tzinfo=UTC)
    assert Zones("America/New_York", {HAWAII: "Pacific/Honolulu"}).today_in(
        DEFAULT_POOL, Pools(), just_after_midnight
    ) == date(2026, 12, 4)


def test_zones_are_chosen_by_names_that_know_summer_time() -> None:
    names = zone_names()
    assert {"Europe/Tallinn", "America/New_York", "Pacific/Auckland"} <= set(names)
    assert not {"EST", "Etc/GMT+5", "UTC", "localtime", "posixrules"} & set(names)
    assert list(names) == sorted(names)
    assert in_words("America/New_York") == "America/New York"
