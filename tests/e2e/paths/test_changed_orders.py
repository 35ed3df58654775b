"""Orders that somebody changes after they were placed: edits, cancellations, refunds, returns."""

from __future__ import annotations

from datetime import timedelta

from sandbox.shopify.orders import actors, refunding, returning
from sandbox.shopify.orders.refunding import GivenBack, RestockType
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG
from tests.e2e.world import World

SOON = timedelta(seconds=10)


def give_back(world: World, order: acts.Order, units: int, kind: RestockType) -> None:
    refunding.refund(
        world.sandbox.store,
        shop=world.shopify,
        order=order,
        units=[GivenBack(line=acts.line(order, KETTLE), quantity=units, restock_type=kind)],
        money=4900 * units,
    )
    world.settle()


def test_units_taken_off_a_line_come_off_what_is_held_and_may_be_sold_again(shop):
    order = acts.order(shop, {KETTLE: 10})

    acts.edit(shop, order, KETTLE, 7)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 3)
    assert acts.promised(shop, order) == [(3, "2026-12-10")]
    assert acts.left(shop, KETTLE) == 37


def test_an_order_edited_down_to_what_is_on_hand_holds_nothing_and_loses_its_tag(shop):
    order = acts.order(shop, {KETTLE: 10})

    acts.edit(shop, order, KETTLE, 4)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 0)
    assert order.tags == []
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]


def test_units_added_to_a_line_are_held_and_promised_for_the_day_they_can_have(shop):
    order = acts.order(shop, {KETTLE: 10})

    acts.edit(shop, order, KETTLE, 12)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 8)
    assert acts.promised(shop, order) == [(8, "2026-12-10")]
    assert acts.left(shop, KETTLE) == 32


def test_an_added_variant_that_is_out_of_stock_is_held_too(shop):
    order = acts.order(shop, {MUG: 1})

    actors.edit_order(shop.sandbox.store, shop=shop.shopify, order=order, add={shop.variant(KETTLE): 6})
    shop.settle()

    assert (shop.free(order, MUG), shop.held(order, MUG)) == (1, 0)
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 2)
    assert acts.promised(shop, order) == [(2, "2026-12-10")]


def test_a_line_edited_away_gives_its_units_to_the_next_in_the_queue(shop):
    first = acts.order(shop, {KETTLE: 4, MUG: 1})
    second = acts.order(shop, {KETTLE: 3}, email="ben@example.com")

    acts.edit(shop, first, KETTLE, 0)

    assert (shop.free(second, KETTLE), shop.held(second, KETTLE)) == (3, 0)
    assert acts.left(shop, KETTLE) == 41


def test_a_cancelled_order_gives_its_units_to_the_next_in_the_queue_who_is_told(shop):
    first = acts.order(shop, {KETTLE: 4})
    second = acts.order(shop, {KETTLE: 3}, email="ben@example.com")
    shop.pass_time(SOON)

    acts.cancel(shop, first)
    shop.pass_time(SOON)

    assert (shop.free(second, KETTLE), shop.held(second, KETTLE)) == (3, 0)
    assert acts.told(shop, "Backorder Shipping Soon") == [("ben@example.com", 3)]


def test_a_cancelled_backorder_has_no_holds_no_tag_and_frees_its_capacity(shop):
    order = acts.order(shop, {KETTLE: 10})

    acts.cancel(shop, order)

    assert acts.parts(order) == []
    assert order.tags == []
    assert acts.left(shop, KETTLE) == 44
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]


def test_an_order_cancelled_before_its_mail_went_is_not_mailed(shop):
    order = acts.order(shop, {KETTLE: 10})
    assert shop.rows("SELECT state FROM message") == [("open",)]
    acts.cancel(shop, order)

    shop.pass_time(SOON)

    assert shop.events() == []


def test_a_cancelled_order_hears_nothing_of_a_later_slip(shop):
    order = acts.order(shop, {KETTLE: 10})
    shop.pass_time(SOON)
    acts.cancel(shop, order)

    supply = shop.supply_of(KETTLE)
    shop.acts.move_eta(
        shop.shop.id, supply.id, to=supply.eta + timedelta(days=20), seen=supply.eta, reason="", user="1"
    )
    shop.pass_time(SOON)

    assert [each.metric for each in shop.events()] == ["Backorder Placed"]


def test_units_taken_off_before_the_mail_went_are_not_in_it(shop):
    order = acts.order(shop, {KETTLE: 10})

    acts.edit(shop, order, KETTLE, 6)
    shop.pass_time(SOON)

    assert acts.told(shop, "Backorder Placed") == [("sarah@example.com", 2)]


def test_unshipped_units_refunded_with_restock_come_off_the_hold(shop):
    order = acts.order(shop, {KETTLE: 10})

    give_back(shop, order, 3, "CANCEL")

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 3)
    assert acts.left(shop, KETTLE) == 37


def test_money_given_back_without_restock_takes_no_unit_from_anybody_however_long_it_lasts(shop):
    order = acts.order(shop, {KETTLE: 10})
    later = acts.order(shop, {KETTLE: 2}, email="ben@example.com")

    give_back(shop, order, 3, "NO_RESTOCK")
    shop.pass_time(timedelta(hours=1))

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)
    assert acts.promised(shop, later) == [(2, "2026-12-10")]
    assert acts.left(shop, KETTLE) == 32
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]


def test_the_backordered_rest_may_be_refunded_after_the_first_parcel_left(shop):
    order = acts.order(shop, {KETTLE: 10})
    acts.ship_open(shop, order)

    give_back(shop, order, 6, "CANCEL")

    assert acts.parts(order) == []
    assert acts.left(shop, KETTLE) == 40
    assert order.tags == []
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]


def test_shipped_units_that_come_back_serve_those_who_wait(shop):
    first = acts.order(shop, {KETTLE: 4})
    acts.ship_open(shop, first)
    second = acts.order(shop, {KETTLE: 3}, email="ben@example.com")
    assert shop.held(second, KETTLE) == 3

    place = next(iter(shop.shopify.locations.values()))
    actors.return_units(shop.sandbox.store, shop=shop.shopify, line=acts.line(first, KETTLE), quantity=2, to=place)
    shop.settle()

    assert (shop.free(second, KETTLE), shop.held(second, KETTLE)) == (2, 1)
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]


def test_a_return_of_the_shipped_part_leaves_the_backordered_part_promised(shop):
    order = acts.order(shop, {KETTLE: 10})
    acts.ship_open(shop, order)

    place = next(iter(shop.shopify.locations.values()))
    actors.return_units(shop.sandbox.store, shop=shop.shopify, line=acts.line(order, KETTLE), quantity=4, to=place)
    shop.settle()

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 2)
    assert acts.promised(shop, order) == [(2, "2026-12-10")]


def test_a_native_return_counts_when_it_is_processed_and_only_what_is_restocked_serves_who_waits(shop):
    store, place = shop.sandbox.store, next(iter(shop.shopify.locations.values()))
    order = acts.order(shop, {KETTLE: 10})
    acts.ship_open(shop, order)
    kettle = acts.line(order, KETTLE)
    back = returning.open_return(store, shop=shop.shopify, order=order, units={kettle: 4})
    shop.settle()
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (0, 6)

    returning.process_return(store, shop=shop.shopify, back=back, units={kettle: 1}, refunded=True)
    shop.settle()
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (0, 6)
    returning.process_return(store, shop=shop.shopify, back=back, units={kettle: 2}, refunded=True, restock_at=place)
    shop.settle()
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (2, 4)
    returning.process_return(store, shop=shop.shopify, back=back, units={kettle: 1}, restock_at=place)
    shop.settle()

    assert (back.status, shop.free(order, KETTLE), shop.held(order, KETTLE)) == ("CLOSED", 3, 3)
    assert acts.promised(shop, order) == [(3, "2026-12-10")]
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]
