"""How orders come to be, what they claim, and what the app may see of them."""

from datetime import timedelta

import pytest

from app.clock import FixedClock
from sandbox.seed import tiny
from sandbox.shopify import stock
from sandbox.shopify.model import Customer, SellingPlan
from sandbox.shopify.orders.checkout import Details, SoldOut, Want, place_order
from tests.contract.sandbox.order_desk import Desk, shape


@pytest.fixture
def desk():
    return Desk()


def buy(desk, variant, quantity, **more):
    return place_order(desk.store, shop=desk.shop, wants=[Want(variant=variant, quantity=quantity)], **more)


def test_deny_refuses_more_than_there_is_and_changes_nothing(desk):
    with pytest.raises(SoldOut, match="10 asked for, 4 left"):
        buy(desk, desk.tiny.kettle, 10)
    assert desk.events == []
    assert desk.shop.orders == {}
    assert desk.level(desk.tiny.kettle).quantities["available"] == 4


def test_two_lines_of_one_item_are_counted_together(desk):
    wants = [Want(variant=desk.tiny.kettle, quantity=3), Want(variant=desk.tiny.kettle, quantity=2)]
    with pytest.raises(SoldOut, match="5 asked for"):
        place_order(desk.store, shop=desk.shop, wants=wants)


def test_continue_sells_on_and_available_goes_negative(desk):
    desk.tiny.kettle.policy = "CONTINUE"
    buy(desk, desk.tiny.kettle, 10)
    level = desk.level(desk.tiny.kettle)
    assert (level.quantities["available"], level.quantities["committed"], level.on_hand) == (-6, 10, 4)
    assert desk.topics == ["inventory_levels/update", "order_transactions/create", "orders/create", "orders/paid"]


def test_fulfilment_orders_appear_a_moment_later(desk):
    order = buy(desk, desk.tiny.kettle, 4)
    read = "query($id: ID!) { order(id: $id) { fulfillmentOrders(first: 5) { nodes { ...Standing } } } }"
    assert desk.data(read, id=order.gid)["fulfillmentOrders"]["nodes"] == []
    desk.wait()
    assert [shape(owner) for owner in order.fulfillment_orders] == [("OPEN", [(4, 4)])]
    assert desk.topics[-1] == "fulfillment_orders/order_routing_complete"
    assert desk.events[-1].body == {"fulfillment_order": {"id": order.fulfillment_orders[0].gid, "status": "open"}}


def test_routing_prefers_one_location_that_has_everything(desk):
    studio = stock.level_at(desk.store, shop=desk.shop, item=desk.tiny.kettle.inventory_item, location=desk.tiny.studio)
    with desk.store.act():
        stock.change(desk.store, shop=desk.shop, level=studio, deltas={"available": 6})
    order = buy(desk, desk.tiny.kettle, 6)
    desk.wait()
    assert [(owner.location.name, shape(owner)) for owner in order.fulfillment_orders] == [
        ("Studio", ("OPEN", [(6, 6)]))
    ]


def test_routing_spreads_what_no_location_has_alone_and_owes_the_rest_where_it_ships_first(desk):
    studio = stock.level_at(desk.store, shop=desk.shop, item=desk.tiny.kettle.inventory_item, location=desk.tiny.studio)
    with desk.store.act():
        stock.change(desk.store, shop=desk.shop, level=studio, deltas={"available": 3})
    order = desk.place((desk.tiny.kettle, 10))
    assert [(owner.location.name, shape(owner)[1]) for owner in order.fulfillment_orders] == [
        ("Warehouse", [(7, 7)]),
        ("Studio", [(3, 3)]),
    ]


def test_a_selling_plan_that_reserves_on_fulfilment_claims_no_stock(desk):
    plan = SellingPlan(id=7, name="Pay later", reserves_on="FULFILLMENT")
    wants = [Want(variant=desk.tiny.kettle, quantity=10, selling_plan=plan)]
    order = place_order(desk.store, shop=desk.shop, wants=wants)
    read = "query($id: ID!) { order(id: $id) { lineItems(first: 1) { nodes { sellingPlan { name } } } } }"
    assert desk.level(desk.tiny.kettle).quantities["available"] == 4
    assert desk.data(read, id=order.gid)["lineItems"]["nodes"] == [{"sellingPlan": {"name": "Pay later"}}]


def test_a_bundle_is_sold_as_its_components_which_name_it(desk):
    parts = {desk.tiny.kettle: 1, desk.tiny.mug: 2}
    bundle = Want(variant=desk.tiny.mug, quantity=2, components=parts)
    order = place_order(desk.store, shop=desk.shop, wants=[bundle])
    read = """query($id: ID!) { order(id: $id) { lineItems(first: 5) { nodes {
      sku quantity lineItemGroup { quantity variantSku } } } } }"""
    group = {"quantity": 2, "variantSku": "MUG-RED"}
    assert desk.data(read, id=order.gid)["lineItems"]["nodes"] == [
        {"sku": "KETTLE-BLUE", "quantity": 2, "lineItemGroup": group},
        {"sku": "MUG-RED", "quantity": 4, "lineItemGroup": group},
    ]
    with pytest.raises(SoldOut, match="Kettle: 5 asked for"):
        place_order(desk.store, shop=desk.shop, wants=[Want(variant=desk.tiny.mug, quantity=5, components=parts)])


def test_a_draft_order_may_sell_what_is_not_there(desk):
    order = buy(desk, desk.tiny.kettle, 5, details=Details(source_name="shopify_draft_order", test=True))
    read = "query($id: ID!) { order(id: $id) { sourceName test } }"
    assert desk.data(read, id=order.gid) == {"sourceName": "shopify_draft_order", "test": True}


def test_properties_and_attributes_are_read_back(desk):
    want = Want(variant=desk.tiny.mug, quantity=1, properties={"Ships by": "10 December", "_backorder": "7"})
    order = place_order(desk.store, shop=desk.shop, wants=[want], details=Details(attributes={"parcels": "one"}))
    read = """query($id: ID!) { order(id: $id) {
      customAttributes { key value } lineItems(first: 1) { nodes { customAttributes { key value } } } } }"""
    assert desk.data(read, id=order.gid) == {
        "customAttributes": [{"key": "parcels", "value": "one"}],
        "lineItems": {
            "nodes": [
                {
                    "customAttributes": [
                        {"key": "Ships by", "value": "10 December"},
                        {"key": "_backorder", "value": "7"},
                    ]
                }
            ]
        },
    }


def test_the_create_body_has_rest_shapes_and_ids_above_two_to_the_53rd(desk):
    order = desk.place((desk.tiny.kettle, 10), routed=False)
    body = desk.events[2].body
    (line,) = body["line_items"]
    assert body["id"] == order.id > 2**53
    assert body["created_at"] == "2026-11-21T10:00:00-05:00"
    assert (body["financial_status"], body["fulfillment_status"], body["tags"]) == ("paid", None, "")
    assert (line["quantity"], line["fulfillable_quantity"], line["price"]) == (10, 10, "49.00")
    assert line["variant_id"] == desk.tiny.kettle.id


def test_orders_behind_the_wall_are_not_there_without_read_all_orders():
    clock = FixedClock(tiny.NOW)
    desk = Desk(tiny=tiny.seed(tiny.empty_store(clock=clock)))
    old = desk.place((desk.tiny.mug, 1))
    clock.advance(timedelta(days=61))
    new = desk.place((desk.tiny.mug, 1))
    listed = "{ orders(first: 10) { nodes { id } } }"
    read = "query($id: ID!) { order(id: $id) { id } }"
    assert [node["id"] for node in desk.data(listed)["nodes"]] == [old.gid, new.gid]
    desk.scopes.discard("read_all_orders")
    assert [node["id"] for node in desk.data(listed)["nodes"]] == [new.gid]
    assert desk.data(read, id=old.gid) is None


def test_personal_data_is_null_with_an_error_for_an_app_not_approved(desk):
    customer = Customer(
        id=desk.store.new_id(), created_at=tiny.NOW, updated_at=tiny.NOW, first_name="Ada", email="ada@example.com"
    )
    desk.shop.customers[customer.id] = customer
    order = buy(desk, desk.tiny.mug, 1, customer=customer)
    read = "query($id: ID!) { order(id: $id) { email customer { id firstName defaultEmailAddress { emailAddress } } } }"
    assert desk.data(read, id=order.gid)["customer"]["firstName"] == "Ada"
    desk.shop.installation.level_two_approved = False
    answer = desk.ask(read, id=order.gid)
    assert answer["data"]["order"] == {
        "email": None,
        "customer": {"id": customer.gid, "firstName": None, "defaultEmailAddress": None},
    }
    assert {error["extensions"]["code"] for error in answer["errors"]} == {"ACCESS_DENIED"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("status:open", ["#1001", "#1002"]),
        ("status:cancelled", []),
        ("tag:Backorder", ["#1002"]),
        ("sku:KETTLE-BLUE", ["#1001"]),
        ("name:1002", ["#1002"]),
        ("fulfillment_status:unfulfilled -tag:Backorder", ["#1001"]),
        ("updated_at:>=2026-11-21T15:00:00Z created_at:<2026-11-22", ["#1001", "#1002"]),
    ],
)
def test_orders_are_found_by(desk, query, found):
    desk.place((desk.tiny.kettle, 1))
    desk.place((desk.tiny.mug, 1), details=Details(tags=("Backorder",)))
    listed = "query($q: String) { orders(first: 10, query: $q, sortKey: UPDATED_AT) { nodes { name } } }"
    assert [node["name"] for node in desk.data(listed, q=query)["nodes"]] == found


def test_an_unknown_order_filter_is_loud(desk):
    answer = desk.ask('{ orders(first: 1, query: "colour:red") { nodes { id } } }')
    assert "colour" in answer["errors"][0]["message"]
