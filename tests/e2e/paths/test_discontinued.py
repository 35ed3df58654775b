"""Products that go while customers wait for them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from app.db.views import ShopViews
from app.errors import AppError, Conflict
from sandbox.shopify.acts import catalog
from sandbox.shopify.orders.checkout import Details
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG
from tests.e2e.crash import die_at
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


def test_who_waits_for_what_will_not_come_is_told_once_and_refunded_when_the_merchant_says_so(shop):
    sarah = acts.order(shop, {KETTLE: 10, MUG: 1})
    ben = acts.order(shop, {KETTLE: 2}, email="ben@example.com")
    shop.pass_time(SOON)

    item = shop.acts.discontinue(shop.shop.id, shop.variant_id(KETTLE), user="42")
    shop.acts.discontinue(shop.shop.id, shop.variant_id(KETTLE), user="42")
    shop.pass_time(SOON)

    assert (shop.variant(KETTLE).policy, shop.metafield(KETTLE)) == ("DENY", None)
    assert [acts.promised(shop, each) for each in (sarah, ben)] == [[(6, None)], [(2, None)]]
    assert acts.told(shop, "Backorder ETA Changed") == [("sarah@example.com", 6), ("ben@example.com", 2)]
    assert (shop.free(sarah, KETTLE), sarah.refunds, ben.refunds) == (4, [], [])

    views = ShopViews(shop.parts.database, shop.clock)
    lines = [acts.line(each, KETTLE).id for each in (sarah, ben)]
    assert [(row.units, row.orders) for row in views.discontinued(shop.shop.id)] == [(8, 2)]
    assert shop.acts.refund_waiting(shop.shop.id, item, lines, user="42") == 2
    assert shop.acts.refund_waiting(shop.shop.id, item, lines, user="42") == 0
    assert [line.refunding for line in views.discontinued_item(shop.shop.id, item).lines] == [True, True]
    shop.pass_time(SOON)

    assert [sum(each.amount for each in order.refunds[0].transactions) for order in (sarah, ben)] == [
        6 * 4900,
        2 * 4900,
    ]
    assert (acts.parts(sarah), acts.parts(ben)) == ([("OPEN", 5)], [])
    assert sarah.tags == []
    level = next(iter(shop.variant(KETTLE).inventory_item.levels.values()))
    assert (level.quantities["available"], level.quantities["committed"], level.on_hand) == (0, 4, 4)
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]
    cancelled = shop.events("Backorder Cancelled")
    assert [(each.email, each.properties["RefundAmount"]) for each in cancelled] == [
        ("sarah@example.com", 294.0),
        ("ben@example.com", 98.0),
    ]
    assert acts.told(shop, "Backorder Cancelled") == [("sarah@example.com", 6), ("ben@example.com", 2)]
    assert shop.acts.refund_waiting(shop.shop.id, item, lines, user="42") == 0
    view = views.discontinued_item(shop.shop.id, item)
    assert (view.row.units, view.lines) == (0, ())
    assert [(each.order_name, each.units, each.paid and str(each.paid.amount)) for each in view.refunds] == [
        (ben.name, 2, "98.00"),
        (sarah.name, 6, "294.00"),
    ]


@pytest.mark.parametrize("reaches", [False, True])
def test_a_worker_that_dies_at_a_refund_makes_it_once(shop, reaches):
    order = acts.order(shop, {KETTLE: 10})
    item = shop.acts.discontinue(shop.shop.id, shop.variant_id(KETTLE), user="42")
    shop.settle()
    lines = [order.lines[0].id]

    refund = partial(shop.acts.refund_waiting, shop.shop.id, item, lines, user="42")
    die_at(shop, "RefundUnits", reaches=reaches, act=refund)
    shop.settle()

    assert [[each.amount for each in refund.transactions] for refund in order.refunds] == [[6 * 4900]]
    assert shop.rows("SELECT state FROM action WHERE kind = 'refund_units'") == [("done",)]


def test_a_deleted_product_is_refunded_the_same_way_and_what_was_not_paid_only_leaves_the_order(shop):
    paid = acts.order(shop, {KETTLE: 6})
    unpaid = acts.order(shop, {KETTLE: 1, MUG: 1}, email="ben@example.com", details=Details(payment="PENDING"))
    item, lines = shop.variant(KETTLE).inventory_item.id, [acts.line(each, KETTLE).id for each in (paid, unpaid)]
    with pytest.raises(Conflict, match="expected again"):
        shop.acts.refund_waiting(shop.shop.id, item, lines, user="42")
    delete_product(shop, KETTLE)
    shop.pass_time(SOON)

    assert shop.acts.refund_waiting(shop.shop.id, item, lines, user="42") == 2
    shop.pass_time(SOON)

    assert (paid.lines[0].current_quantity, acts.parts(paid)) == (4, [("OPEN", 4)])
    assert (unpaid.lines[0].current_quantity, unpaid.refunds[0].transactions) == (0, [])
    assert [each.properties["RefundText"] for each in shop.events("Backorder Cancelled")] == [
        "$98.00 will be refunded to your original payment method",
        "",
    ]


def test_who_kept_waiting_for_a_discontinued_item_is_promised_from_another_supply(shop):
    order = acts.order(shop, {KETTLE: 10})
    item = shop.acts.discontinue(shop.shop.id, shop.variant_id(KETTLE), user="42")
    shop.settle()

    shop.acts.expect_again(shop.shop.id, item, user="42")
    shop.settle()

    assert acts.promised(shop, order) == [(6, "2026-12-10")]
    assert shop.variant(KETTLE).policy == "DENY"


def test_what_will_not_come_cannot_be_switched_on_until_it_is_expected_again(shop):
    item = shop.acts.discontinue(shop.shop.id, shop.variant_id(KETTLE), user="42")
    shop.settle()

    with pytest.raises(AppError, match=r"no more of .* will come"):
        acts.switch_on(shop, KETTLE)

    assert shop.metafield(KETTLE) is None
    shop.acts.expect_again(shop.shop.id, item, user="42")
    acts.switch_on(shop, KETTLE)
    assert acts.left(shop, KETTLE) == 44


def test_of_a_bundle_nobody_can_say_that_it_will_not_come_but_of_what_it_is_made_of(shop):
    acts.make_bundle(shop, "PICNIC-SET", {KETTLE: 2, MUG: 1})
    acts.switch_on(shop, "PICNIC-SET")

    with pytest.raises(AppError, match="is a bundle"):
        shop.acts.discontinue(shop.shop.id, shop.variant_id("PICNIC-SET"), user="42")
    shop.acts.discontinue(shop.shop.id, shop.variant_id(KETTLE), user="42")
    shop.settle()

    assert (shop.metafield(KETTLE), shop.variant(KETTLE).policy) == (None, "DENY")
    assert acts.left(shop, "PICNIC-SET") == 2
