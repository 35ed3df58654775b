"""Ten ordered, four on hand, through webhooks: four leave now, six are the backorder and leave in a second parcel.

The tiny shop has no watches; the kettle stands for them, 4 on hand and 40 on their way.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.admin.views import Received
from sandbox.shopify.model import Order
from sandbox.shopify.orders import actors
from tests.e2e.world import USER, World

WATCH = "KETTLE-BLUE"


@pytest.fixture
def ten_ordered(world: World) -> tuple[World, Order]:
    world.late_by("Tallinn Metalworks", 5)
    world.acts.switch_on(world.shop.id, [world.variant_id(WATCH)], user=USER)
    world.settle()
    order = world.buy(WATCH, 10)
    world.settle()
    return world, order


def ship(world: World, order: Order) -> list[int]:
    """The warehouse ships what is free; the units of every parcel so far."""
    with world.sandbox.store.act():
        actors.ship_everything_open(world.sandbox.store, shop=world.shopify, orders=[order])
    world.pass_time(timedelta(seconds=10))
    return [sum(line.quantity for line in parcel.lines) for parcel in order.fulfillments]


def test_four_are_free_to_ship_and_six_are_the_backorder(ten_ordered):
    world, order = ten_ordered

    assert (world.free(order, WATCH), world.held(order, WATCH)) == (4, 6)
    assert world.rows("SELECT first_unit, quantity FROM promise") == [(5, 6)]


def test_shipping_the_four_leaves_the_same_six_on_hold(ten_ordered):
    world, order = ten_ordered

    assert ship(world, order) == [4]
    assert (world.free(order, WATCH), world.held(order, WATCH)) == (0, 6)
    assert world.rows("SELECT first_unit, quantity FROM promise") == [(5, 6)]


def test_the_six_leave_in_a_second_fulfillment_when_the_supply_has_come(ten_ordered):
    world, order = ten_ordered
    ship(world, order)

    world.acts.receive(world.shop.id, [Received(world.supply_of(WATCH).id, 40, 0)], user=USER)
    world.pass_time(timedelta(seconds=10))

    assert (world.free(order, WATCH), world.held(order, WATCH)) == (6, 0)
    assert ship(world, order) == [4, 6]
