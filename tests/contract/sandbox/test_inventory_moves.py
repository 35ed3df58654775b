"""Moving stock between its parts, activating and deactivating it at places: words and shapes as recorded (2026-04)."""

import pytest

from tests.contract.sandbox.inventory_documents import LEDGER, MOVE, NOWHERE, refusals
from tests.contract.sandbox.order_desk import Desk

ACTIVATE = """mutation($item: ID!, $location: ID!, $available: Int, $onHand: Int, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available, onHand: $onHand)
    @idempotent(key: $key) { inventoryLevel { isActive quantities(names: ["available", "on_hand"]) { name quantity } }
    userErrors { field message } } }"""
DEACTIVATE = "mutation($id: ID!) { inventoryDeactivate(inventoryLevelId: $id) { userErrors { field message } } }"
LEVELS = """query($item: ID!, $location: ID!) { inventoryItem(id: $item) { variant { inventoryQuantity }
  active: inventoryLevels(first: 5) { nodes { isActive } }
  every: inventoryLevels(first: 5, includeInactive: true) {
    nodes { isActive quantities(names: ["on_hand"]) { quantity } } }
  inventoryLevel(locationId: $location, includeInactive: true) { isActive } } }"""
LOCATION = "id name isActive hasActiveInventory hasUnfulfilledOrders"


@pytest.fixture
def desk():
    return Desk()


def move(desk, *, to="damaged", key="k", **terminal):
    change = {
        "inventoryItemId": desk.tiny.kettle.inventory_item.gid,
        "quantity": 2,
        "from": {"locationId": desk.tiny.warehouse.gid, "name": "available", "changeFromQuantity": 4, **terminal},
        "to": {"locationId": desk.tiny.warehouse.gid, "name": to, "changeFromQuantity": 0, "ledgerDocumentUri": LEDGER},
    }
    given_input = {"reason": "correction", "referenceDocumentUri": LEDGER, "changes": [change]}
    return desk.data(MOVE, input=given_input, key=key)


def test_a_move_between_parts_leaves_on_hand_unmentioned(desk):
    rows = move(desk)["inventoryAdjustmentGroup"]["changes"]
    assert [(r["name"], r["delta"], r["ledgerDocumentUri"]) for r in rows] == [
        ("available", -2, None),
        ("damaged", 2, LEDGER),
    ]
    assert desk.level(desk.tiny.kettle).on_hand == 4


def test_a_move_names_the_terminal_it_refuses(desk):
    assert refusals(move(desk, locationId=NOWHERE))[0] == (
        ["input", "changes", "0", "from", "locationId"],
        "INVALID_LOCATION",
    )
    assert refusals(move(desk, name="committed", key="b"))[0][0] == ["input", "changes", "0", "from", "name"]


def activate(desk, key="k", **quantities):
    return desk.data(
        ACTIVATE, item=desk.tiny.kettle.inventory_item.gid, location=desk.tiny.studio.gid, key=key, **quantities
    )


def test_activation_stocks_an_item_at_a_place_with_its_first_units(desk):
    level = activate(desk, onHand=50)["inventoryLevel"]
    assert level["quantities"] == [{"name": "available", "quantity": 50}, {"name": "on_hand", "quantity": 50}]
    assert desk.topics == ["inventory_levels/connect", "inventory_levels/update"]


def test_activation_takes_one_quantity_in_bounds_and_none_when_already_active(desk):
    both = activate(desk, key="a", available=10, onHand=20)
    start = "The product couldn't be stocked at Studio because "
    message = f"{start}not allowed to set available and on_hand quantities at the same time."
    assert both["userErrors"] == [{"field": [name], "message": message} for name in ("available", "onHand")]
    high = activate(desk, key="b", onHand=1_000_000_001)
    assert high["userErrors"][0]["message"] == f"{start}the quantity needs to be between -1 billion and 1 billion."
    activate(desk, key="c", onHand=5)
    again = activate(desk, key="d", onHand=7)
    assert again["userErrors"][0]["message"] == (
        "Not allowed to set an on_hand quantity when the item is already active at the location."
    )
    assert again["inventoryLevel"]["quantities"][0]["quantity"] == 5


def test_a_deactivated_level_keeps_its_units_out_of_sight_until_it_is_active_again(desk):
    item, studio = desk.tiny.kettle.inventory_item, desk.tiny.studio
    activate(desk, available=7)
    level = item.levels[studio.id]
    assert desk.data(DEACTIVATE, id=level.gid) == {"userErrors": []}
    assert desk.topics[-1] == "inventory_levels/disconnect"
    read = desk.data(LEVELS, item=item.gid, location=studio.gid)
    assert read["variant"] == {"inventoryQuantity": 4}
    assert read["active"]["nodes"] == [{"isActive": True}]
    assert read["every"]["nodes"][1] == {"isActive": False, "quantities": [{"quantity": 7}]}
    assert read["inventoryLevel"] == {"isActive": False}
    again = activate(desk, key="again")
    assert again["inventoryLevel"]["quantities"][0]["quantity"] == 7
    assert desk.data(LEVELS, item=item.gid, location=studio.gid)["variant"] == {"inventoryQuantity": 11}


@pytest.mark.parametrize("name", ["locationDeactivate", "locationActivate"])
def test_locations_are_switched_only_with_a_key(desk, name):
    bare = f"mutation($id: ID!) {{ {name}(locationId: $id) {{ location {{ {LOCATION} }} }} }}"
    desk.scopes.add("write_locations")
    refused = desk.ask(bare, id=desk.tiny.studio.gid)
    assert refused["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
    keyed = desk.data(
        bare.replace("locationId: $id)", 'locationId: $id) @idempotent(key: "k")'), id=desk.tiny.studio.gid
    )
    assert keyed["location"]["isActive"] is (name == "locationActivate")
    assert desk.topics == [f"locations/{name.removeprefix('location').lower()}"]
