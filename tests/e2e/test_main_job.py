"""The main job of the product, with exact values: webhooks in, Admin API and Klaviyo out, either database between."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.admin.views import Received
from sandbox.shopify.orders import actors
from tests.e2e.world import USER, World

pytestmark = pytest.mark.both_databases

KETTLE = "KETTLE-BLUE"


@pytest.fixture
def on_sale(world: World) -> World:
    """The kettle is switched on: 4 on hand, 40 stated for 3 December, from a supplier five days late."""
    world.late_by("Tallinn Metalworks", 5)
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)
    world.settle()
    return world


def test_switching_on_publishes_the_step_table_and_lets_shoppers_order_past_the_stock(on_sale):
    assert on_sale.metafield(KETTLE) == {
        "v": 1,
        "state": "backorder",
        "steps": [{"upto": 4, "by": None}, {"upto": 44, "by": "2026-12-10"}],
        "left": 44,
        "until": "2026-11-23T15:00:00Z",
    }
    item = on_sale.variant(KETTLE).inventory_item.id
    assert on_sale.metafield_text(KETTLE, "limit") == f"2026-11-23T10:00 {item:016} 0000044 0000004"
    assert on_sale.variant(KETTLE).policy == "CONTINUE"


def test_of_ten_ordered_four_are_free_to_ship_and_six_are_held(on_sale):
    order = on_sale.buy(KETTLE, 10, _backorder="1")
    on_sale.settle()

    assert (on_sale.free(order, KETTLE), on_sale.held(order, KETTLE)) == (4, 6)
    assert "Backorder" in order.tags
    assert on_sale.metafield(KETTLE)["steps"] == [{"upto": 34, "by": "2026-12-10"}]


def test_the_customer_is_told_once_with_the_date_the_page_showed(on_sale):
    on_sale.buy(KETTLE, 10, _backorder="1")
    on_sale.settle()
    on_sale.pass_time(timedelta(seconds=10))

    (event,) = on_sale.events("Backorder Placed")
    assert event.email == "sarah@example.com"
    assert event.properties["ShipDate"] == "2026-12-10T12:00:00+00:00"
    assert [(item["SKU"], item["Quantity"]) for item in event.properties["Items"]] == [(KETTLE, 6)]
    assert on_sale.rows("SELECT shown_on, legal_on, shown_version FROM promise")[0][2] == 1


def test_all_that_is_coming_promised_means_sold_out_and_shopify_refuses_more(on_sale):
    on_sale.buy(KETTLE, 44)
    on_sale.settle()

    assert on_sale.metafield(KETTLE)["state"] == "sold_out"
    assert on_sale.variant(KETTLE).policy == "DENY"


def test_a_slip_tells_each_customer_whose_date_breaks_once_and_moves_the_date_at_shopify(on_sale):
    for buyer in ("sarah", "ben"):
        on_sale.buy(KETTLE, 10, email=f"{buyer}@example.com")
        on_sale.settle()
    on_sale.pass_time(timedelta(seconds=10))
    supply = on_sale.supply_of(KETTLE)

    moved = on_sale.acts.move_eta(
        on_sale.shop.id, supply.id, to=date(2026, 12, 14), seen=date(2026, 12, 3), reason="Port strike", user=USER
    )
    on_sale.pass_time(timedelta(seconds=10))

    assert (moved.later, moved.earlier) == (2, 0)
    events = on_sale.events("Backorder ETA Changed")
    assert [
        (event.email, event.properties["PreviousShipDate"][:10], event.properties["NewShipDate"][:10])
        for event in events
    ] == [("sarah@example.com", "2026-12-10", "2026-12-23"), ("ben@example.com", "2026-12-10", "2026-12-23")]
    assert next(iter(on_sale.shopify.shipments.values())).tracking.arrives_at.date() == date(2026, 12, 14)
    assert on_sale.metafield(KETTLE)["steps"] == [{"upto": 24, "by": "2026-12-23"}]


def test_a_slip_that_breaks_nobodys_date_tells_nobody(on_sale):
    on_sale.buy(KETTLE, 10)
    on_sale.settle()
    on_sale.pass_time(timedelta(seconds=10))
    supply = on_sale.supply_of(KETTLE)

    moved = on_sale.acts.move_eta(
        on_sale.shop.id, supply.id, to=date(2026, 12, 2), seen=date(2026, 12, 3), reason="Earlier vessel", user=USER
    )
    on_sale.pass_time(timedelta(seconds=10))

    assert (moved.later, moved.earlier) == (0, 0)
    assert on_sale.events("Backorder ETA Changed") == []


def test_thirty_eight_of_forty_go_to_the_earliest_orders_and_the_last_two_keep_their_place(on_sale):
    orders = {}
    for buyer, units in (("sarah", 10), ("ben", 30), ("cleo", 4)):
        orders[buyer] = on_sale.buy(KETTLE, units, email=f"{buyer}@example.com")
        on_sale.settle()
    on_sale.pass_time(timedelta(days=12))

    on_sale.acts.receive(on_sale.shop.id, [Received(on_sale.supply_of(KETTLE).id, 38, 2)], user=USER)
    on_sale.pass_time(timedelta(seconds=10))
    on_sale.pass_time(timedelta(seconds=10))

    assert {name: on_sale.held(order, KETTLE) for name, order in orders.items()} == {"sarah": 0, "ben": 0, "cleo": 2}
    assert {name: on_sale.free(order, KETTLE) for name, order in orders.items()} == {"sarah": 10, "ben": 30, "cleo": 2}
    soon = {event.email: event.properties["BackorderedQuantity"] for event in on_sale.events("Backorder Shipping Soon")}
    assert soon == {"sarah@example.com": 6, "ben@example.com": 30, "cleo@example.com": 2}
    (told,) = on_sale.events("Backorder ETA Changed")
    assert (told.email, told.properties["BackorderedQuantity"]) == ("cleo@example.com", 2)
    assert "NewShipDate" not in told.properties
    assert told.properties["NewShipDateText"] == "a date we cannot give yet"


def test_a_shipped_promise_is_scored_once_for_its_first_and_its_last_date(on_sale):
    order = on_sale.buy(KETTLE, 10)
    on_sale.settle()
    on_sale.acts.receive(on_sale.shop.id, [Received(on_sale.supply_of(KETTLE).id, 40, 0)], user=USER)
    on_sale.pass_time(timedelta(seconds=10))

    with on_sale.sandbox.store.act():
        actors.ship_everything_open(on_sale.sandbox.store, shop=on_sale.shopify, orders=[order])
    on_sale.settle()

    assert on_sale.rows("SELECT first_unit, quantity, kept_first, kept_last FROM outcome") == [(5, 6, True, True)]


def test_planning_again_without_a_new_fact_writes_nothing(on_sale):
    on_sale.buy(KETTLE, 10)
    on_sale.settle()
    on_sale.pass_time(timedelta(seconds=10))
    before = on_sale.rows("SELECT count(*) FROM promise"), on_sale.rows("SELECT count(*) FROM published")
    sent = len(on_sale.events())

    on_sale.reconcile()

    assert (on_sale.rows("SELECT count(*) FROM promise"), on_sale.rows("SELECT count(*) FROM published")) == before
    assert len(on_sale.events()) == sent


def test_switching_off_leaves_the_policy_as_it_was_found_and_the_promises_standing(on_sale):
    order = on_sale.buy(KETTLE, 10)
    on_sale.settle()

    on_sale.acts.switch_off(on_sale.shop.id, [on_sale.variant_id(KETTLE)], user=USER)
    on_sale.settle()

    assert on_sale.variant(KETTLE).policy == "DENY"
    assert on_sale.metafield(KETTLE) is None
    assert on_sale.held(order, KETTLE) == 6
