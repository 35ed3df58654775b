"""Stock that changes all the time: the first news of it is looked at when it comes, the rest together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.refetch.pace import Pace
from app.worker import drainer
from sandbox.shopify import stock
from tests.e2e.world import USER, World

KETTLE, MUG = "KETTLE-BLUE", "MUG-RED"


class Machine:
    """A clock of seconds that stands still."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def shop(world: World, machine: Machine) -> World:
    """Both variants are on, and the worker looks at stock once a minute."""
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE), world.variant_id(MUG)], user=USER)
    world.settle()
    world.drain = drainer(world.parts, pace=Pace(seconds=60, now=machine))
    return world


def lose_one(world: World, sku: str) -> None:
    world.clock.advance(timedelta(seconds=2))
    (level,) = [each for each in world.variant(sku).inventory_item.levels.values() if each.quantities["available"] > 0]
    with world.sandbox.store.act():
        stock.change(world.sandbox.store, shop=world.shopify, level=level, deltas={"available": -1})
    world.settle()


def waiting(world: World) -> list[tuple[object, ...]]:
    return [tuple(row) for row in world.rows("SELECT topic, attempts FROM inbox WHERE state = 'waiting'")]


def test_what_comes_on_the_heels_of_a_look_is_looked_at_together_a_moment_later(
    shop: World, machine: Machine, asked: list[str]
) -> None:
    lose_one(shop, MUG)
    assert asked.count("StockAndSupply") == 1
    assert shop.metafield(MUG)["left"] == 24

    lose_one(shop, MUG)
    lose_one(shop, KETTLE)
    assert asked.count("StockAndSupply") == 1
    assert waiting(shop) == [("inventory_levels/update", 0)] * 2

    machine.at += 60
    shop.rests_are_over()
    shop.settle()
    assert asked.count("StockAndSupply") == 2
    assert (shop.metafield(MUG)["left"], shop.metafield(KETTLE)["left"]) == (23, 43)
    assert waiting(shop) == []


def test_an_order_that_is_routed_never_waits_and_takes_along_what_does(shop: World, asked: list[str]) -> None:
    lose_one(shop, MUG)
    lose_one(shop, KETTLE)
    order = shop.buy(KETTLE, 6)
    shop.rests_are_over()
    shop.settle()
    assert shop.held(order, KETTLE) == 3
    assert (shop.metafield(MUG)["left"], shop.metafield(KETTLE)["left"]) == (24, 37)
    assert waiting(shop) == []


def test_a_look_for_an_order_takes_along_the_news_that_waited_for_company(shop: World, asked: list[str]) -> None:
    lose_one(shop, MUG)
    lose_one(shop, MUG)
    lose_one(shop, KETTLE)
    assert waiting(shop) == [("inventory_levels/update", 0)] * 2

    order = shop.buy(KETTLE, 6)
    shop.settle()

    assert shop.held(order, KETTLE) == 3
    assert (shop.metafield(MUG)["left"], shop.metafield(KETTLE)["left"]) == (23, 37)
    assert waiting(shop) == []


def test_what_cannot_be_dealt_with_is_tried_alone_and_not_told_to_wait(
    shop: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wait is not a try: who only waits never parks, and fails every look that takes it along."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("app.worker.gather", fail)
    lose_one(shop, MUG)
    assert shop.rows("SELECT failures, last_error FROM inbox WHERE state = 'waiting'") == [(1, "ZeroDivisionError: ")]


def test_what_shoppers_see_is_written_after_the_hold_and_before_the_order_is_marked(
    shop: World, asked: list[str]
) -> None:
    shop.buy(KETTLE, 6)
    shop.settle()
    writes = [each for each in asked if each.startswith(("Hold", "Set", "Add"))]
    assert writes[:4] == ["HoldFulfillmentOrder", "SetMetafields", "SetMetafields", "AddTags"]


def test_an_order_is_read_once_when_it_is_routed_and_nobody_asks_whose_its_parts_are(
    shop: World, asked: list[str]
) -> None:
    shop.buy(MUG, 1)
    shop.sandbox.dispatcher.pump()
    shop.drain.drain_once()
    assert asked.count("OrdersByIds") == 0
    assert ("orders/create", 0) in waiting(shop)

    shop.settle()

    assert (asked.count("OrdersByIds"), asked.count("FulfillmentOrderOwners")) == (1, 0)
    assert waiting(shop) == []


def test_an_order_whose_routing_nobody_hears_of_is_read_a_moment_later(
    shop: World, machine: Machine, asked: list[str]
) -> None:
    shop.buy(MUG, 1)
    shop.sandbox.dispatcher.pump()
    shop.drain.drain_once()
    shop.scheduler.run_due()
    shop.sandbox.dispatcher.forget()

    machine.at += 1
    shop.rests_are_over()
    shop.settle()

    assert asked.count("OrdersByIds") == 1
    assert waiting(shop) == []
