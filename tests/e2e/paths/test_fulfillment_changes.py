"""What warehouses, merchants and other apps do to fulfilment orders while units wait."""

from __future__ import annotations

from datetime import timedelta

from sandbox.shopify.fulfillment import regroup, shipping
from sandbox.shopify.fulfillment.units import everything
from sandbox.shopify.model import Location
from sandbox.shopify.orders import actors
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG, OTHER_APP
from tests.e2e.world import World


def other_app_holds(world: World, order: acts.Order) -> None:
    with world.sandbox.store.act():
        for part in order.fulfillment_orders:
            if part.status == "OPEN":
                actors.hold_by_somebody_else(world.sandbox.store, shop=world.shopify, on=part, app=OTHER_APP)
    world.settle()


def other_app_releases(world: World, order: acts.Order) -> None:
    with world.sandbox.store.act():
        for part in list(order.fulfillment_orders):
            theirs = [hold for hold in part.holds if hold.held_by == OTHER_APP]
            if theirs:
                actors.release_holds(world.sandbox.store, shop=world.shopify, of=part, holds=theirs)
    world.settle()


def studio(world: World) -> Location:
    return next(each for each in world.shopify.locations.values() if each.name == "Studio")


def test_shipping_the_free_units_leaves_the_others_held_and_promised(shop):
    order = acts.order(shop, {KETTLE: 10})

    acts.ship_open(shop, order)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (0, 6)
    assert acts.promised(shop, order) == [(6, "2026-12-10")]
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]


def test_two_of_the_four_free_units_shipped_first_change_nothing_for_the_rest(shop):
    order = acts.order(shop, {KETTLE: 10})
    part = acts.open_part(order)

    with shop.sandbox.store.act():
        shipping.ship(shop.sandbox.store, shop=shop.shopify, parts={part: {part.lines[0].id: 2}})
    shop.settle()

    assert acts.parts(order) == [("ON_HOLD", 6), ("IN_PROGRESS", 2)]
    assert acts.promised(shop, order) == [(6, "2026-12-10")]


def test_a_cancelled_parcel_is_owed_again_and_free_to_ship(shop):
    order = acts.order(shop, {KETTLE: 10})
    acts.ship_open(shop, order)

    with shop.sandbox.store.act():
        shipping.cancel_shipping(shop.sandbox.store, shop=shop.shopify, fulfillment=order.fulfillments[0])
    shop.settle()

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)
    assert acts.promised(shop, order) == [(6, "2026-12-10")]


def test_a_mixed_cart_is_free_to_ship_but_for_the_units_that_wait(shop):
    order = acts.order(shop, {MUG: 2, KETTLE: 10})

    assert (shop.free(order, MUG), shop.held(order, MUG)) == (2, 0)
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)


def test_held_units_moved_to_another_location_stay_held_and_promised(shop):
    order = acts.order(shop, {KETTLE: 10})

    with shop.sandbox.store.act():
        regroup.move(shop.sandbox.store, shop=shop.shopify, source=acts.held_part(order), to=studio(shop))
    shop.settle()

    assert acts.held_part(order).location.name == "Studio"
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)
    assert acts.promised(shop, order) == [(6, "2026-12-10")]
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]


def test_free_units_moved_to_another_location_stay_free(shop):
    order = acts.order(shop, {KETTLE: 10})

    with shop.sandbox.store.act():
        regroup.move(shop.sandbox.store, shop=shop.shopify, source=acts.open_part(order), to=studio(shop))
    shop.settle()

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)
    assert acts.left(shop, KETTLE) == 34


def test_free_units_split_and_merged_by_the_warehouse_change_nothing(shop):
    order = acts.order(shop, {KETTLE: 10})
    part = acts.open_part(order)

    with shop.sandbox.store.act():
        new = regroup.split(shop.sandbox.store, shop=shop.shopify, source=part, units={part.lines[0].id: 1})
    shop.settle()
    assert acts.parts(order) == [("ON_HOLD", 6), ("OPEN", 3), ("OPEN", 1)]

    with shop.sandbox.store.act():
        regroup.merge(shop.sandbox.store, shop=shop.shopify, parts=[part, new])
    shop.settle()
    assert acts.parts(order) == [("ON_HOLD", 6), ("OPEN", 4)]
    assert acts.promised(shop, order) == [(6, "2026-12-10")]


def test_another_apps_hold_on_the_free_units_is_left_alone(shop):
    order = acts.order(shop, {KETTLE: 10})

    other_app_holds(shop, order)
    shop.pass_time(timedelta(hours=2))

    assert acts.parts(order) == [("ON_HOLD", 6), ("ON_HOLD", 4)]
    assert [hold.held_by for part in order.fulfillment_orders for hold in part.holds].count(OTHER_APP) == 1


def test_another_apps_hold_on_our_held_units_survives_our_release(shop):
    order = acts.order(shop, {KETTLE: 10})
    with shop.sandbox.store.act():
        part = acts.held_part(order)
        actors.hold_by_somebody_else(shop.sandbox.store, shop=shop.shopify, on=part, app=OTHER_APP)
    shop.settle()

    acts.put_on_shelf(shop, KETTLE, 10)

    assert [hold.held_by for hold in part.holds] == [OTHER_APP]
    assert acts.parts(order) == [("ON_HOLD", 6), ("OPEN", 4)]


def test_our_tag_comes_off_again_before_any_look_has_shown_it(shop):
    """Nobody but us may know of it: the read of stock says that nothing waits any more, and the order is not read."""
    order = shop.buy(KETTLE, 10)
    shop.scheduler.run_due()
    (part,) = order.fulfillment_orders
    with shop.sandbox.store.act():
        actors.hold_by_somebody_else(shop.sandbox.store, shop=shop.shopify, on=part, app=OTHER_APP)
    shop.sandbox.dispatcher.pump()
    shop.drain.drain_all()
    assert order.tags == ["Backorder"]
    shop.sandbox.dispatcher.forget()

    acts.put_on_shelf(shop, KETTLE, 20)

    assert order.tags == []


def test_an_order_that_another_app_holds_whole_is_cut_the_moment_it_lets_go(shop):
    order = shop.buy(KETTLE, 10)
    with shop.sandbox.store.act():
        actors.route_now(shop.sandbox.store, shop=shop.shopify, order=order)
    other_app_holds(shop, order)
    shop.pass_time(timedelta(minutes=30))
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (0, 0)

    other_app_releases(shop, order)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)


def test_a_hold_released_by_the_merchant_is_not_placed_again_and_is_shown(shop):
    order = acts.order(shop, {KETTLE: 10})

    with shop.sandbox.store.act():
        actors.release_as_merchant(shop.sandbox.store, shop=shop.shopify, of=acts.held_part(order))
    shop.settle()
    shop.pass_time(timedelta(hours=2))
    shop.reconcile()

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (10, 0)
    verbs = shop.rows("SELECT verb, actor FROM activity WHERE subject LIKE 'order:%'")
    assert verbs == [("noticed a change by somebody else", "shopify")]
    (row,) = acts.view(shop, KETTLE).promises
    assert [(each.kind, each.units) for each in row.undone] == [("hold", 6)]


def test_held_units_that_the_merchant_ships_anyway_are_no_longer_owed(shop):
    order = acts.order(shop, {KETTLE: 10})
    with shop.sandbox.store.act():
        part = acts.held_part(order)
        actors.release_as_merchant(shop.sandbox.store, shop=shop.shopify, of=part)
        shipping.ship(shop.sandbox.store, shop=shop.shopify, parts={part: everything(part)})
    shop.settle()

    assert acts.promised(shop, order) == []
    assert order.tags == []
    assert acts.left(shop, KETTLE) == 40 - 6
