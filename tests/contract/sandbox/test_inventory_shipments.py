"""Shipments: tracked, announced otherwise, received in parts; stock in step with them."""

from datetime import UTC, datetime

import pytest

from sandbox.shopify.request import Actor
from tests.contract.sandbox.logistics_documents import READY, SHIPMENT, create, ship
from tests.contract.sandbox.order_desk import Desk

TRACK = f"""mutation($id: ID!, $tracking: InventoryShipmentTrackingInput!) {{
  inventoryShipmentSetTracking(id: $id, tracking: $tracking) {{ {SHIPMENT} userErrors {{ code }} }} }}"""
RECEIVE = f"""mutation($id: ID!, $lines: [InventoryShipmentReceiveItemInput!],
    $bulk: InventoryShipmentReceiveLineItemReason, $key: String!) {{
  inventoryShipmentReceive(id: $id, lineItems: $lines, bulkReceiveAction: $bulk) @idempotent(key: $key) {{
    {SHIPMENT} userErrors {{ field code }} }} }}"""
UPDATE = """mutation($id: ID!, $items: [InventoryShipmentUpdateItemQuantitiesInput!]) {
  inventoryShipmentUpdateItemQuantities(id: $id, items: $items) {
    shipment { lineItemTotalQuantity } updatedLineItems { quantity } userErrors { code } } }"""


@pytest.fixture
def desk():
    return Desk()


def test_receiving_in_parts_ends_with_everything_accounted_for(desk):
    line = desk.tiny.shipment.lines[0].gid
    first = [{"shipmentLineItemId": line, "quantity": 38, "reason": "ACCEPTED"}]
    got = desk.data(RECEIVE, id=desk.tiny.shipment.gid, lines=first, key="a")["inventoryShipment"]
    assert (got["status"], got["totalAcceptedQuantity"], got["dateReceived"]) == ("PARTIALLY_RECEIVED", 38, None)
    assert desk.level(desk.tiny.kettle).quantities["available"] == 42
    assert desk.level(desk.tiny.kettle).quantities["incoming"] == 2
    rest = [{"shipmentLineItemId": line, "quantity": 2, "reason": "REJECTED"}]
    got = desk.data(RECEIVE, id=desk.tiny.shipment.gid, lines=rest, key="b")["inventoryShipment"]
    assert (got["status"], got["dateReceived"]) == ("RECEIVED", "2026-11-21T15:00:00Z")
    (node,) = got["lineItems"]["nodes"]
    assert (node["acceptedQuantity"], node["rejectedQuantity"], node["unreceivedQuantity"]) == (38, 2, 0)
    assert desk.level(desk.tiny.kettle).quantities["incoming"] == 0
    assert desk.level(desk.tiny.kettle).on_hand == 42
    assert desk.tiny.shipment.transfer.status == "TRANSFERRED"
    assert desk.topics == [
        "inventory_levels/update",
        "inventory_shipments/receive_items",
        "inventory_shipments/receive_items",
        "inventory_transfers/complete",
    ]


def test_the_body_of_a_receipt_counts_old_and_new_units(desk):
    line = desk.tiny.shipment.lines[0]
    lines = [{"shipmentLineItemId": line.gid, "quantity": 38, "reason": "ACCEPTED"}]
    desk.data(RECEIVE, id=desk.tiny.shipment.gid, lines=lines, key="a")
    body = desk.events[-1].body
    assert body == {
        "id": desk.tiny.shipment.gid,
        "status": "PARTIALLY_RECEIVED",
        "items_received": [
            {
                "id": line.gid,
                "old_accepted_quantity": 0,
                "old_rejected_quantity": 0,
                "new_accepted_quantity": 38,
                "new_rejected_quantity": 0,
                "remaining_quantity_to_receive": 2,
            }
        ],
        "happened_at": "2026-11-21T10:00:00-05:00",
    }


def test_a_bulk_action_takes_what_the_named_lines_leave(desk):
    got = desk.data(RECEIVE, id=desk.tiny.shipment.gid, bulk="ACCEPTED", key="a")["inventoryShipment"]
    assert (got["status"], got["totalAcceptedQuantity"]) == ("RECEIVED", 40)


def test_receiving_a_draft_or_twice_is_refused(desk):
    transfer = create(desk)["inventoryTransfer"]
    desk.data(READY, id=transfer["id"])
    draft = ship(desk, transfer)["inventoryShipment"]
    refused = desk.data(RECEIVE, id=draft["id"], bulk="ACCEPTED", key="a")
    assert refused == {"inventoryShipment": None, "userErrors": [{"field": ["id"], "code": "INVALID_SHIPMENT_STATUS"}]}
    desk.data(RECEIVE, id=desk.tiny.shipment.gid, bulk="ACCEPTED", key="b")
    again = desk.data(RECEIVE, id=desk.tiny.shipment.gid, bulk="ACCEPTED", key="c")
    assert again["userErrors"][0]["code"] == "INVALID_SHIPMENT_STATUS"
    assert desk.level(desk.tiny.kettle).on_hand == 44


def test_receiving_needs_a_scope_of_its_own(desk):
    without = frozenset(desk.scopes - {"write_inventory_shipments_received_items"})
    desk.scopes = set(without)
    answer = desk.ask(RECEIVE, id=desk.tiny.shipment.gid, bulk="ACCEPTED", key="a")
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert answer["data"] == {"inventoryShipmentReceive": None}
    assert not Actor(client_id="x", scopes=without).may(("write_inventory_shipments_received_items",))


def test_tracking_moves_the_only_date_there_is(desk):
    tracking = {"company": "DHL", "arrivesAt": "2026-12-08T12:00:00Z"}
    got = desk.data(TRACK, id=desk.tiny.shipment.gid, tracking=tracking)["inventoryShipment"]
    assert got["tracking"] == {"company": "DHL", "trackingNumber": None, "arrivesAt": "2026-12-08T12:00:00Z"}
    assert desk.topics == ["inventory_shipments/update_tracking", "inventory_transfers/updated"]
    body = desk.events[0].body
    assert body["shipment_id"] == desk.tiny.shipment.gid
    assert body["updated_tracking"]["arrives_at"] == "2026-12-08T07:00:00-05:00"
    assert desk.tiny.shipment.tracking.arrives_at == datetime(2026, 12, 8, 12, tzinfo=UTC)


def test_announcing_other_units_moves_what_is_incoming(desk):
    items = [{"shipmentLineItemId": desk.tiny.shipment.lines[0].gid, "quantity": 30}]
    answer = desk.data(UPDATE, id=desk.tiny.shipment.gid, items=items)
    assert answer["shipment"]["lineItemTotalQuantity"] == 30
    assert desk.level(desk.tiny.kettle).quantities["incoming"] == 30
    assert desk.topics == ["inventory_shipments/update_item_quantities", "inventory_transfers/updated"]


def test_a_shipment_knows_no_transfer_origin_or_destination(desk):
    answer = desk.ask("query($id: ID!) { inventoryShipment(id: $id) { transfer { id } } }", id=desk.tiny.shipment.gid)
    assert answer["errors"][0]["extensions"] == {
        "code": "undefinedField",
        "typeName": "InventoryShipment",
        "fieldName": "transfer",
    }
