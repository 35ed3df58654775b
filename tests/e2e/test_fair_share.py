"""Seven customers want three each and nine are on hand, through webhooks, with orders an hour apart."""

from __future__ import annotations

from datetime import timedelta

import pytest

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
