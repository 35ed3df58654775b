"""Tags, refunds and cancellation: shapes, words and topics."""

import pytest

from sandbox.shopify.orders.actors import delete_order, return_units, ship_everything_open
from tests.contract.sandbox.order_desk import Desk, shape

REFUND = """mutation($input: RefundInput!, $key: String!) { refundCreate(input: $input) @idempotent(key: $key) {
  refund { totalRefundedSet { shopMoney { amount } } refundLineItems(first: 5) { nodes { quantity restockType } }
    transactions(first: 5) { nodes { kind gateway } } }
  order { displayFinancialStatus } userErrors { field message } } }"""
CANCEL = """mutation($id: ID!, $restock: Boolean!, $method: OrderCancelRefundMethodInput) {
  orderCancel(orderId: $id, reason: CUSTOMER, restock: $restock, refundMethod: $method, staffNote: "gone") {
    job { id done } orderCancelUserErrors { field message code } } }"""


@pytest.fixture
def desk():
    return Desk()


def quantities(desk, variant):
    level = desk.level(variant)
    return level.quantities["available"], level.quantities["committed"], level.on_hand


def test_cancelling_answers_a_job_and_is_done_a_moment_later(desk):
    order = desk.place((desk.tiny.kettle, 2))
    answer = desk.data(CANCEL, id=order.gid, restock=True, method={"originalPaymentMethodsRefund": True})
    job = "query($id: ID!) { job(id: $id) { done } }"
    assert answer["job"]["done"] is False
    assert desk.data(job, id=answer["job"]["id"]) == {"done": False}
    desk.wait()
    assert desk.data(job, id=answer["job"]["id"]) == {"done": True}
    read = """query($id: ID!) { order(id: $id) { closed cancelReason cancellation { staffNote } displayFinancialStatus
      displayFulfillmentStatus currentTotalPriceSet { shopMoney { amount } }
      totalOutstandingSet { shopMoney { amount } }
      lineItems(first: 5) { nodes { quantity currentQuantity } } } }"""
    assert desk.data(read, id=order.gid) == {
        "closed": True,
        "cancelReason": "CUSTOMER",
        "cancellation": {"staffNote": "gone"},
        "displayFinancialStatus": "REFUNDED",
        "displayFulfillmentStatus": "UNFULFILLED",
        "currentTotalPriceSet": {"shopMoney": {"amount": "0.0"}},
        "totalOutstandingSet": {"shopMoney": {"amount": "0.0"}},
        "lineItems": {"nodes": [{"quantity": 2, "currentQuantity": 0}]},
    }
    assert [shape(owner) for owner in order.fulfillment_orders] == [("CLOSED", [(0, 0)])]
    assert quantities(desk, desk.tiny.kettle) == (4, 0, 4)
    assert desk.topics == [
        "inventory_levels/update",
        "order_transactions/create",
        "refunds/create",
        "orders/cancelled",
        "orders/updated",
    ]


def test_an_order_cancelled_before_it_was_routed_gets_no_fulfilment_order(desk):
    order = desk.place((desk.tiny.kettle, 2), routed=False)
    desk.store.scheduler.waiting.reverse()
    desk.data(CANCEL, id=order.gid, restock=True)
    desk.store.scheduler.waiting.reverse()
    desk.wait()
    assert order.fulfillment_orders == []
    assert quantities(desk, desk.tiny.kettle) == (4, 0, 4)


def test_cancelling_twice_or_the_unknown_is_a_user_error(desk):
    order = desk.place((desk.tiny.kettle, 2))
    desk.data(CANCEL, id=order.gid, restock=True)
    desk.wait()
    again = desk.data(CANCEL, id=order.gid, restock=True)["orderCancelUserErrors"]
    unknown = desk.data(CANCEL, id="gid://shopify/Order/1", restock=True)["orderCancelUserErrors"]
    assert [error["code"] for error in (*again, *unknown)] == ["INVALID", "NOT_FOUND"]


def refund_input(order, *, quantity, restock, location=None, amount=None, **transaction):
    line = {"lineItemId": order.lines[0].gid, "quantity": quantity, "restockType": restock}
    given = {"orderId": order.gid, "refundLineItems": [{**line, **({"locationId": location} if location else {})}]}
    if amount:
        paid = {"amount": amount, "gateway": "x", "kind": "REFUND", "orderId": order.gid}
        given["transactions"] = [{**paid, "parentId": order.transactions[0].gid, **transaction}]
    return given


def test_a_refund_with_cancel_frees_unshipped_units_and_takes_the_parents_gateway(desk):
    order = desk.place((desk.tiny.kettle, 10))
    given = refund_input(order, quantity=6, restock="CANCEL", location=desk.tiny.warehouse.gid, amount="294.00")
    answer = desk.data(REFUND, input=given, key="k1")
    assert answer["userErrors"] == []
    assert answer["order"] == {"displayFinancialStatus": "PARTIALLY_REFUNDED"}
    assert answer["refund"] == {
        "totalRefundedSet": {"shopMoney": {"amount": "294.0"}},
        "refundLineItems": {"nodes": [{"quantity": 6, "restockType": "CANCEL"}]},
        "transactions": {"nodes": [{"kind": "REFUND", "gateway": "bogus"}]},
    }
    assert shape(order.fulfillment_orders[0]) == ("OPEN", [(4, 4)])
    assert quantities(desk, desk.tiny.kettle) == (0, 4, 4)
    assert desk.topics[-2:] == ["refunds/create", "orders/updated"]


def test_a_repeated_key_refunds_once(desk):
    order = desk.place((desk.tiny.kettle, 4))
    given = refund_input(order, quantity=1, restock="NO_RESTOCK", amount="49.00")
    first = desk.data(REFUND, input=given, key="same")
    assert desk.data(REFUND, input=given, key="same") == first
    assert len(order.refunds) == 1


def test_a_refund_without_the_directive_is_a_top_level_error(desk):
    order = desk.place((desk.tiny.kettle, 4))
    bare = "mutation($input: RefundInput!) { refundCreate(input: $input) { userErrors { message } } }"
    answer = desk.ask(bare, input={"orderId": order.gid})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_no_restock_leaves_fulfilment_and_stock_alone(desk):
    order = desk.place((desk.tiny.kettle, 4))
    desk.data(REFUND, input=refund_input(order, quantity=1, restock="NO_RESTOCK"), key="k")
    assert shape(order.fulfillment_orders[0]) == ("OPEN", [(4, 4)])
    assert order.lines[0].current_quantity == 3
    assert quantities(desk, desk.tiny.kettle) == (0, 4, 4)


def test_a_return_is_opened_for_shipped_units_once_and_changes_nothing_until_it_is_processed(desk):
    order = desk.place((desk.tiny.kettle, 4))
    ship_everything_open(desk.store, shop=desk.shop)
    desk.events.clear()
    create = """mutation($input: ReturnInput!) { returnCreate(returnInput: $input) {
      return { name status totalQuantity order { returnStatus } } userErrors { field message code } } }"""
    entry = {"fulfillmentLineItemId": order.fulfillments[0].lines[0].gid, "quantity": 3}
    wanted = {"orderId": order.gid, "returnLineItems": [entry]}
    first, second = (desk.ask(create, as_merchant=True, input=wanted)["data"]["returnCreate"] for _ in range(2))
    assert first["return"] == {
        "name": f"{order.name}-R1",
        "status": "OPEN",
        "totalQuantity": 3,
        "order": {"returnStatus": "IN_PROGRESS"},
    }
    assert second["userErrors"][0]["code"] == "INVALID"
    assert quantities(desk, desk.tiny.kettle) == (0, 0, 0)
    assert desk.topics == []


def test_a_return_puts_shipped_units_back_on_the_shelf_and_says_nothing_of_fulfilment(desk):
    order = desk.place((desk.tiny.kettle, 4))
    ship_everything_open(desk.store, shop=desk.shop)
    desk.events.clear()
    return_units(desk.store, shop=desk.shop, line=order.lines[0], quantity=1, to=desk.tiny.warehouse)
    assert quantities(desk, desk.tiny.kettle) == (1, 0, 1)
    assert not [topic for topic in desk.topics if topic.startswith("fulfillment")]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"kind": "AUTHORIZATION"}, {"field": None, "message": "Kind authorization is not a valid transaction"}),
        (
            {"parentId": "gid://shopify/OrderTransaction/1"},
            {"field": ["transactions"], "message": "Transactions require a parent_id associated with the order"},
        ),
    ],
)
def test_a_refund_is_refused_in_shopifys_words_with_the_order_beside(desk, change, error):
    order = desk.place((desk.tiny.kettle, 4))
    given = refund_input(order, quantity=1, restock="NO_RESTOCK", amount="1.00", **change)
    answer = desk.data(REFUND, input=given, key="k")
    assert answer == {"refund": None, "order": {"displayFinancialStatus": "PAID"}, "userErrors": [error]}


def test_the_suggested_refund_is_what_the_lines_cost_and_names_its_parent(desk):
    order = desk.place((desk.tiny.kettle, 10))
    read = """query($id: ID!, $lines: [RefundLineItemInput!]) {
      order(id: $id) { suggestedRefund(refundLineItems: $lines) {
      amountSet { shopMoney { amount } } maximumRefundableSet { shopMoney { amount } }
      suggestedTransactions { gateway kind parentTransaction { id } amountSet { shopMoney { amount } } } } } }"""
    lines = [{"lineItemId": order.lines[0].gid, "quantity": 6, "restockType": "CANCEL"}]
    suggested = desk.data(read, id=order.gid, lines=lines)["suggestedRefund"]
    assert suggested["amountSet"]["shopMoney"]["amount"] == "294.0"
    assert suggested["maximumRefundableSet"]["shopMoney"]["amount"] == "490.0"
    assert suggested["suggestedTransactions"] == [
        {
            "gateway": "bogus",
            "kind": "SUGGESTED_REFUND",
            "parentTransaction": {"id": order.transactions[0].gid},
            "amountSet": {"shopMoney": {"amount": "294.0"}},
        }
    ]


def test_tags_are_added_and_removed_one_by_one_and_only_changes_are_said(desk):
    order = desk.place((desk.tiny.mug, 1))
    add = "mutation($id: ID!, $t: [String!]!) { tagsAdd(id: $id, tags: $t) { node { id } userErrors { message } } }"
    remove = (
        "mutation($id: ID!, $t: [String!]!) { tagsRemove(id: $id, tags: $t) { node { id } userErrors { message } } }"
    )
    desk.data(add, id=order.gid, t=["vip, gift"])
    desk.data(add, id=order.gid, t=["Backorder", "VIP"])
    assert order.tags == ["Backorder", "gift", "vip"]
    desk.data(remove, id=order.gid, t=["backorder"])
    desk.data(remove, id=order.gid, t=["backorder"])
    assert order.tags == ["gift", "vip"]
    assert desk.topics == ["orders/updated"] * 3


def test_tags_need_the_scope_of_their_owner(desk):
    order = desk.place((desk.tiny.mug, 1))
    desk.scopes.discard("write_orders")
    add = 'mutation($id: ID!) { tagsAdd(id: $id, tags: ["x"]) { node { id } } }'
    answer = desk.ask(add, id=order.gid)
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert answer["data"] == {"tagsAdd": None}


def test_an_update_replaces_the_whole_list_of_tags_and_attributes(desk):
    order = desk.place((desk.tiny.mug, 1))
    order.tags, order.attributes = ["old"], {"old": "1"}
    desk.data(
        "mutation($i: OrderInput!) { orderUpdate(input: $i) { order { id } userErrors { message } } }",
        i={"id": order.gid, "tags": ["new"], "customAttributes": [{"key": "parcels", "value": "one"}]},
    )
    assert (order.tags, order.attributes) == (["new"], {"parcels": "one"})


def test_an_orders_metafield_is_written_and_read_by_the_apps_namespace(desk):
    order = desk.place((desk.tiny.mug, 1))
    write = """mutation($m: [MetafieldsSetInput!]!) {
      metafieldsSet(metafields: $m) { metafields { namespace key } userErrors { message } } }"""
    given = {"ownerId": order.gid, "namespace": "$app", "key": "backorder", "type": "json", "value": '{"v": 1}'}
    assert desk.data(write, m=[given])["userErrors"] == []
    read = 'query($id: ID!) { order(id: $id) { metafield(namespace: "$app", key: "backorder") { value } } }'
    assert desk.data(read, id=order.gid) == {"metafield": {"value": '{"v": 1}'}}


def test_a_deleted_order_is_gone_with_its_fulfilment_orders(desk):
    order = desk.place((desk.tiny.mug, 1))
    ship_everything_open(desk.store, shop=desk.shop)
    delete_order(desk.store, shop=desk.shop, order=order)
    assert (desk.shop.orders, desk.shop.fulfillment_orders) == ({}, {})
    assert desk.events[-1].body == {"id": order.id}
