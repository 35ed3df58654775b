"""Transfers and shipments from draft to dock: quantities and words as recorded, stock in step with them."""

from datetime import UTC, datetime

import pytest

from sandbox.shopify.request import Actor
from tests.contract.sandbox.order_desk import Desk

TRANSFER = """inventoryTransfer { id name status totalQuantity receivedQuantity tags
  origin { name location { id } } destination { location { id } }
  lineItems(first: 5) { nodes { id totalQuantity shippableQuantity shippedQuantity processableQuantity
    pickedForShipmentQuantity inventoryItem { id } } } }"""
CREATE = f"""mutation($input: InventoryTransferCreateInput!, $key: String!) {{
  inventoryTransferCreate(input: $input) @idempotent(key: $key) {{
    {TRANSFER} userErrors {{ field message code }} }} }}"""
READY = (
    f"""mutation($id: ID!) {{ inventoryTransferMarkAsReadyToShip(id: $id) {{ {TRANSFER} userErrors {{ code }} }} }}"""
)
CANCEL = f"""mutation($id: ID!) {{ inventoryTransferCancel(id: $id) {{ {TRANSFER} userErrors {{ field code }} }} }}"""
DELETE = "mutation($id: ID!) { inventoryTransferDelete(id: $id) { deletedId userErrors { field message } } }"
SET_ITEMS = """mutation($input: InventoryTransferSetItemsInput!, $key: String!) {
  inventoryTransferSetItems(input: $input) @idempotent(key: $key) {
    inventoryTransfer { totalQuantity } updatedLineItems { inventoryItemId newQuantity deltaQuantity }
    userErrors { field message code } } }"""
REMOVE_ITEMS = """mutation($input: InventoryTransferRemoveItemsInput!) { inventoryTransferRemoveItems(input: $input) {
    inventoryTransfer { totalQuantity } removedQuantities { inventoryItemId newQuantity deltaQuantity }
    userErrors { code } } }"""
EDIT = """mutation($id: ID!, $input: InventoryTransferEditInput!) { inventoryTransferEdit(id: $id, input: $input) {
    inventoryTransfer { note tags referenceName dateCreated } userErrors { field code } } }"""
READ = f"query($id: ID!) {{ {TRANSFER.replace('inventoryTransfer', 'inventoryTransfer(id: $id)', 1)} }}"
SHIPMENT = """inventoryShipment { id name status dateShipped dateReceived lineItemTotalQuantity totalAcceptedQuantity
  totalRejectedQuantity totalReceivedQuantity tracking { company trackingNumber arrivesAt }
  lineItems(first: 5) { nodes { id quantity acceptedQuantity rejectedQuantity unreceivedQuantity } } }"""
SHIP = f"""mutation($input: InventoryShipmentCreateInput!, $key: String!) {{
  inventoryShipmentCreate(input: $input) @idempotent(key: $key) {{
    {SHIPMENT} userErrors {{ field message code }} }} }}"""
SEND = f"""mutation($id: ID!) {{ inventoryShipmentMarkInTransit(id: $id) {{ {SHIPMENT} userErrors {{ code }} }} }}"""
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


def stock_of(desk, location=None):
    level = desk.tiny.mug.inventory_item.levels.get((location or desk.tiny.warehouse).id)
    names = ("available", "reserved", "incoming", "on_hand")
    return tuple(level.quantity(name) for name in names) if level else (0, 0, 0, 0)


def create(desk, *, quantity=5, key="create", **more):
    line = {"inventoryItemId": desk.tiny.mug.inventory_item.gid, "quantity": quantity}
    given = {"destinationLocationId": desk.tiny.studio.gid, "lineItems": [line], **more}
    return desk.data(CREATE, input=given, key=key)


def from_warehouse(desk, **more):
    return create(desk, originLocationId=desk.tiny.warehouse.gid, **more)["inventoryTransfer"]


def ship(desk, transfer, *, quantity=5, key="ship"):
    line = {"inventoryItemId": desk.tiny.mug.inventory_item.gid, "quantity": quantity}
    tracking = {"company": "UPS", "trackingNumber": "1Z", "arrivesAt": "2026-12-03T12:00:00Z"}
    given = {"movementId": transfer["id"], "lineItems": [line], "trackingInput": tracking}
    return desk.data(SHIP, input=given, key=key)


def quantities(transfer):
    (line,) = transfer["lineItems"]["nodes"]
    names = (
        "totalQuantity",
        "shippableQuantity",
        "shippedQuantity",
        "processableQuantity",
        "pickedForShipmentQuantity",
    )
    return tuple(line[name] for name in names)


def test_a_draft_reserves_nothing_and_nothing_of_it_can_be_shipped(desk):
    draft = from_warehouse(desk)
    assert (draft["name"], draft["status"], quantities(draft)) == ("#T0002", "DRAFT", (5, 0, 0, 5, 0))
    assert stock_of(desk) == (25, 0, 0, 25)
    assert desk.events == []


def test_ready_reserves_at_the_origin_and_shows_nothing_at_the_destination(desk):
    transfer = desk.data(READY, id=from_warehouse(desk)["id"])["inventoryTransfer"]
    assert (transfer["status"], quantities(transfer)) == ("READY_TO_SHIP", (5, 5, 0, 5, 0))
    assert stock_of(desk) == (20, 5, 0, 25)
    assert stock_of(desk, desk.tiny.studio) == (0, 0, 0, 0)
    assert desk.topics == ["inventory_levels/update", "inventory_transfers/ready_to_ship"]


def test_a_draft_shipment_is_picked_and_one_in_transit_is_incoming(desk):
    transfer = from_warehouse(desk)
    desk.data(READY, id=transfer["id"])
    shipment = ship(desk, transfer, quantity=3)["inventoryShipment"]
    assert (shipment["name"], shipment["status"]) == ("#T0002-1", "DRAFT")
    read = desk.data(READ, id=transfer["id"])
    assert (read["status"], quantities(read)) == ("READY_TO_SHIP", (5, 2, 0, 2, 3))
    sent = desk.data(SEND, id=shipment["id"])["inventoryShipment"]
    assert (sent["status"], sent["dateShipped"]) == ("IN_TRANSIT", "2026-11-21T15:00:00Z")
    read = desk.data(READ, id=transfer["id"])
    assert (read["status"], quantities(read)) == ("IN_PROGRESS", (5, 2, 3, 2, 0))
    assert stock_of(desk) == (20, 2, 0, 22)
    assert stock_of(desk, desk.tiny.studio) == (0, 0, 3, 0)


def test_a_transfer_from_a_supplier_has_no_origin_and_takes_from_no_shelf(desk):
    transfer = create(desk, tags=["supplier:Tallinn Metalworks"])["inventoryTransfer"]
    assert transfer["origin"] is None
    desk.data(READY, id=transfer["id"])
    assert stock_of(desk) == (25, 0, 0, 25)


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


def test_cancelling_a_ready_transfer_gives_the_units_back(desk):
    transfer = from_warehouse(desk)
    desk.data(READY, id=transfer["id"])
    assert desk.data(CANCEL, id=transfer["id"])["inventoryTransfer"]["status"] == "CANCELED"
    assert stock_of(desk) == (25, 0, 0, 25)
    assert desk.topics[-1] == "inventory_transfers/cancel"


def test_only_drafts_are_deleted(desk):
    transfer = from_warehouse(desk)
    desk.data(READY, id=transfer["id"])
    message = "Can't delete the transfer if it's not in the draft status."
    refused = {"deletedId": None, "userErrors": [{"field": ["id"], "message": message}]}
    assert desk.data(DELETE, id=transfer["id"]) == refused
    draft = create(desk, key="other")["inventoryTransfer"]
    assert desk.data(DELETE, id=draft["id"]) == {"deletedId": draft["id"], "userErrors": []}


def test_setting_items_tells_the_change_of_each(desk):
    draft = from_warehouse(desk)
    item = desk.tiny.mug.inventory_item.gid
    given = {"id": draft["id"], "lineItems": [{"inventoryItemId": item, "quantity": 6}]}
    answer = desk.data(SET_ITEMS, input=given, key="k")
    assert answer["updatedLineItems"] == [{"inventoryItemId": item, "newQuantity": 6, "deltaQuantity": 1}]
    assert answer["inventoryTransfer"] == {"totalQuantity": 6}


def test_removing_a_line_of_a_ready_transfer_gives_its_units_back(desk):
    transfer = from_warehouse(desk)
    desk.data(READY, id=transfer["id"])
    given = {"id": transfer["id"], "transferLineItemIds": [transfer["lineItems"]["nodes"][0]["id"]]}
    answer = desk.data(REMOVE_ITEMS, input=given)
    assert answer["removedQuantities"][0]["deltaQuantity"] == -5
    assert stock_of(desk) == (25, 0, 0, 25)


def test_an_edit_of_a_transfer_replaces_its_tags(desk):
    draft = from_warehouse(desk, tags=["a"])
    given = {"note": "mind the gap", "tags": ["b"], "referenceName": "PO-7", "dateCreated": "2026-11-20"}
    answer = desk.data(EDIT, id=draft["id"], input=given)["inventoryTransfer"]
    assert answer == {
        "note": "mind the gap",
        "tags": ["b"],
        "referenceName": "PO-7",
        "dateCreated": "2026-11-20T00:00:00Z",
    }


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        (
            {"originLocationId": "{studio}"},
            ["input", "destinationLocationId"],
            "TRANSFER_ORIGIN_CANNOT_BE_THE_SAME_AS_DESTINATION",
        ),
        ({"originLocationId": "gid://shopify/Location/1"}, ["input", "originLocationId"], "LOCATION_NOT_FOUND"),
        ({"quantity": -1}, ["input", "lineItems", "0", "quantity"], "INVALID_QUANTITY"),
    ],
)
def test_bad_transfers_are_refused_in_the_recorded_words(desk, change, field, code):
    if change.get("originLocationId") == "{studio}":
        change = {"originLocationId": desk.tiny.studio.gid}
    payload = create(desk, **change)
    assert payload["inventoryTransfer"] is None
    assert [(error["field"], error["code"]) for error in payload["userErrors"]] == [(field, code)]


def test_an_item_may_be_on_a_transfer_once(desk):
    item = desk.tiny.mug.inventory_item.gid
    payload = create(desk, lineItems=[{"inventoryItemId": item, "quantity": 1}] * 2)
    message = "The inventory item is already present in the list. Each item must be unique."
    assert payload["userErrors"] == [
        {"field": ["input", "lineItems", str(n), "inventoryItemId"], "message": message, "code": "DUPLICATE_ITEM"}
        for n in (0, 1)
    ]


def test_a_shipment_knows_no_transfer_origin_or_destination(desk):
    answer = desk.ask("query($id: ID!) { inventoryShipment(id: $id) { transfer { id } } }", id=desk.tiny.shipment.gid)
    assert answer["errors"][0]["extensions"] == {
        "code": "undefinedField",
        "typeName": "InventoryShipment",
        "fieldName": "transfer",
    }


def test_a_shelf_sends_no_more_than_it_set_aside_and_a_supplier_may(desk):
    transfer = from_warehouse(desk)
    desk.data(READY, id=transfer["id"])
    refused = ship(desk, transfer, quantity=6, key="a")
    assert [(e["field"], e["code"]) for e in refused["userErrors"]] == [
        (["input", "lineItems", "0", "quantity"], "INVALID_QUANTITY")
    ]
    supplied = create(desk, key="other")["inventoryTransfer"]
    desk.data(READY, id=supplied["id"])
    assert ship(desk, supplied, quantity=6, key="b")["inventoryShipment"]["lineItemTotalQuantity"] == 6
