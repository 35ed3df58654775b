"""A warehouse that lives by another clock than its shop: the shop is in New York, the warehouse in Honolulu."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.admin.views import Received
from app.domain.ids import LocationId
from app.inbox.wake import Wake
from app.merchant_settings import SettingsActs
from tests.e2e.acts import KETTLE, held_part, order, promised, ship_open, switch_on
from tests.e2e.world import USER, World

LATE_ON_THE_NINTH = datetime(2026, 12, 10, 7, tzinfo=UTC)
"""In Honolulu. In New York it is two in the morning of the tenth."""


@pytest.mark.parametrize(("zone", "is_kept"), [(None, False), ("Pacific/Honolulu", True)])
def test_a_promise_is_kept_by_the_day_at_the_place_it_leaves(world: World, zone: str | None, *, is_kept: bool) -> None:
    switch_on(world, KETTLE)
    sold = order(world, {KETTLE: 10})
    assert promised(world, sold) == [(6, "2026-12-09")]
    place = LocationId(held_part(sold).location.id)
    settings = SettingsActs(world.parts.database, world.clock, Wake(), world.parts.klaviyo, world.parts.box)
    settings.say_zone(world.shop.id, place, zone=zone, user=USER)
    world.settle()
    world.pass_time(datetime(2026, 12, 8, 15, tzinfo=UTC) - world.clock.now())
    world.acts.receive(world.shop.id, [Received(world.supply_of(KETTLE).id, 40, 0)], user=USER)
    world.settle()

    world.pass_time(LATE_ON_THE_NINTH - world.clock.now())
    ship_open(world, sold)
    world.settle()

    kept = world.rows(
        "SELECT quantity, CAST(first_shown_on AS text), CAST(shipped_on AS text), kept_first FROM outcome"
    )
    shipped_on = date(2026, 12, 9 if is_kept else 10)
    assert kept == [(6, "2026-12-09", str(shipped_on), is_kept)]
