"""Splits, merges, moves and the smaller turns of fulfilment orders, with the shapes and words of recorded answers."""

import pytest

from sandbox.shopify.fulfillment.shipping import cancel_shipping
from sandbox.shopify.orders.actors import hold_by_somebody_else, ship_everything_open
from tests.contract.sandbox.order_desk import OPEN_ACTIONS, Desk, actions, shape

SPLIT = """mutation($splits: [FulfillmentOrderSplitInput!]!) {
  fulfillmentOrderSplit(fulfillmentOrderSplits: $splits) {
    fulfillmentOrderSplits {
      fulfillmentOrder { ...Standing } remainingFulfillmentOrder { ...Standing } replacementFulfillmentOrder { id }
    } userErrors { field message code } } }"""
MERGE = """mutation($merges: [FulfillmentOrderMergeInput!]!) {
  fulfillmentOrderMerge(fulfillmentOrderMergeInputs: $merges) {
    fulfillmentOrderMerges { fulfillmentOrder { ...Standing } } userErrors { field message code } } }"""
MOVE = """mutation($id: ID!, $to: ID!, $lines: [FulfillmentOrderLineItemInput!]) {
  fulfillmentOrderMove(id: $id, newLocationId: $to, fulfillmentOrderLineItems: $lines) {
    movedFulfillmentOrder { ...Standing } originalFulfillmentOrder { ...Standing }
    remainingFulfillmentOrder { ...Standing } userErrors { field message code } } }"""


@pytest.fixture
def desk():
    return Desk()


def splits(owner, *units):
    lines = [{"id": owner.lines[index].gid, "quantity": quantity} for index, quantity in units]
    return {"fulfillmentOrderId": owner.gid, "fulfillmentOrderLineItems": lines}


def intents(*owners):
    return {"mergeIntents": [{"fulfillmentOrderId": owner.gid} for owner in owners]}


def test_a_split_takes_the_asked_units_into_a_new_order_and_both_can_be_merged(desk):
    (owner,) = desk.place((desk.tiny.kettle, 2), (desk.tiny.mug, 3)).fulfillment_orders
    (result,) = desk.data(SPLIT, splits=[splits(owner, (0, 1), (1, 1))])["fulfillmentOrderSplits"]
    assert result["replacementFulfillmentOrder"] is None
    assert result["fulfillmentOrder"]["id"] == owner.gid
    assert actions(result["fulfillmentOrder"]) == [*OPEN_ACTIONS, "MERGE"]
    assert [shape(each) for each in owner.order.fulfillment_orders] == [
        ("OPEN", [(1, 1), (2, 2)]),
        ("OPEN", [(1, 1), (1, 1)]),
    ]
    assert desk.topics == ["fulfillment_orders/split"]


@pytest.mark.parametrize(
    ("units", "error"),
    [
        (
            [],
            {
                "field": ["fulfillmentOrderSplits", "0", "fulfillmentOrderLineItems"],
                "message": "There must be at least one item selected in this fulfillment to split it.",
                "code": "NO_LINE_ITEMS_PROVIDED_TO_SPLIT",
            },
        ),
        (
            [(0, 0)],
            {
                "field": ["fulfillmentOrderSplits", "0", "fulfillmentOrderLineItems", "0", "quantity"],
                "message": "You must select at least one item to split into a new fulfillment order.",
                "code": "GREATER_THAN",
            },
        ),
        (
            [(0, 3)],
            {
                "field": None,
                "message": "Invalid fulfillment order line item quantity requested.",
                "code": None,
            },
        ),
    ],
)
def test_a_split_is_refused_in_shopifys_words(desk, units, error):
    (owner,) = desk.place((desk.tiny.kettle, 2)).fulfillment_orders
    answer = desk.data(SPLIT, splits=[splits(owner, *units)])
    assert answer == {"fulfillmentOrderSplits": None, "userErrors": [error]}


def test_a_split_of_an_unknown_order_is_a_user_error(desk):
    (owner,) = desk.place((desk.tiny.kettle, 2)).fulfillment_orders
    unknown = {**splits(owner, (0, 1)), "fulfillmentOrderId": "gid://shopify/FulfillmentOrder/1"}
    assert desk.data(SPLIT, splits=[unknown])["userErrors"] == [
        {"field": None, "message": "Fulfillment order does not exist.", "code": "FULFILLMENT_ORDER_NOT_FOUND"}
    ]


def test_one_bad_split_of_a_batch_splits_nothing(desk):
    (first,) = desk.place((desk.tiny.kettle, 2)).fulfillment_orders
    (second,) = desk.place((desk.tiny.kettle, 2)).fulfillment_orders
    answer = desk.data(SPLIT, splits=[splits(first, (0, 1)), splits(second, (0, 3))])
    assert answer["fulfillmentOrderSplits"] is None
    assert [shape(each) for each in first.order.fulfillment_orders] == [("OPEN", [(2, 2)])]


def test_a_merge_keeps_the_first_id_and_closes_the_other_at_zero(desk):
    (owner,) = desk.place((desk.tiny.kettle, 2)).fulfillment_orders
    desk.data(SPLIT, splits=[splits(owner, (0, 1))])
    desk.events.clear()
    (merged,) = desk.data(MERGE, merges=[intents(*owner.order.fulfillment_orders)])["fulfillmentOrderMerges"]
    assert merged["fulfillmentOrder"]["id"] == owner.gid
    assert actions(merged["fulfillmentOrder"]) == OPEN_ACTIONS
    assert [shape(each) for each in owner.order.fulfillment_orders] == [("OPEN", [(2, 2)]), ("CLOSED", [(0, 0)])]
    assert desk.topics == ["fulfillment_orders/merged"]
    assert desk.events[0].body["merge_intents"][0]["fulfillment_order_id"] == owner.id


def test_a_closed_order_cannot_be_merged(desk):
    (owner,) = desk.place((desk.tiny.kettle, 2)).fulfillment_orders
    desk.data(SPLIT, splits=[splits(owner, (0, 1))])
    sibling = owner.order.fulfillment_orders[1]
    desk.data("mutation($id: ID!) { fulfillmentOrderCancel(id: $id) { fulfillmentOrder { id } } }", id=sibling.gid)
    answer = desk.data(MERGE, merges=[intents(owner, sibling)])
    message = f"Fulfillment order: {sibling.id} is currently not in a mergeable state."
    assert answer["userErrors"] == [{"field": None, "message": message, "code": None}]


def test_cancelling_a_fulfilment_order_hands_its_very_lines_to_a_replacement(desk):
    (owner,) = desk.place((desk.tiny.kettle, 1)).fulfillment_orders
    line = owner.lines[0].gid
    answer = desk.data(
        """mutation($id: ID!) { fulfillmentOrderCancel(id: $id) {
        fulfillmentOrder { ...Standing } replacementFulfillmentOrder { ...Standing } userErrors { message } } }""",
        id=owner.gid,
    )
    assert (answer["fulfillmentOrder"]["status"], answer["fulfillmentOrder"]["lineItems"]["nodes"]) == ("CLOSED", [])
    assert answer["replacementFulfillmentOrder"]["lineItems"]["nodes"][0]["id"] == line
    assert actions(answer["fulfillmentOrder"]) == []


def test_a_partial_move_makes_a_new_order_there_and_commits_stock_there(desk):
    (owner,) = desk.place((desk.tiny.kettle, 2), (desk.tiny.mug, 3)).fulfillment_orders
    lines = [{"id": owner.lines[0].gid, "quantity": 2}, {"id": owner.lines[1].gid, "quantity": 1}]
    answer = desk.data(MOVE, id=owner.gid, to=desk.tiny.studio.gid, lines=lines)
    assert answer["movedFulfillmentOrder"]["assignedLocation"]["location"]["id"] == desk.tiny.studio.gid
    assert answer["originalFulfillmentOrder"] == answer["remainingFulfillmentOrder"]
    assert [shape(each) for each in owner.order.fulfillment_orders] == [("OPEN", [(2, 2)]), ("OPEN", [(2, 2), (1, 1)])]
    there = desk.tiny.kettle.inventory_item.levels[desk.tiny.studio.id]
    assert (there.quantities["available"], there.quantities["committed"]) == (-2, 2)
    assert desk.level(desk.tiny.kettle).quantities["available"] == 4
    assert desk.topics[-1] == "fulfillment_orders/moved"


def test_a_whole_move_keeps_the_id(desk):
    (owner,) = desk.place((desk.tiny.kettle, 1)).fulfillment_orders
    answer = desk.data(MOVE, id=owner.gid, to=desk.tiny.studio.gid)
    assert answer["movedFulfillmentOrder"]["id"] == answer["originalFulfillmentOrder"]["id"] == owner.gid
    assert answer["remainingFulfillmentOrder"] is None


def test_progress_takes_away_moving_and_splitting_until_it_is_opened_again(desk):
    (owner,) = desk.place((desk.tiny.kettle, 1)).fulfillment_orders
    report = """mutation($id: ID!) { fulfillmentOrderReportProgress(id: $id) {
      fulfillmentOrder { ...Standing } userErrors { message } } }"""
    opened = """mutation($id: ID!) { fulfillmentOrderOpen(id: $id) {
      fulfillmentOrder { ...Standing } userErrors { field message } } }"""
    answer = desk.data(report, id=owner.gid)["fulfillmentOrder"]
    assert (answer["status"], actions(answer)) == (
        "IN_PROGRESS",
        ["CREATE_FULFILLMENT", "REPORT_PROGRESS", "HOLD", "MARK_AS_OPEN"],
    )
    moved = desk.data(MOVE, id=owner.gid, to=desk.tiny.studio.gid)
    assert moved["userErrors"][0]["code"] == "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS"
    assert desk.data(opened, id=owner.gid)["fulfillmentOrder"]["status"] == "OPEN"
    assert desk.data(opened, id=owner.gid)["userErrors"] == [
        {"field": None, "message": "Expected fulfillment order status to be valid but it was open."}
    ]


def test_only_a_scheduled_order_can_be_rescheduled(desk):
    (owner,) = desk.place((desk.tiny.kettle, 1)).fulfillment_orders
    answer = desk.data(
        """mutation($id: ID!) { fulfillmentOrderReschedule(id: $id, fulfillAt: "2026-12-10T00:00:00Z") {
        fulfillmentOrder { id } userErrors { field message } } }""",
        id=owner.gid,
    )
    assert answer == {
        "fulfillmentOrder": None,
        "userErrors": [{"field": None, "message": "Fulfillment order must be scheduled."}],
    }


def test_a_deadline_is_kept_to_the_second_and_planned_for_the_hour(desk):
    (owner,) = desk.place((desk.tiny.kettle, 1)).fulfillment_orders
    answer = desk.data(
        """mutation($ids: [ID!]!, $at: DateTime!) {
        fulfillmentOrdersSetFulfillmentDeadline(fulfillmentOrderIds: $ids, fulfillmentDeadline: $at) {
          success userErrors { message } } }""",
        ids=[owner.gid],
        at="2026-12-10T12:22:11.690Z",
    )
    read = "query($id: ID!) { fulfillmentOrder(id: $id) { fulfillBy fulfillAt } }"
    assert answer == {"success": True, "userErrors": []}
    assert desk.data(read, id=owner.gid) == {"fulfillBy": "2026-12-10T12:22:11Z", "fulfillAt": "2026-11-21T15:00:00Z"}


def test_shipping_a_part_lowers_committed_and_on_hand_and_the_rest_is_in_progress(desk):
    order = desk.place((desk.tiny.mug, 5))
    (owner,) = order.fulfillment_orders
    lines = [{"id": owner.lines[0].gid, "quantity": 2}]
    entry = {"fulfillmentOrderId": owner.gid, "fulfillmentOrderLineItems": lines}
    answer = desk.data(
        """mutation($given: FulfillmentInput!) { fulfillmentCreate(fulfillment: $given) {
        fulfillment { status totalQuantity trackingInfo { number } } userErrors { message } } }""",
        given={"lineItemsByFulfillmentOrder": [entry], "trackingInfo": {"number": "JD1", "company": "DHL"}},
    )
    assert answer["fulfillment"] == {"status": "SUCCESS", "totalQuantity": 2, "trackingInfo": [{"number": "JD1"}]}
    assert shape(owner) == ("IN_PROGRESS", [(5, 3)])
    level = desk.level(desk.tiny.mug)
    assert (level.quantities["available"], level.quantities["committed"], level.on_hand) == (20, 3, 23)
    assert desk.topics == ["fulfillments/create", "orders/updated", "orders/partially_fulfilled"]


def test_shipping_the_last_unit_archives_a_paid_order(desk):
    order = desk.place((desk.tiny.mug, 5))
    ship_everything_open(desk.store, shop=desk.shop)
    read = "query($id: ID!) { order(id: $id) { displayFulfillmentStatus closed } }"
    assert desk.data(read, id=order.gid) == {"displayFulfillmentStatus": "FULFILLED", "closed": True}
    assert desk.topics == ["fulfillments/create", "orders/updated", "orders/fulfilled"]


def test_a_cancelled_fulfilment_owes_its_units_again(desk):
    order = desk.place((desk.tiny.mug, 5))
    (fulfillment,) = ship_everything_open(desk.store, shop=desk.shop)
    cancel_shipping(desk.store, shop=desk.shop, fulfillment=fulfillment)
    assert [shape(each) for each in order.fulfillment_orders] == [("CLOSED", [(5, 0)]), ("OPEN", [(5, 5)])]
    level = desk.level(desk.tiny.mug)
    assert (level.quantities["available"], level.quantities["committed"], level.on_hand) == (20, 5, 25)


def test_a_held_order_cannot_be_shipped(desk):
    (owner,) = desk.place((desk.tiny.mug, 2)).fulfillment_orders
    hold_by_somebody_else(desk.store, shop=desk.shop, on=owner)
    answer = desk.data(
        """mutation($given: FulfillmentInput!) { fulfillmentCreate(fulfillment: $given) {
        fulfillment { id } userErrors { field message } } }""",
        given={"lineItemsByFulfillmentOrder": [{"fulfillmentOrderId": owner.gid}]},
    )
    assert answer["fulfillment"] is None
    assert answer["userErrors"][0]["message"] == f"Fulfillment order {owner.id} has an unfulfillable status= on_hold."
