"""Shopify does not answer for a day: nothing is lost, nothing parks, and afterwards the shop settles by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.e2e.world import USER, World

KETTLE = "KETTLE-BLUE"


@pytest.fixture
def selling(world: World) -> World:
    """The kettle is switched on, 4 on hand and 40 coming; Sarah waits for 6 of 10."""
    world.never_sleeps()
    world.late_by("Tallinn Metalworks", 5)
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)
    world.settle()
    world.buy(KETTLE, 10)
    world.settle()
    world.pass_time(timedelta(hours=1))
    return world


def live_through(world: World, *, hours: int) -> None:
    """Every hour somebody buys, and everything that waits is tried again."""
    for hour in range(hours):
        world.buy(KETTLE, 1, email=f"hour{hour}@example.com")
        world.pass_time(timedelta(hours=1))
        world.rests_are_over()
        world.settle()


def parked(world: World) -> list[tuple[object, ...]]:
    return world.rows("SELECT topic, last_error FROM inbox WHERE state = 'parked'")


def waiting(world: World) -> int:
    return len(world.rows("SELECT id FROM inbox WHERE state = 'waiting'"))


def all_is_promised_and_held(world: World, *, buyers: int) -> None:
    """Sarah's 6 and a unit for each of the others are owed, held, promised and off the shelf."""
    world.rests_are_over()
    world.settle()
    world.pass_time(timedelta(hours=1))
    late = [order for order in world.shopify.orders.values() if order.email and order.email.startswith("hour")]
    assert len(late) == buyers
    assert [world.held(order, KETTLE) for order in late] == [1] * buyers
    assert world.metafield(KETTLE)["left"] == 40 - 6 - buyers
    told = {each.email for each in world.events("Backorder Placed")}
    assert told == {"sarah@example.com", *(f"hour{hour}@example.com" for hour in range(buyers))}
    assert parked(world) == []
    assert waiting(world) == 0


def test_a_day_of_server_errors_parks_nothing(selling: World) -> None:
    selling.sandbox.store.dials.api.server_error_percent = 100
    live_through(selling, hours=24)
    assert parked(selling) == []
    assert waiting(selling) >= 24

    selling.sandbox.store.dials.api.server_error_percent = 0
    all_is_promised_and_held(selling, buyers=24)


def test_a_bad_night_is_not_the_last(selling: World) -> None:
    selling.sandbox.store.dials.api.server_error_percent = 100
    selling.pass_time(timedelta(hours=16))
    nights = selling.rows("SELECT kind, cause FROM due WHERE cause = 'night'")

    assert nights == [("reconcile", "night")]


def test_a_frozen_shop_parks_nothing(selling: World) -> None:
    selling.sandbox.store.dials.api.frozen = True
    live_through(selling, hours=8)
    assert parked(selling) == []

    selling.sandbox.store.dials.api.frozen = False
    all_is_promised_and_held(selling, buyers=8)


def test_a_revoked_token_parks_nothing_and_the_next_visit_of_the_merchant_sets_all_right(selling: World) -> None:
    with selling.sandbox.store.act():
        selling.shopify.installation.access_tokens.clear()
        for each in selling.shopify.installation.refresh_tokens.values():
            each.dead = True
    live_through(selling, hours=8)
    assert parked(selling) == []
    assert selling.rows("SELECT state FROM shop") == [("needs_reauth",)]

    selling.open_the_app()
    all_is_promised_and_held(selling, buyers=8)


def test_errors_then_a_freeze_then_a_revoked_token_in_one_day_lose_nothing(selling: World) -> None:
    """The merchant moves a date while nobody can be reached; Shopify and the customer hear of it afterwards."""
    dials = selling.sandbox.store.dials.api
    dials.server_error_percent = 100
    live_through(selling, hours=3)
    supply = selling.supply_of(KETTLE)
    selling.acts.move_eta(
        selling.shop.id, supply.id, to=date(2026, 12, 14), seen=date(2026, 12, 3), reason="Port strike", user=USER
    )
    selling.settle()
    dials.server_error_percent, dials.frozen = 0, True
    selling.pass_time(timedelta(hours=8))
    selling.rests_are_over()
    selling.settle()
    dials.frozen = False
    with selling.sandbox.store.act():
        selling.shopify.installation.access_tokens.clear()
        for each in selling.shopify.installation.refresh_tokens.values():
            each.dead = True
    selling.pass_time(timedelta(hours=8))
    selling.rests_are_over()
    selling.settle()

    selling.open_the_app()
    all_is_promised_and_held(selling, buyers=3)
    assert selling.rows("SELECT kind, state FROM action") == [("set_arrival", "done")]
    moved = [each.email for each in selling.events("Backorder ETA Changed")]
    assert moved == ["sarah@example.com"]
