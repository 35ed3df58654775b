"""Orders that ship in one parcel: nothing leaves before the last unit is there, and the customer hears of one day."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from app.domain.model import Shipping
from app.usecases.choose_parcels import choose_parcels
from sandbox.shopify.acts import transfers
from sandbox.shopify.orders import actors, refunding
from sandbox.shopify.orders.changes import say
from sandbox.shopify.orders.checkout import Details
from sandbox.shopify.orders.refunding import GivenBack
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG

ONE = Details(attributes={"parcels": "one"})
APART = Details(attributes={"parcels": "as-they-come"})
CART = {MUG: 2, KETTLE: 10}
DAY = "2026-12-10"


@pytest.fixture(autouse=True)
def _mugs_are_on(shop):
    acts.switch_on(shop, MUG)


def units(shop, order):
    """Units that are free and units that we hold, of the mugs and of the kettles."""
    return [(shop.free(order, sku), shop.held(order, sku)) for sku in (MUG, KETTLE)]


def ask(shop, order, **attributes):
    """Somebody changes what the order asks for, in Shopify's admin."""
    with shop.sandbox.store.act():
        order.attributes = attributes
        say(shop.sandbox.store, shop=shop.shopify, order=order)
    shop.settle()


def choose(shop, shipping):
    with shop.parts.database.write() as conn:
        choose_parcels(conn, shop.shop, shipping=shipping, by="person:42", now=shop.clock.now())
    shop.settle()


def lines_noted(shop, order):
    """Units and day of each line, as a warehouse that ignores holds reads them."""
    noted = acts.order_metafield(shop, order)
    return noted and [(each["quantity"], each["by"]) for each in noted["lines"]]


def test_an_order_in_one_parcel_is_held_until_its_last_unit_is_there_and_then_leaves_at_once(shop):
    order = acts.order(shop, CART, details=ONE)

    assert units(shop, order) == [(0, 2), (0, 10)]
    assert order.tags == ["Backorder"]
    assert acts.promised(shop, order) == [(2, DAY), (10, DAY)]

    acts.put_on_shelf(shop, KETTLE, 6)

    assert units(shop, order) == [(2, 0), (10, 0)]
    assert order.tags == []
    assert acts.order_metafield(shop, order) is None


def test_an_order_that_asks_for_nothing_ships_what_is_there(shop):
    order = acts.order(shop, CART)

    assert units(shop, order) == [(2, 0), (4, 6)]


def test_what_nobody_offers_to_ask_for_counts_as_nothing(shop):
    order = acts.order(shop, CART, details=Details(attributes={"parcels": "two", "gift": "one"}))

    assert units(shop, order) == [(2, 0), (4, 6)]


def test_an_order_that_asks_for_units_as_they_come_gets_them_though_the_shop_ships_in_one_parcel(shop):
    choose(shop, Shipping.WHOLE_ORDER)

    apart, silent = acts.order(shop, {MUG: 2, KETTLE: 6}, details=APART), acts.order(shop, {MUG: 1, KETTLE: 1})

    assert units(shop, apart) == [(2, 0), (4, 2)]
    assert units(shop, silent) == [(0, 1), (0, 1)]


def test_an_order_whose_attribute_is_edited_later_follows_it_both_ways(shop):
    order = acts.order(shop, CART)
    ask(shop, order, parcels="one")
    assert units(shop, order) == [(0, 2), (0, 10)]
    assert acts.promised(shop, order) == [(2, DAY), (10, DAY)]

    ask(shop, order, parcels="as-they-come")
    assert units(shop, order) == [(2, 0), (4, 6)]
    assert acts.promised(shop, order) == [(6, DAY)]


def test_open_orders_follow_the_setting_both_ways(shop):
    order = acts.order(shop, CART)

    choose(shop, Shipping.WHOLE_ORDER)
    assert units(shop, order) == [(0, 2), (0, 10)]

    choose(shop, Shipping.AS_THEY_COME)
    assert units(shop, order) == [(2, 0), (4, 6)]
    changes = "SELECT count(*) FROM activity WHERE verb = 'changed how orders ship'"
    assert shop.rows(changes) == [(2,)]


def test_what_is_there_leaves_when_the_line_it_waited_for_is_taken_off(shop):
    order = acts.order(shop, CART, details=ONE)

    acts.edit(shop, order, KETTLE, 0)

    assert units(shop, order) == [(2, 0), (0, 0)]
    assert order.tags == []


def test_what_is_there_leaves_when_the_money_for_what_it_waited_for_is_given_back(shop):
    order = acts.order(shop, CART, details=ONE)

    given = GivenBack(line=acts.line(order, KETTLE), quantity=10, restock_type="CANCEL", location=None)
    refunding.refund(shop.sandbox.store, shop=shop.shopify, order=order, units=[given], money=0)
    shop.settle()

    assert units(shop, order) == [(2, 0), (0, 0)]


def test_a_line_that_is_added_and_must_wait_holds_back_what_was_free(shop):
    order = acts.order(shop, {MUG: 2}, details=ONE)
    assert units(shop, order) == [(2, 0), (0, 0)]

    actors.edit_order(shop.sandbox.store, shop=shop.shopify, order=order, add={shop.variant(KETTLE): 10})
    shop.settle()

    assert units(shop, order) == [(0, 2), (0, 10)]


def test_hold_note_deadline_and_the_only_message_name_one_day(shop):
    order = acts.order(shop, CART, details=ONE)

    [held] = [each for each in order.fulfillment_orders if each.status == "ON_HOLD"]
    assert [hold.reason_notes for hold in held.holds] == [f"Backordered: ships by {DAY}"]
    assert held.fulfill_by is not None
    assert held.fulfill_by.astimezone(ZoneInfo(shop.shopify.timezone)).date().isoformat() == DAY
    assert lines_noted(shop, order) == [(2, DAY), (10, DAY)]
    shop.pass_time(timedelta(minutes=30))
    [placed] = shop.events()
    assert (placed.metric, placed.properties["ShipDateText"]) == ("Backorder Placed", "December 10, 2026")
    assert [(each["Quantity"], each["ShipDateText"]) for each in placed.properties["Items"]] == [
        (2, "December 10, 2026"),
        (10, "December 10, 2026"),
    ]


def test_a_cart_that_asks_for_one_parcel_is_told_one_day_and_of_no_slip(shop):
    acts.order(shop, CART, details=ONE)

    told = "SELECT shown_on, cause, sum(quantity) FROM promise GROUP BY shown_on, cause"
    assert [(str(day), cause, units) for day, cause, units in shop.rows(told)] == [(DAY, "new", 12)]


def test_everything_is_said_to_ship_soon_once_the_last_unit_is_there(shop):
    acts.order(shop, CART, details=ONE)
    shop.pass_time(timedelta(minutes=30))

    acts.put_on_shelf(shop, KETTLE, 6)
    shop.pass_time(timedelta(minutes=30))

    assert acts.told(shop, "Backorder Shipping Soon") == [("sarah@example.com", 12)]


def test_nobody_hears_of_shipping_soon_while_a_part_is_still_waited_for(shop):
    order = acts.order(shop, {MUG: 25, KETTLE: 10}, details=ONE)
    acts.put_on_shelf(shop, MUG, -5)
    assert acts.promised(shop, order) == [(25, None), (10, None)]

    acts.put_on_shelf(shop, KETTLE, 6)
    shop.pass_time(timedelta(minutes=30))
    assert acts.told(shop, "Backorder Shipping Soon") == []
    assert units(shop, order) == [(0, 25), (0, 10)]

    acts.put_on_shelf(shop, MUG, 5)
    shop.pass_time(timedelta(minutes=30))
    assert acts.told(shop, "Backorder Shipping Soon") == [("sarah@example.com", 35)]
    assert units(shop, order) == [(25, 0), (10, 0)]


def test_units_that_lie_there_for_a_line_that_waits_whole_are_sold_to_others_meanwhile(shop):
    acts.order(shop, {KETTLE: 10}, details=ONE)

    assert shop.metafield(KETTLE)["steps"][0] == {"upto": 4, "by": None}
    other = acts.order(shop, {KETTLE: 4}, email="tom@example.com")
    assert acts.parts(other) == [("OPEN", 4)]


def test_an_order_for_which_nothing_more_comes_waits_whole_without_a_day(shop):
    order = acts.order(shop, CART, details=ONE)

    with shop.sandbox.store.act():
        transfers.cancel(shop.sandbox.store, shop=shop.shopify, transfer=next(iter(shop.shopify.transfers.values())))
    shop.settle()

    assert units(shop, order) == [(0, 2), (0, 10)]
    assert acts.promised(shop, order) == [(2, None), (10, None)]
    assert lines_noted(shop, order) == [(2, None), (10, None)]


def test_the_merchant_reads_why_units_on_hand_wait(shop):
    acts.order(shop, CART, details=ONE)

    [row] = acts.view(shop, MUG).promises
    assert [(part.quantity, str(part.shown_on), part.supply_name) for part in row.parts] == [
        (2, DAY, "on hand, until the rest of the order is there")
    ]
    assert row.reason.startswith("2 of 2 now: first come, first served")
    assert row.reason.endswith("waits for the rest of its order")


def test_looking_again_changes_nothing(shop):
    order = acts.order(shop, CART, details=ONE)
    before = shop.rows("SELECT * FROM plan_part ORDER BY line_id"), shop.rows("SELECT * FROM promise")

    ask(shop, order, parcels="one")
    shop.reconcile()

    assert (shop.rows("SELECT * FROM plan_part ORDER BY line_id"), shop.rows("SELECT * FROM promise")) == before
    assert units(shop, order) == [(0, 2), (0, 10)]


def test_what_is_there_is_let_go_when_parcels_end_though_no_promise_moves(shop):
    """A person behind a draft sells a lamp that nobody will bring: there is no day for the parcel, before or after."""
    acts.add_variant(shop, "LAMP")
    acts.switch_on(shop, "LAMP")
    choose(shop, Shipping.WHOLE_ORDER)
    order = acts.order(shop, {MUG: 2, "LAMP": 1}, details=Details(source_name="shopify_draft_order"))
    assert [(shop.free(order, sku), shop.held(order, sku)) for sku in (MUG, "LAMP")] == [(0, 2), (0, 1)]

    choose(shop, Shipping.AS_THEY_COME)

    assert [(shop.free(order, sku), shop.held(order, sku)) for sku in (MUG, "LAMP")] == [(2, 0), (0, 1)]
