"""Products that go while customers wait for them."""

from __future__ import annotations

from datetime import timedelta

from sandbox.shopify.acts import catalog
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG
from tests.e2e.world import World

SOON = timedelta(seconds=10)


def delete_product(world: World, sku: str) -> None:
    with world.sandbox.store.act():
        catalog.delete_product(world.sandbox.store, shop=world.shopify, product=world.variant(sku).product)
    world.settle()


def test_whoever_waits_for_a_deleted_product_stays_held_and_is_told_that_no_date_can_be_given(shop):
    order = acts.order(shop, {KETTLE: 10, MUG: 1})
    shop.pass_time(SOON)

    delete_product(shop, KETTLE)
    shop.pass_time(SOON)

    assert (shop.free(order, MUG), shop.held(order, KETTLE)) == (1, 6)
    assert acts.promised(shop, order) == [(6, None)]
    (told,) = shop.events("Backorder ETA Changed")
    assert (told.email, told.properties["BackorderedQuantity"]) == ("sarah@example.com", 6)
    assert told.properties["NewShipDateText"] == "a date we cannot give yet"


def test_a_deleted_product_is_named_with_everybody_who_waits_for_it(shop):
    acts.order(shop, {KETTLE: 10})
    acts.order(shop, {KETTLE: 2}, email="ben@example.com")

    delete_product(shop, KETTLE)

    assert shop.rows("SELECT actor, detail FROM activity WHERE verb = 'discontinued'") == [
        ("shopify", '{"orders":2,"units":8}')
    ]


def test_the_units_of_a_deleted_product_leave_with_a_cancellation(shop):
    order = acts.order(shop, {KETTLE: 10, MUG: 1})
    delete_product(shop, KETTLE)

    acts.edit(shop, order, KETTLE, 0)

    assert shop.held(order, KETTLE) == 0
    assert shop.free(order, MUG) == 1
    assert order.tags == []


def test_a_deleted_product_without_waiting_orders_is_forgotten_quietly(shop):
    delete_product(shop, KETTLE)
    shop.pass_time(timedelta(hours=3))

    assert shop.rows("SELECT count(*) FROM desired WHERE NOT settled") == [(0,)]
    assert shop.rows("SELECT count(*) FROM activity WHERE verb = 'discontinued'") == [(0,)]
