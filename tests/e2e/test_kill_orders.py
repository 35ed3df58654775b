"""A worker dies between a write to an order and its confirmation; a merchant releases by hand what we held."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.db import footprints
from app.db.footprints import Footprint
from app.db.shopstate import DEADLINE, HOLDS, order_resource
from app.db.tables.shopstate import FootprintState
from app.domain.ids import OrderId
from sandbox.shopify import stock
from sandbox.shopify.model import Order
from sandbox.shopify.orders import actors
from tests.e2e.crash import die_at
from tests.e2e.world import USER, World

KETTLE = "KETTLE-BLUE"


@pytest.fixture
def on_sale(world: World) -> World:
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)
    world.settle()
    return world


def holds(order: Order) -> list[str]:
    return sorted(hold.handle for owner in order.fulfillment_orders for hold in owner.holds)


def metafield(world: World, order: Order) -> Any:
    return next((each.value for each in world.shopify.metafields.values() if each.owner is order), None)


def stock_arrives(world: World, units: int) -> None:
    item = world.variant(KETTLE).inventory_item
    with world.sandbox.store.act():
        (level,) = (each for each in item.levels.values() if each.location.name == "Warehouse")
        stock.change(world.sandbox.store, shop=world.shopify, level=level, deltas={"available": units})


def release_by_hand(world: World, order: Order) -> None:
    with world.sandbox.store.act():
        for owner in [each for each in order.fulfillment_orders if each.holds]:
            actors.release_as_merchant(world.sandbox.store, shop=world.shopify, of=owner)


def slip(world: World, *, days: int) -> None:
    supply = world.supply_of(KETTLE)
    assert supply.eta is not None
    later = supply.eta + timedelta(days=days)
    world.acts.move_eta(world.shop.id, supply.id, to=later, seen=supply.eta, reason="Strike", user=USER)


def footprint(world: World, order: Order) -> Footprint | None:
    with world.parts.database.read() as conn:
        return footprints.footprint_of(conn, world.shop.id, order_resource(OrderId(order.id)), HOLDS)


def unsettled(world: World) -> list[tuple[Any, ...]]:
    return world.rows("SELECT resource, field, value, last_error FROM desired WHERE NOT settled")


@pytest.mark.parametrize("webhooks", ["delivered", "lost"])
@pytest.mark.parametrize("reaches", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("mutation", ["HoldFulfillmentOrder", "AddTags", "SetMetafields"])
def test_a_kill_while_an_order_is_held_ends_with_one_hold_of_exactly_the_backordered_units(
    on_sale, mutation, reaches, webhooks
):
    bought: list[Order] = []
    die_at(on_sale, mutation, reaches=reaches, act=lambda: bought.append(on_sale.buy(KETTLE, 10)))
    if webhooks == "lost":
        on_sale.sandbox.dispatcher.forget()
    on_sale.settle()
    (order,) = bought

    assert (on_sale.free(order, KETTLE), on_sale.held(order, KETTLE)) == (4, 6)
    assert holds(order) == ["backorder:1"]
    assert order.tags == ["Backorder"]
    assert metafield(on_sale, order) is not None
    assert unsettled(on_sale) == []


@pytest.mark.parametrize("webhooks", ["delivered", "lost"])
@pytest.mark.parametrize("reaches", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("mutation", ["ReleaseHolds", "RemoveTags", "DeleteMetafields"])
def test_a_kill_while_an_order_is_let_go_leaves_nothing_of_ours_on_it(on_sale, mutation, reaches, webhooks):
    order = on_sale.buy(KETTLE, 10)
    on_sale.settle()
    die_at(on_sale, mutation, reaches=reaches, act=lambda: stock_arrives(on_sale, 40))
    if webhooks == "lost":
        on_sale.sandbox.dispatcher.forget()
    on_sale.settle()

    assert (on_sale.free(order, KETTLE), holds(order)) == (10, [])
    assert order.tags == []
    assert metafield(on_sale, order) is None
    assert unsettled(on_sale) == []


def test_a_hold_the_merchant_released_by_hand_is_not_placed_again(on_sale):
    order = on_sale.buy(KETTLE, 10)
    on_sale.settle()
    release_by_hand(on_sale, order)
    on_sale.settle()
    slip(on_sale, days=30)
    on_sale.settle()

    assert (on_sale.free(order, KETTLE), holds(order)) == (10, [])
    assert footprint(on_sale, order).state is FootprintState.FOREIGN
    assert on_sale.rows("SELECT subject FROM activity WHERE verb = 'noticed a change by somebody else'") == [
        (order_resource(OrderId(order.id)),)
    ]
    assert unsettled(on_sale) == []


def test_an_order_that_shrinks_while_it_is_held_is_still_ours(on_sale):
    order = on_sale.buy(KETTLE, 10)
    on_sale.settle()
    with on_sale.sandbox.store.act():
        actors.edit_order(on_sale.sandbox.store, shop=on_sale.shopify, order=order, quantities={order.lines[0]: 5})
    on_sale.settle()
    slip(on_sale, days=30)
    on_sale.settle()

    assert (on_sale.free(order, KETTLE), on_sale.held(order, KETTLE)) == (4, 1)
    assert footprint(on_sale, order).state is FootprintState.CONFIRMED


def test_what_remains_of_our_holds_on_an_order_released_by_hand_is_let_go_when_its_units_are_there(on_sale):
    order = on_sale.buy(KETTLE, 10)
    on_sale.settle()
    release_by_hand(on_sale, order)
    on_sale.settle()
    stock_arrives(on_sale, 40)
    on_sale.settle()

    assert (on_sale.free(order, KETTLE), holds(order), order.tags) == (10, [], [])
    assert unsettled(on_sale) == []


def test_units_that_shopify_lets_nobody_hold_are_not_asked_for_without_end(on_sale):
    on_sale.sandbox.dispatcher.forget()
    order = on_sale.buy(KETTLE, 10)
    on_sale.scheduler.run_due()
    for owner in order.fulfillment_orders:
        owner.status = "SCHEDULED"
    on_sale.settle()

    assert on_sale.held(order, KETTLE) == 0
    waits = {field: error for _, field, _, error in unsettled(on_sale)}
    assert waits[HOLDS] == "Shopify lets nobody hold these units now."
    assert waits.keys() == {HOLDS, DEADLINE}

    for owner in order.fulfillment_orders:
        owner.status = "OPEN"
    on_sale.pass_time(timedelta(minutes=1))
    on_sale.pass_time(timedelta(minutes=1))

    assert on_sale.held(order, KETTLE) == 6
