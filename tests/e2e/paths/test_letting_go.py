"""Switching one variant off, and what becomes of the orders that wait for it: kept for their dates, or let go."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.admin.views import Received
from app.errors import Conflict
from app.replan import anew
from app.usecases.choose_moving import choose_moving
from sandbox.shopify.orders.checkout import Details
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG
from tests.e2e.crash import die_at
from tests.e2e.paths.test_kinds_of_line import GREEN, sell_the_same_stock_as
from tests.e2e.world import USER, World

SOON = timedelta(minutes=15)
BY_HAND = Details(source_name="shopify_draft_order")
"""A draft order asks for more than there is, and Shopify lets it."""


@pytest.mark.both_databases
def test_keeping_leaves_held_what_is_not_there(shop: World) -> None:
    order = acts.order(shop, {KETTLE: 10})

    acts.switch_off(shop, KETTLE)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)
    assert shop.variant(KETTLE).policy == "DENY"
    assert order.tags == ["Backorder"]


@pytest.mark.both_databases
def test_letting_go_frees_what_was_held_and_takes_every_mark_off_the_order(shop: World) -> None:
    order = acts.order(shop, {KETTLE: 10})

    acts.switch_off(shop, KETTLE, release=True)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (10, 0)
    assert (order.tags, acts.order_metafield(shop, order)) == ([], None)
    assert (shop.variant(KETTLE).policy, shop.metafield(KETTLE)) == ("DENY", None)
    assert shop.rows("SELECT count(*) FROM desired WHERE NOT settled") == [(0,)]
    assert shop.rows("SELECT state FROM footprint WHERE field = 'deadline'") == [("restored",)]


def test_what_was_promised_stays_on_record_and_a_later_date_is_still_told(shop: World) -> None:
    order = acts.order(shop, {KETTLE: 10})
    shop.pass_time(SOON)
    promised = shop.rows("SELECT first_unit, quantity, shown_on FROM promise")

    acts.switch_off(shop, KETTLE, release=True)
    supply = shop.supply_of(KETTLE)
    shop.acts.move_eta(shop.shop.id, supply.id, to=date(2026, 12, 19), seen=supply.eta, reason="Storm", user=USER)
    shop.pass_time(SOON)

    assert set(promised) < set(shop.rows("SELECT first_unit, quantity, shown_on FROM promise"))
    assert acts.told(shop, "Backorder ETA Changed") == [("sarah@example.com", 6)]
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (10, 0)


def test_other_variants_in_the_same_order_stay_held(shop: World) -> None:
    acts.switch_on(shop, MUG)
    order = acts.order(shop, {KETTLE: 10, MUG: 30}, details=BY_HAND)
    assert (shop.held(order, KETTLE), shop.held(order, MUG)) == (6, 5)

    acts.switch_off(shop, KETTLE, release=True)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (10, 0)
    assert (shop.free(order, MUG), shop.held(order, MUG)) == (25, 5)
    assert order.tags == ["Backorder"]
    assert [line["quantity"] for line in acts.order_metafield(shop, order)["lines"]] == [5]


@pytest.mark.both_databases
def test_switching_on_again_holds_again(shop: World) -> None:
    order = acts.order(shop, {KETTLE: 10})
    acts.switch_off(shop, KETTLE, release=True)

    acts.switch_on(shop, KETTLE)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)
    assert order.tags == ["Backorder"]
    assert [line["quantity"] for line in acts.order_metafield(shop, order)["lines"]] == [6]


def test_another_look_at_an_order_that_was_let_go_holds_nothing(shop: World) -> None:
    order = acts.order(shop, {KETTLE: 10})
    acts.switch_off(shop, KETTLE, release=True)

    acts.edit(shop, order, KETTLE, 8)
    shop.reconcile()
    shop.pass_time(timedelta(days=1))

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (8, 0)
    assert order.tags == []


def test_a_worker_killed_in_the_middle_of_letting_go_is_followed_by_one_that_goes_on(shop: World) -> None:
    order = acts.order(shop, {KETTLE: 10})
    kettle = [shop.variant_id(KETTLE)]

    die_at(
        shop,
        "ReleaseHolds",
        reaches=True,
        act=lambda: shop.acts.switch_off(shop.shop.id, kettle, release=True, user=USER),
    )
    shop.settle()

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE), order.tags) == (10, 0, [])


def test_units_that_come_in_ship_as_they_would_have(shop: World) -> None:
    order = acts.order(shop, {KETTLE: 10})
    shop.pass_time(SOON)
    acts.switch_off(shop, KETTLE, release=True)

    shop.acts.receive(shop.shop.id, [Received(shop.supply_of(KETTLE).id, 40, 0)], user=USER)
    shop.pass_time(SOON)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (10, 0)
    assert acts.told(shop, "Backorder Shipping Soon") == [("sarah@example.com", 6)]


def test_a_second_answer_counts_in_both_directions(shop: World) -> None:
    order = acts.order(shop, {KETTLE: 10})
    acts.switch_off(shop, KETTLE)

    acts.switch_off(shop, KETTLE, release=True)
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (10, 0)

    acts.switch_off(shop, KETTLE)
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)


def test_of_two_variants_of_one_item_only_the_one_that_is_let_go_is_freed(shop: World) -> None:
    sell_the_same_stock_as(shop, KETTLE, under=GREEN)
    acts.switch_on(shop, GREEN)
    order = acts.order(shop, {KETTLE: 8, GREEN: 8})
    assert shop.held(order, KETTLE) + shop.held(order, GREEN) == 12
    green = shop.held(order, GREEN)

    acts.switch_off(shop, KETTLE, release=True)

    assert (shop.held(order, KETTLE), shop.held(order, GREEN)) == (0, green)


def test_what_was_bought_in_a_bundle_is_let_go_with_the_bundle(shop: World) -> None:
    acts.make_bundle(shop, "PICNIC-SET", {KETTLE: 2, MUG: 1})
    acts.switch_on(shop, "PICNIC-SET")
    set_of = acts.order(shop, {"PICNIC-SET": 5})
    alone = acts.order(shop, {KETTLE: 3}, email="ben@example.com")
    assert (shop.held(set_of, KETTLE), shop.held(alone, KETTLE)) == (6, 3)

    acts.switch_off(shop, "PICNIC-SET", release=True)
    assert (shop.held(set_of, KETTLE), shop.held(alone, KETTLE)) == (0, 3)

    acts.switch_on(shop, "PICNIC-SET")
    assert (shop.held(set_of, KETTLE), shop.held(alone, KETTLE)) == (6, 3)


def test_a_component_that_was_let_go_is_held_again_once_a_bundle_sells_it(shop: World) -> None:
    acts.make_bundle(shop, "PICNIC-SET", {KETTLE: 2, MUG: 1})
    order = acts.order(shop, {KETTLE: 10})
    acts.switch_off(shop, KETTLE, release=True)

    acts.switch_on(shop, "PICNIC-SET")

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)


def test_switching_another_variant_on_leaves_let_go_what_was(shop: World) -> None:
    order = acts.order(shop, {KETTLE: 10})
    acts.switch_off(shop, KETTLE, release=True)

    acts.switch_on(shop, MUG)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (10, 0)


def test_units_that_were_let_go_are_moved_nowhere(shop: World) -> None:
    """The warehouse has been asked for all of them; what comes in elsewhere is for those who still wait."""
    with shop.parts.database.write() as conn:
        choose_moving(conn, shop.shop, moves=True, by="person:42", now=shop.clock.now())
    let_go = acts.order(shop, {KETTLE: 10})
    acts.switch_off(shop, KETTLE, release=True)

    acts.put_on_shelf(shop, KETTLE, 3, place="Studio")

    assert acts.places(let_go) == [("Warehouse", "OPEN", 10)]


@pytest.mark.both_databases
def test_what_was_kept_can_be_let_go_later_from_the_variant_s_page(shop: World) -> None:
    order = acts.order(shop, {KETTLE: 10})
    assert acts.view(shop, KETTLE).kept == 0
    acts.switch_off(shop, KETTLE)
    assert acts.view(shop, KETTLE).kept == 1

    release(shop, KETTLE)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE), order.tags) == (10, 0, [])
    assert (shop.variant(KETTLE).policy, acts.view(shop, KETTLE).kept) == ("DENY", 0)
    acts_of_the_team = [each.sentence for each in acts.view(shop, KETTLE).history if each.by == "Your team"]
    assert "Released its orders." in acts_of_the_team
    acts.switch_on(shop, KETTLE)
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE), acts.view(shop, KETTLE).kept) == (4, 6, 0)


def test_what_is_let_go_later_goes_on_being_told(shop: World) -> None:
    acts.order(shop, {KETTLE: 10})
    shop.pass_time(SOON)
    acts.switch_off(shop, KETTLE)

    release(shop, KETTLE)
    supply = shop.supply_of(KETTLE)
    shop.acts.move_eta(shop.shop.id, supply.id, to=date(2026, 12, 19), seen=supply.eta, reason="Storm", user=USER)
    shop.pass_time(SOON)

    assert acts.told(shop, "Backorder ETA Changed") == [("sarah@example.com", 6)]


def test_a_variant_that_is_on_again_is_neither_released_nor_switched_off_by_an_old_page(shop: World) -> None:
    order = acts.order(shop, {KETTLE: 10})

    with pytest.raises(Conflict, match="switched on again meanwhile"):
        release(shop, KETTLE)

    shop.settle()
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)
    assert shop.variant(KETTLE).policy == "CONTINUE"


def test_only_a_variant_s_own_orders_are_its_to_release(shop: World) -> None:
    sell_the_same_stock_as(shop, KETTLE, under=GREEN)
    acts.switch_on(shop, GREEN)
    order = acts.order(shop, {GREEN: 10})
    acts.switch_off(shop, KETTLE, GREEN)
    assert (acts.view(shop, KETTLE).kept, acts.view(shop, GREEN).kept) == (0, 1)

    release(shop, KETTLE)
    assert shop.held(order, GREEN) == 6
    release(shop, GREEN)
    assert shop.held(order, GREEN) == 0


def test_what_was_bought_in_a_bundle_is_released_from_the_bundle_s_page(shop: World) -> None:
    acts.make_bundle(shop, "PICNIC-SET", {KETTLE: 2, MUG: 1})
    acts.switch_on(shop, "PICNIC-SET")
    order = acts.order(shop, {"PICNIC-SET": 5})
    acts.switch_off(shop, "PICNIC-SET")
    assert (shop.held(order, KETTLE), acts.view(shop, "PICNIC-SET").kept) == (6, 1)

    release(shop, "PICNIC-SET")

    assert (shop.held(order, KETTLE), acts.view(shop, "PICNIC-SET").kept) == (0, 0)


def test_a_shop_that_was_left_and_let_everything_go_has_nothing_more_to_release(shop: World) -> None:
    acts.order(shop, {KETTLE: 10})
    acts.switch_off(shop, KETTLE)

    shop.acts.leave_shop(shop.shop.id, release=True, user=USER)
    shop.settle()

    assert acts.view(shop, KETTLE).kept == 0


def release(shop: World, sku: str) -> None:
    shop.acts.release_orders(shop.shop.id, shop.variant_id(sku), user=USER)
    shop.settle()


def test_variants_that_owe_too_much_for_one_moment_are_let_go_in_steps(shop, monkeypatch):
    acts.switch_on(shop, MUG)
    orders = [acts.order(shop, {KETTLE: 10}), acts.order(shop, {KETTLE: 3})]
    monkeypatch.setattr(anew, "ORDERS_AT_ONCE", 1)

    acts.switch_off(shop, KETTLE, MUG, release=True)

    assert [(shop.free(order, KETTLE), shop.held(order, KETTLE)) for order in orders] == [(10, 0), (3, 0)]
    assert (shop.variant(KETTLE).policy, shop.metafield(KETTLE)) == ("DENY", None)
