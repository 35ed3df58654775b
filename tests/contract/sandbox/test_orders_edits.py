"""Order edits: calculated orders, what a commit does, and refusals in recorded words."""

import pytest

from sandbox.shopify.orders.actors import cancel_order, edit_order, ship_everything_open
from tests.contract.sandbox.order_desk import Desk, shape

BEGIN = """mutation($id: ID!) { orderEditBegin(id: $id) { orderEditSession { id } calculatedOrder {
  id originalOrder { id } lineItems(first: 10) { nodes { id quantity editableQuantity variant { id } } } }
  userErrors { field message } } }"""
SET = """mutation($id: ID!, $line: ID!, $quantity: Int!, $restock: Boolean) {
  orderEditSetQuantity(id: $id, lineItemId: $line, quantity: $quantity, restock: $restock) {
    calculatedLineItem { id quantity } userErrors { field message } } }"""
ADD = """mutation($id: ID!, $variant: ID!, $quantity: Int!, $twice: Boolean) {
  orderEditAddVariant(id: $id, variantId: $variant, quantity: $quantity, allowDuplicates: $twice) {
    calculatedLineItem { quantity } calculatedOrder { addedLineItems(first: 5) { nodes { sku quantity } } }
    userErrors { field message } } }"""
COMMIT = """mutation($id: ID!, $notify: Boolean) { orderEditCommit(id: $id, notifyCustomer: $notify) {
  order { id edited } successMessages userErrors { field message } } }"""


@pytest.fixture
def desk():
    return Desk()


def quantities(desk, variant):
    level = desk.level(variant)
    return level.quantities["available"], level.quantities["committed"], level.on_hand


def begin(desk, order):
    return desk.data(BEGIN, id=order.gid)["calculatedOrder"]


def test_an_edit_shrinks_the_old_fulfilment_order_and_adds_a_new_one(desk):
    order = desk.place((desk.tiny.kettle, 3))
    opened = begin(desk, order)
    (line,) = opened["lineItems"]["nodes"]
    assert line["id"] == f"gid://shopify/CalculatedLineItem/{order.lines[0].id}"
    assert (line["quantity"], line["editableQuantity"]) == (3, 3)
    desk.data(SET, id=opened["id"], line=line["id"], quantity=1, restock=True)
    added = desk.data(ADD, id=opened["id"], variant=desk.tiny.mug.gid, quantity=2)["calculatedOrder"]
    assert added["addedLineItems"]["nodes"] == [{"sku": "MUG-RED", "quantity": 2}]
    desk.events.clear()
    committed = desk.data(COMMIT, id=opened["id"])
    assert committed == {
        "order": {"id": order.gid, "edited": True},
        "successMessages": ["Order updated"],
        "userErrors": [],
    }
    assert [(each.quantity, each.current_quantity) for each in order.lines] == [(3, 1), (2, 2)]
    assert [shape(owner) for owner in order.fulfillment_orders] == [("OPEN", [(1, 1)]), ("OPEN", [(2, 2)])]
    assert quantities(desk, desk.tiny.kettle) == (3, 1, 4)
    assert [topic for topic in desk.topics if topic.startswith(("orders", "fulfillment"))] == [
        "orders/edited",
        "orders/updated",
    ]
    body = next(event.body for event in desk.events if event.topic == "orders/edited")["order_edit"]
    assert body["line_items"] == {
        "additions": [{"id": order.lines[1].id, "delta": 2}],
        "removals": [{"id": order.lines[0].id, "delta": 2}],
    }


def test_units_removed_without_restock_leave_the_shelf(desk):
    order = desk.place((desk.tiny.kettle, 3))
    edit_order(desk.store, shop=desk.shop, order=order, quantities={order.lines[0]: 1}, restock=False)
    assert quantities(desk, desk.tiny.kettle) == (1, 1, 2)


@pytest.mark.parametrize(
    ("payment", "notify", "messages"),
    [
        (2, False, ["Order updated"]),
        (2, True, ["Order updated", "Notification sent"]),
        (0, True, ["Order updated", "Invoice sent"]),
    ],
)
def test_the_messages_of_a_commit_depend_on_what_is_owed(desk, payment, notify, messages):
    order = desk.place((desk.tiny.kettle, 2))
    if not payment:
        order.transactions.clear()
    opened = begin(desk, order)
    desk.data(SET, id=opened["id"], line=opened["lineItems"]["nodes"][0]["id"], quantity=1)
    assert desk.data(COMMIT, id=opened["id"], notify=notify)["successMessages"] == messages


def test_an_edit_of_an_archived_order_takes_it_out_again(desk):
    order = desk.place((desk.tiny.kettle, 2))
    ship_everything_open(desk.store, shop=desk.shop)
    opened = begin(desk, order)
    desk.data(ADD, id=opened["id"], variant=desk.tiny.mug.gid, quantity=1)
    assert desk.data(COMMIT, id=opened["id"])["successMessages"] == ["Order updated", "Order unarchived"]


def test_edits_are_refused_in_shopifys_words(desk):
    order = desk.place((desk.tiny.kettle, 2))
    opened = begin(desk, order)["id"]
    unknown = "gid://shopify/CalculatedOrder/1"
    line, variant = "gid://shopify/CalculatedLineItem/1", "gid://shopify/ProductVariant/1"
    kettle = desk.tiny.kettle.gid
    refusals = [
        desk.data(BEGIN, id="gid://shopify/Order/1"),
        desk.data(SET, id=unknown, line=line, quantity=1),
        desk.data(COMMIT, id=unknown),
        desk.data(SET, id=opened, line=line, quantity=1),
        desk.data(ADD, id=opened, variant=variant, quantity=1),
        desk.data(ADD, id=opened, variant=kettle, quantity=1, twice=False),
    ]
    assert [answer["userErrors"] for answer in refusals] == [
        [{"field": ["id"], "message": "The order does not exist."}],
        [{"field": ["id"], "message": "The calculated order does not exist."}],
        [{"field": ["id"], "message": "The calculated order does not exist."}],
        [{"field": ["lineItemId"], "message": "The line item does not exist on the order."}],
        [{"field": ["variantId"], "message": "The variant does not exist in the shop."}],
        [{"field": ["id"], "message": "Fjord Enamel Kettle was not added because it's already on the order."}],
    ]


def test_a_cancelled_order_cannot_be_edited(desk):
    order = desk.place((desk.tiny.kettle, 2))
    cancel_order(desk.store, shop=desk.shop, order=order)
    assert desk.data(BEGIN, id=order.gid)["userErrors"] == [{"field": None, "message": "The order cannot be edited."}]


def test_units_added_before_the_order_is_routed_are_on_one_line_of_its_fulfilment_order(desk):
    order = desk.place((desk.tiny.mug, 3), routed=False)
    edit_order(desk.store, shop=desk.tiny.shop, order=order, quantities={order.lines[0]: 5})
    (owner,) = order.fulfillment_orders
    assert [(part.line, part.remaining) for part in owner.lines] == [(order.lines[0], 5)]
