"""Every operation of ours about orders is answered by the sandbox, whole and under the price limit."""

import pytest

from app.shopify.documents import load_document
from sandbox.shopify.model import Address, Customer
from sandbox.shopify.orders.checkout import Details, Want, place_order
from tests.contract.sandbox.order_desk import Desk


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def order(desk):
    now = desk.store.now()
    buyer = Customer(id=desk.store.new_id(), created_at=now, updated_at=now, first_name="Ada", email="ada@example.com")
    desk.shop.customers[buyer.id] = buyer
    desk.tiny.kettle.policy = "CONTINUE"
    wants = [Want(variant=desk.tiny.kettle, quantity=10, properties={"Ships by": "10 December"})]
    details = Details(shipping_address=Address(country_code="US"))
    placed = place_order(desk.store, shop=desk.shop, wants=wants, customer=buyer, details=details)
    desk.wait()
    return placed


def variables(order, name):
    (owner,) = order.fulfillment_orders
    held = {"reason": "INVENTORY_OUT_OF_STOCK", "handle": "backorder:1"}
    return {
        "OrdersByIds": {"ids": [order.gid]},
        "OrderContact": {"id": order.gid},
        "OrderLines": {"id": order.gid},
        "OrderFulfillmentOrders": {"id": order.gid},
        "FulfillmentOrderOwners": {"ids": [owner.gid]},
        "FulfillmentOrderLines": {"id": owner.gid},
        "OpenOrders": {"query": "status:open"},
        "HoldFulfillmentOrder": {
            "id": owner.gid,
            "hold": {**held, "fulfillmentOrderLineItems": [{"id": owner.lines[0].gid, "quantity": 6}]},
        },
        "SetFulfillmentDeadline": {"ids": [owner.gid], "deadline": "2026-12-10T00:00:00Z"},
        "AddTags": {"id": order.gid, "tags": ["Backorder"]},
        "RemoveTags": {"id": order.gid, "tags": ["Backorder"]},
        "RunBulkQuery": {"query": "{ orders { edges { node { id } } } }"},
    }[name]


@pytest.mark.parametrize(
    "name",
    [
        "OrdersByIds",
        "OrderContact",
        "OrderLines",
        "OrderFulfillmentOrders",
        "FulfillmentOrderOwners",
        "FulfillmentOrderLines",
        "OpenOrders",
        "HoldFulfillmentOrder",
        "SetFulfillmentDeadline",
        "AddTags",
        "RemoveTags",
        "RunBulkQuery",
    ],
)
def test_an_operation_is_answered_without_errors(desk, order, name):
    answer = desk.ask(load_document(name), **variables(order, name))
    assert "errors" not in answer
    (payload,) = answer["data"].values()
    assert payload
    assert not (isinstance(payload, dict) and payload.get("userErrors"))
    assert answer["extensions"]["cost"]["requestedQueryCost"] <= 1000


def test_a_hold_and_its_release_go_there_and_back(desk, order):
    desk.data(load_document("HoldFulfillmentOrder"), **variables(order, "HoldFulfillmentOrder"))
    (hold,) = order.fulfillment_orders[0].holds
    answer = desk.data(load_document("ReleaseHolds"), id=order.fulfillment_orders[0].gid, holdIds=[hold.gid])
    assert answer["fulfillmentOrder"]["lineItems"]["nodes"][0]["remainingQuantity"] == 10
    assert [owner.status for owner in order.fulfillment_orders] == ["OPEN", "CLOSED"]
