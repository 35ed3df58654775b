"""Seven customers want three each and nine are on hand, through webhooks, with orders an hour apart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.usecases.choose_sharing import choose_sharing
from sandbox.shopify import stock
from sandbox.shopify.control import lookup
from sandbox.shopify.model import Order
from sandbox.shopify.orders import actors
from tests.e2e.world import USER, World

KETTLE = "KETTLE-BLUE"
SEVEN = [f"customer{number}@example.com" for number in range(1, 8)]


@pytest.fixture
def nine_on_hand(world: World) -> World:
    """The kettle is switched on: 9 on hand, 40 stated for 3 December, from a supplier five days late."""
    world.late_by("Tallinn Metalworks", 5)
    with world.sandbox.store.act():
        kettle, place = world.variant(KETTLE), lookup.location(world.shopify, None)
        level = stock.level_at(world.sandbox.store, shop=world.shopify, item=kettle.inventory_item, location=place)
        stock.change(world.sandbox.store, shop=world.shopify, level=level, deltas={"available": 5})
    world.settle()
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)
    world.settle()
    return world


def seven_buy_three(world: World) -> list[Order]:
    orders = []
    for email in SEVEN:
        orders.append(world.buy(KETTLE, 3, email=email))
        world.settle()
        world.pass_time(timedelta(hours=1))
    return orders


def test_first_come_first_served_fills_three_orders_and_leaves_four_with_none(nine_on_hand):
    orders = seven_buy_three(nine_on_hand)

    assert [nine_on_hand.free(order, KETTLE) for order in orders] == [3, 3, 3, 0, 0, 0, 0]
    assert [nine_on_hand.held(order, KETTLE) for order in orders] == [0, 0, 0, 3, 3, 3, 3]


def test_the_four_are_promised_the_next_supply_and_only_they_are_told(nine_on_hand):
    seven_buy_three(nine_on_hand)

    told = [(each.email, each.properties["ShipDate"][:10]) for each in nine_on_hand.events("Backorder Placed")]
    assert told == [(email, "2026-12-10") for email in SEVEN[3:]]


def test_shipping_after_each_order_gives_the_same_three_orders(nine_on_hand):
    """The warehouse does not wait for the fourth customer."""
    shipped = []
    for email in SEVEN:
        order = nine_on_hand.buy(KETTLE, 3, email=email)
        nine_on_hand.settle()
        with nine_on_hand.sandbox.store.act():
            actors.ship_everything_open(nine_on_hand.sandbox.store, shop=nine_on_hand.shopify, orders=[order])
        nine_on_hand.pass_time(timedelta(hours=1))
        shipped.append(3 - nine_on_hand.free(order, KETTLE) - nine_on_hand.held(order, KETTLE))

    assert shipped == [3, 3, 3, 0, 0, 0, 0]


@pytest.fixture
def sharing(nine_on_hand: World) -> World:
    """Orders of eight hours share what is on hand."""
    with nine_on_hand.parts.database.write() as conn:
        choose_sharing(conn, nine_on_hand.shop, hours=8, by=USER, now=nine_on_hand.clock.now())
    nine_on_hand.pass_time(timedelta(minutes=1))
    return nine_on_hand


def free_and_held(world: World, orders: list[Order]) -> list[tuple[int, int]]:
    return [(world.free(order, KETTLE), world.held(order, KETTLE)) for order in orders]


def test_fair_share_gives_each_of_the_seven_one_and_the_two_oldest_another(sharing):
    orders = seven_buy_three(sharing)
    assert free_and_held(sharing, orders) == [(0, 3)] * 7

    sharing.pass_time(timedelta(hours=1, minutes=1))

    assert free_and_held(sharing, orders) == [(2, 1), (2, 1), (1, 2), (1, 2), (1, 2), (1, 2), (1, 2)]


def test_a_shopper_is_told_one_unit_for_the_day_after_the_close_and_the_rest_from_the_next_supply(sharing):
    before = sharing.metafield(KETTLE)["steps"]
    sharing.buy(KETTLE, 3, email=SEVEN[0])
    sharing.settle()

    assert before == [{"upto": 1, "by": "2026-11-24"}, {"upto": 41, "by": "2026-12-10"}]
    assert sharing.metafield(KETTLE)["steps"] == [{"upto": 1, "by": "2026-11-24"}, {"upto": 39, "by": "2026-12-10"}]


def test_each_customer_is_told_once_what_they_are_sure_of_and_once_what_ships_soon(sharing):
    seven_buy_three(sharing)
    assert [each.email for each in sharing.events("Backorder Placed")] == SEVEN
    sharing.pass_time(timedelta(hours=2))
    sharing.pass_time(timedelta(hours=1))

    assert [each.email for each in sharing.events("Backorder Shipping Soon")] == SEVEN
    assert sharing.events("Backorder ETA Changed") == []


def test_an_order_after_the_close_takes_nothing_from_those_before(sharing):
    orders = seven_buy_three(sharing)
    sharing.pass_time(timedelta(hours=2))
    late = sharing.buy(KETTLE, 3, email="late@example.com")
    sharing.settle()

    assert free_and_held(sharing, [*orders, late])[-2:] == [(1, 2), (0, 3)]
    assert sum(free for free, _ in free_and_held(sharing, orders)) == 9


def test_what_shipped_of_a_fixed_share_is_not_given_again(sharing):
    orders = seven_buy_three(sharing)
    sharing.pass_time(timedelta(hours=2))
    with sharing.sandbox.store.act():
        actors.ship_everything_open(sharing.sandbox.store, shop=sharing.shopify, orders=orders[:3])
    sharing.settle()

    assert free_and_held(sharing, orders) == [(0, 1), (0, 1), (0, 2), (1, 2), (1, 2), (1, 2), (1, 2)]


def test_a_share_that_is_cancelled_goes_to_the_oldest_who_wait(sharing):
    orders = seven_buy_three(sharing)
    sharing.pass_time(timedelta(hours=2))
    with sharing.sandbox.store.act():
        actors.cancel_order(sharing.sandbox.store, shop=sharing.shopify, order=orders[6])
    sharing.settle()

    assert [free for free, _ in free_and_held(sharing, orders[:6])] == [2, 2, 2, 1, 1, 1]
