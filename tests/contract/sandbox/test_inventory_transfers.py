"""Transfers and shipments from draft to dock: quantities and words as recorded, stock in step with them."""

import pytest

from tests.contract.sandbox.logistics_documents import READY, SHIPMENT, TRANSFER, create, ship
from tests.contract.sandbox.order_desk import Desk

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
SEND = f"""mutation($id: ID!) {{ inventoryShipmentMarkInTransit(id: $id) {{ {SHIPMENT} userErrors {{ code }} }} }}"""


@pytest.fixture
def desk():
    return Desk()


def stock_of(desk, location=None):
    level = desk.tiny.mug.inventory_item.levels.get((location or desk.tiny.warehouse).id)
    names = ("available", "reserved", "incoming", "on_hand")
    return tuple(level.quantity(name) for name in names) if level else (0, 0, 0, 0)


def from_warehouse(desk, **more):
    return create(desk, originLocationId=desk.tiny.warehouse.gid, **more)["inventoryTransfer"]


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
