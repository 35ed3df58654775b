"""Holds as recorded from the Admin API: what splits, what keeps its id, what is refused with which words."""

import pytest

from sandbox.shopify.orders.actors import hold_by_somebody_else, release_as_merchant, ship_everything_open
from tests.contract.sandbox.order_desk import HELD_ACTIONS, OPEN_ACTIONS, Desk, actions, shape

HOLD = """mutation($id: ID!, $hold: FulfillmentOrderHoldInput!) {
  fulfillmentOrderHold(id: $id, fulfillmentHold: $hold) {
    fulfillmentHold { id handle reason reasonNotes displayReason heldByRequestingApp }
    fulfillmentOrder { ...Standing } remainingFulfillmentOrder { ...Standing }
    userErrors { field message code } } }"""
RELEASE = """mutation($id: ID!, $holds: [ID!]) {
  fulfillmentOrderReleaseHold(id: $id, holdIds: $holds) {
    fulfillmentOrder { ...Standing } userErrors { field message code } } }"""


@pytest.fixture
def desk():
    return Desk()


def hold(desk, owner, *, handle="backorder:1", units=(), reason="INVENTORY_OUT_OF_STOCK"):
    lines = [{"id": owner.lines[index].gid, "quantity": quantity} for index, quantity in units]
    given = {"reason": reason, "handle": handle, "reasonNotes": "until 10 December"}
    return desk.data(HOLD, id=owner.gid, hold={**given, "fulfillmentOrderLineItems": lines} if lines else given)


def test_a_partial_hold_keeps_the_id_of_the_held_part_and_the_rest_is_a_new_open_one(desk):
    order = desk.place((desk.tiny.kettle, 5))
    (owner,) = order.fulfillment_orders
    line = owner.lines[0].gid
    answer = hold(desk, owner, units=[(0, 2)])
    held, rest = answer["fulfillmentOrder"], answer["remainingFulfillmentOrder"]
    assert answer["userErrors"] == []
    assert answer["fulfillmentHold"]["heldByRequestingApp"] is True
    assert answer["fulfillmentHold"]["displayReason"] == "Inventory out of stock"
    assert (held["id"], held["status"], actions(held)) == (owner.gid, "ON_HOLD", HELD_ACTIONS)
    assert held["lineItems"]["nodes"] == [
        {
            "id": line,
            "totalQuantity": 2,
            "remainingQuantity": 2,
            "lineItem": {"id": order.lines[0].gid, "quantity": 5, "fulfillableQuantity": 3},
        }
    ]
    assert (rest["status"], actions(rest), rest["fulfillmentHolds"]) == ("OPEN", OPEN_ACTIONS, [])
    assert rest["lineItems"]["nodes"][0]["totalQuantity"] == 3
    assert rest["lineItems"]["nodes"][0]["id"] != line
    assert rest["id"] != owner.gid


def test_a_line_held_whole_is_not_in_the_rest(desk):
    order = desk.place((desk.tiny.kettle, 2), (desk.tiny.mug, 3))
    (owner,) = order.fulfillment_orders
    hold(desk, owner, units=[(0, 2), (1, 1)])
    assert [shape(each) for each in order.fulfillment_orders] == [
        ("ON_HOLD", [(2, 2), (1, 1)]),
        ("OPEN", [(2, 2)]),
    ]


def test_a_rest_of_one_unit_cannot_be_split(desk):
    (owner,) = desk.place((desk.tiny.kettle, 2)).fulfillment_orders
    rest = hold(desk, owner, units=[(0, 1)])["remainingFulfillmentOrder"]
    assert actions(rest) == ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD"]


def test_the_last_release_absorbs_the_open_sibling_which_is_closed_at_zero(desk):
    order = desk.place((desk.tiny.kettle, 10))
    (owner,) = order.fulfillment_orders
    line = owner.lines[0].gid
    placed = hold(desk, owner, units=[(0, 6)])["fulfillmentHold"]["id"]
    answer = desk.data(RELEASE, id=owner.gid, holds=[placed])["fulfillmentOrder"]
    assert (answer["id"], answer["status"], actions(answer)) == (owner.gid, "OPEN", OPEN_ACTIONS)
    assert [(part["id"], part["totalQuantity"]) for part in answer["lineItems"]["nodes"]] == [(line, 10)]
    assert [shape(each) for each in order.fulfillment_orders] == [("OPEN", [(10, 10)]), ("CLOSED", [(0, 0)])]


def test_releasing_one_of_two_holds_keeps_it_on_hold(desk):
    (owner,) = desk.place((desk.tiny.kettle, 2)).fulfillment_orders
    first = hold(desk, owner, handle="first")["fulfillmentHold"]["id"]
    second = hold(desk, owner, handle="second")["fulfillmentHold"]["id"]
    answer = desk.data(RELEASE, id=owner.gid, holds=[first])["fulfillmentOrder"]
    assert (answer["status"], actions(answer)) == ("ON_HOLD", HELD_ACTIONS)
    assert [each["id"] for each in answer["fulfillmentHolds"]] == [second]


def test_release_without_ids_releases_the_holds_of_others_too(desk):
    (owner,) = desk.place((desk.tiny.kettle, 2)).fulfillment_orders
    hold(desk, owner)
    hold_by_somebody_else(desk.store, shop=desk.shop, on=owner)
    hold_by_somebody_else(desk.store, shop=desk.shop, on=owner, app="other-app")
    answer = desk.data(RELEASE, id=owner.gid)["fulfillmentOrder"]
    assert (answer["status"], answer["fulfillmentHolds"]) == ("OPEN", [])


def test_a_held_order_whose_parts_are_all_held_reads_on_hold_and_a_half_held_one_unfulfilled(desk):
    status = "query($id: ID!) { order(id: $id) { displayFulfillmentStatus } }"
    order = desk.place((desk.tiny.kettle, 4))
    (owner,) = order.fulfillment_orders
    hold(desk, owner, units=[(0, 3)])
    assert desk.data(status, id=order.gid) == {"displayFulfillmentStatus": "UNFULFILLED"}
    hold(desk, order.fulfillment_orders[1])
    assert desk.data(status, id=order.gid) == {"displayFulfillmentStatus": "ON_HOLD"}


def refusal(desk, owner, hold_input):
    answer = desk.data(HOLD, id=owner.gid, hold={"reason": "OTHER", **hold_input})
    assert answer["fulfillmentHold"] is None
    assert answer["fulfillmentOrder"] is None
    (error,) = answer["userErrors"]
    return error


def test_a_handle_is_used_once_by_an_app_on_a_fulfilment_order(desk):
    (owner,) = desk.place((desk.tiny.kettle, 5)).fulfillment_orders
    hold(desk, owner, handle="a")
    assert refusal(desk, owner, {"handle": "a"}) == {
        "field": ["fulfillmentHold", "handle"],
        "message": "The handle provided for the fulfillment hold is already in use by this app for another hold on "
        "this fulfillment order.",
        "code": "DUPLICATE_FULFILLMENT_HOLD_HANDLE",
    }


def test_the_empty_handle_counts_as_a_handle(desk):
    (owner,) = desk.place((desk.tiny.kettle, 5)).fulfillment_orders
    hold(desk, owner, handle="")
    assert refusal(desk, owner, {})["code"] == "DUPLICATE_FULFILLMENT_HOLD_HANDLE"


def test_a_held_fulfilment_order_takes_no_line_items(desk):
    (owner,) = desk.place((desk.tiny.kettle, 5)).fulfillment_orders
    hold(desk, owner, units=[(0, 2)])
    lines = [{"id": owner.lines[0].gid, "quantity": 1}]
    assert refusal(desk, owner, {"handle": "b", "fulfillmentOrderLineItems": lines}) == {
        "field": ["fulfillmentHold", "fulfillmentOrderLineItems"],
        "message": "The fulfillment order is not in a splittable state.",
        "code": "FULFILLMENT_ORDER_NOT_SPLITTABLE",
    }


def test_the_eleventh_hold_of_an_app_is_refused_but_not_the_merchants(desk):
    (owner,) = desk.place((desk.tiny.kettle, 5)).fulfillment_orders
    for number in range(10):
        hold(desk, owner, handle=f"backorder:{number}")
    assert refusal(desk, owner, {"handle": "backorder:11"}) == {
        "field": ["id"],
        "message": "The maximum number of fulfillment holds for this fulfillment order has been reached for this app. "
        "An app can only have up to 10 holds on a single fulfillment order at any one time.",
        "code": "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED",
    }
    assert hold_by_somebody_else(desk.store, shop=desk.shop, on=owner).held_by is None


def test_the_shape_of_line_items_is_judged_before_the_number_of_holds(desk):
    (owner,) = desk.place((desk.tiny.kettle, 5)).fulfillment_orders
    line = owner.lines[0].gid
    for number in range(10):
        hold(desk, owner, handle=f"backorder:{number}")
    nothing = {"handle": "x", "fulfillmentOrderLineItems": [{"id": line, "quantity": 0}]}
    assert refusal(desk, owner, nothing) == {
        "field": ["fulfillmentHold", "fulfillmentOrderLineItems", "0", "quantity"],
        "message": "You must select at least one item to place on partial hold.",
        "code": "GREATER_THAN_ZERO",
    }
    twice = {"handle": "x", "fulfillmentOrderLineItems": [{"id": line, "quantity": 1}, {"id": line, "quantity": 1}]}
    assert refusal(desk, owner, twice) == {
        "field": ["fulfillmentHold", "fulfillmentOrderLineItems"],
        "message": "must contain unique line item ids",
        "code": "DUPLICATED_FULFILLMENT_ORDER_LINE_ITEMS",
    }


def test_more_units_than_there_are_is_an_invalid_quantity(desk):
    (owner,) = desk.place((desk.tiny.kettle, 5)).fulfillment_orders
    too_many = {"handle": "x", "fulfillmentOrderLineItems": [{"id": owner.lines[0].gid, "quantity": 6}]}
    assert refusal(desk, owner, too_many)["code"] == "INVALID_LINE_ITEM_QUANTITY"


def test_an_unknown_fulfilment_order_is_a_top_level_error(desk):
    gid = "gid://shopify/FulfillmentOrder/9999999999999999"
    answer = desk.ask(HOLD, id=gid, hold={"reason": "OTHER"})
    (error,) = answer["errors"]
    assert answer["data"] == {"fulfillmentOrderHold": None}
    assert error["message"] == f"Invalid id: {gid}"
    assert error["extensions"]["code"] == "RESOURCE_NOT_FOUND"
    assert error["path"] == ["fulfillmentOrderHold"]


def test_who_holds_needs_a_scope_of_its_own_and_the_rest_is_still_answered(desk):
    (owner,) = desk.place((desk.tiny.kettle, 2)).fulfillment_orders
    hold(desk, owner)
    read = "query($id: ID!) { fulfillmentOrder(id: $id) { fulfillmentHolds { handle heldByApp { id } } } }"
    answer = desk.ask(read, id=owner.gid)
    (error,) = answer["errors"]
    assert answer["data"]["fulfillmentOrder"]["fulfillmentHolds"] == [{"handle": "backorder:1", "heldByApp": None}]
    assert error["message"] == "Access denied for heldByApp field. Required access: `read_apps` access scope."
    assert error["path"] == ["fulfillmentOrder", "fulfillmentHolds", 0, "heldByApp"]
    desk.scopes.add("read_apps")
    assert desk.data(read, id=owner.gid)["fulfillmentHolds"][0]["heldByApp"] == {"id": desk.store.app.gid}


def test_another_apps_hold_is_not_held_by_the_requesting_app(desk):
    (owner,) = desk.place((desk.tiny.kettle, 2)).fulfillment_orders
    hold_by_somebody_else(desk.store, shop=desk.shop, on=owner, app="other-app")
    read = "query($id: ID!) { fulfillmentOrder(id: $id) { fulfillmentHolds { heldByRequestingApp } } }"
    assert desk.data(read, id=owner.gid) == {"fulfillmentHolds": [{"heldByRequestingApp": False}]}


def test_the_first_hold_and_the_last_release_have_topics_of_their_own(desk):
    (owner,) = desk.place((desk.tiny.kettle, 10)).fulfillment_orders
    hold(desk, owner, handle="a", units=[(0, 6)])
    hold(desk, owner, handle="b")
    body = desk.events[1].body
    assert desk.topics == ["fulfillment_holds/added", "fulfillment_orders/placed_on_hold", "fulfillment_holds/added"]
    assert body["fulfillment_order"]["status"] == "on_hold"
    assert body["remaining_fulfillment_order"]["status"] == "open"
    assert body["held_fulfillment_order_line_items"] == [{"id": owner.lines[0].gid, "quantity": 6}]
    assert body["created_fulfillment_hold"]["reason"] == "inventory_out_of_stock"
    desk.events.clear()
    desk.data(RELEASE, id=owner.gid, holds=[owner.holds[0].gid])
    desk.data(RELEASE, id=owner.gid, holds=[owner.holds[0].gid])
    assert desk.topics == [
        "fulfillment_holds/released",
        "fulfillment_holds/released",
        "fulfillment_orders/hold_released",
    ]


def test_the_warehouse_ships_what_is_open_and_leaves_what_is_held(desk):
    order = desk.place((desk.tiny.kettle, 10))
    (owner,) = order.fulfillment_orders
    hold(desk, owner, units=[(0, 6)])
    (fulfillment,) = ship_everything_open(desk.store, shop=desk.shop)
    assert [part.quantity for part in fulfillment.lines] == [4]
    assert [shape(each) for each in order.fulfillment_orders] == [("ON_HOLD", [(6, 6)]), ("CLOSED", [(4, 0)])]
    level = desk.level(desk.tiny.kettle)
    assert (level.quantities["available"], level.quantities["committed"], level.on_hand) == (-6, 6, 0)


def test_a_release_does_not_absorb_what_was_shipped(desk):
    order = desk.place((desk.tiny.kettle, 10))
    (owner,) = order.fulfillment_orders
    hold(desk, owner, units=[(0, 6)])
    ship_everything_open(desk.store, shop=desk.shop)
    release_as_merchant(desk.store, shop=desk.shop, of=owner)
    assert [shape(each) for each in order.fulfillment_orders] == [("OPEN", [(6, 6)]), ("CLOSED", [(4, 0)])]
