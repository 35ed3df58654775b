"""The people around orders, and the past that a seed gives a shop."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from app.clock import FixedClock
from sandbox.seed import tiny
from sandbox.shopify.fulfillment.progress import schedule
from sandbox.shopify.orders.actors import cancel_order, route_now, ship_everything_open
from sandbox.shopify.orders.checkout import Details
from sandbox.shopify.orders.seeding import seed_orders
from sandbox.shopify.orders.status import fulfillment_status
from tests.contract.sandbox.order_desk import Desk, shape


@pytest.fixture
def desk():
    return Desk()


def test_the_warehouse_ships_only_what_is_on_the_shelf_oldest_order_first(desk):
    first = desk.place((desk.tiny.kettle, 3))
    second = desk.place((desk.tiny.kettle, 3))
    ship_everything_open(desk.store, shop=desk.shop)
    assert shape(first.fulfillment_orders[0]) == ("CLOSED", [(3, 0)])
    assert shape(second.fulfillment_orders[0]) == ("IN_PROGRESS", [(3, 2)])
    assert desk.level(desk.tiny.kettle).on_hand == 0
    assert ship_everything_open(desk.store, shop=desk.shop) == []


def test_two_lines_of_one_item_share_the_shelf(desk):
    order = desk.place((desk.tiny.kettle, 3), (desk.tiny.kettle, 3))
    ship_everything_open(desk.store, shop=desk.shop)
    assert shape(order.fulfillment_orders[0]) == ("IN_PROGRESS", [(3, 0), (3, 2)])


def test_an_order_with_shipped_units_cannot_be_cancelled_whole(desk):
    order = desk.place((desk.tiny.kettle, 5))
    ship_everything_open(desk.store, shop=desk.shop)
    with pytest.raises(ValueError, match="fulfilled"):
        cancel_order(desk.store, shop=desk.shop, order=order)


def test_a_sale_at_the_till_leaves_over_the_counter(desk):
    order = desk.place((desk.tiny.mug, 2), details=Details(source_name="pos"))
    assert fulfillment_status(order) == "FULFILLED"
    assert desk.level(desk.tiny.mug).on_hand == 23


def test_an_order_is_routed_once(desk):
    order = desk.place((desk.tiny.mug, 2), routed=False)
    route_now(desk.store, shop=desk.shop, order=order)
    desk.wait()
    assert [shape(owner) for owner in order.fulfillment_orders] == [("OPEN", [(2, 2)])]


def test_a_scheduled_fulfilment_order_can_be_rescheduled_and_opened(desk):
    (owner,) = desk.place((desk.tiny.mug, 2)).fulfillment_orders
    schedule(desk.store, of=owner, at=datetime(2026, 12, 1, tzinfo=UTC))
    answer = desk.data(
        """mutation($id: ID!) { fulfillmentOrderReschedule(id: $id, fulfillAt: "2026-12-10T00:00:00Z") {
        fulfillmentOrder { status fulfillAt } userErrors { message } } }""",
        id=owner.gid,
    )
    assert answer["fulfillmentOrder"] == {"status": "SCHEDULED", "fulfillAt": "2026-12-10T00:00:00Z"}
    assert desk.topics == ["fulfillment_orders/rescheduled"]


def test_node_keeps_to_the_wall_too():
    clock = FixedClock(tiny.NOW)
    desk = Desk(tiny=tiny.seed(tiny.empty_store(clock=clock)))
    order = desk.place((desk.tiny.mug, 1))
    read = "query($id: ID!) { node(id: $id) { id } }"
    clock.advance(timedelta(days=61))
    assert desk.data(read, id=order.gid) == {"id": order.gid}
    desk.scopes.discard("read_all_orders")
    assert desk.data(read, id=order.gid) is None


def seeded(number):
    shop = tiny.seed()
    with shop.store.act():
        chance = Random(number)  # noqa: S311  the same past again is the point
        orders = seed_orders(shop.store, shop=shop.shop, count=120, random=chance, skip=[shop.kettle])
        shop.store.outbox.take()
    return shop, orders


def test_seeded_orders_lie_in_the_past_in_order_and_leave_what_can_be_sold_as_it_was():
    shop, orders = seeded(7)
    moments = [order.created_at for order in orders]
    assert moments == sorted(moments)
    assert moments[-1] <= shop.store.now()
    assert {line.sku for order in orders for line in order.lines} == {"MUG-RED"}
    level = shop.mug.inventory_item.levels[shop.warehouse.id]
    owed = sum(owner.lines[0].remaining for owner in shop.shop.fulfillment_orders.values())
    assert (level.quantities["available"], level.quantities["committed"]) == (25, owed)


def test_most_seeded_orders_are_shipped_the_last_days_are_open_and_equal_numbers_give_equal_pasts():
    _, orders = seeded(7)
    _, again = seeded(7)
    states = Counter(fulfillment_status(order) for order in orders)
    assert states["FULFILLED"] > 80
    assert states["UNFULFILLED"] > 10
    assert any(order.cancelled_at for order in orders)
    assert any(order.refunds and not order.cancelled_at for order in orders)
    assert [order.created_at for order in again] == [order.created_at for order in orders]
