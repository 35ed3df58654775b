"""Setting, adjusting, moving and activating stock: words, codes and shapes as recorded from the real API (2026-04)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.shopify import stock
from sandbox.shopify.model import ON_HAND_PARTS
from sandbox.shopify.resolvers.inventory_rules import REASONS
from tests.contract.sandbox.inventory_documents import (
    ADJUST,
    LEDGER,
    MOVE,
    NOTHING,
    NOWHERE,
    SET,
    SET_ON_HAND,
    refusals,
)
from tests.contract.sandbox.order_desk import Desk


@pytest.fixture
def desk():
    return Desk()


def place(desk, **more):
    return {"inventoryItemId": desk.tiny.kettle.inventory_item.gid, "locationId": desk.tiny.warehouse.gid, **more}


def set_to(desk, quantity, *, name="available", expected=None, reason="correction", key="k", **more):
    entry = place(desk, quantity=quantity, changeFromQuantity=expected, **more)
    return desk.data(SET, input={"name": name, "reason": reason, "quantities": [entry]}, key=key)


def adjust(desk, *changes, name="available", reason="correction", key="k"):
    return desk.data(ADJUST, input={"name": name, "reason": reason, "changes": list(changes)}, key=key)


def changes(payload):
    return [(row["name"], row["delta"]) for row in payload["inventoryAdjustmentGroup"]["changes"]]


def test_setting_available_moves_on_hand_with_it_and_says_both(desk):
    payload = set_to(desk, 9, expected=4)
    assert payload["userErrors"] == []
    group = payload["inventoryAdjustmentGroup"]
    assert group["createdAt"] == "2026-11-21T15:00:00Z"
    assert [(r["name"], r["delta"], r["quantityAfterChange"]) for r in group["changes"]] == [
        ("available", 5, None),
        ("on_hand", 5, None),
    ]
    assert desk.level(desk.tiny.kettle).on_hand == 9
    assert desk.topics == ["inventory_levels/update"]
    assert desk.events[0].body["available"] == 9


def test_setting_on_hand_changes_what_may_be_sold(desk):
    desk.level(desk.tiny.kettle).quantities["committed"] = 3
    assert changes(set_to(desk, 10, name="on_hand", expected=7)) == [("available", 3), ("on_hand", 3)]
    assert desk.level(desk.tiny.kettle).quantities["available"] == 7


def test_the_deprecated_on_hand_mutation_answers_alike(desk):
    entry = place(desk, quantity=9, changeFromQuantity=4)
    payload = desk.data(SET_ON_HAND, input={"reason": "correction", "setQuantities": [entry]}, key="k")
    assert changes(payload) == [("available", 5), ("on_hand", 5)]


def test_a_set_that_changes_nothing_answers_no_group_and_no_error(desk):
    assert set_to(desk, 4, expected=4) == {"inventoryAdjustmentGroup": None, "userErrors": []}
    assert desk.events == []


def test_a_stale_comparison_is_refused_and_changes_nothing(desk):
    assert refusals(set_to(desk, 9, expected=5)) == [
        (["input", "quantities", "0", "changeFromQuantity"], "CHANGE_FROM_QUANTITY_STALE")
    ]
    assert desk.level(desk.tiny.kettle).on_hand == 4


@pytest.mark.parametrize(
    ("document", "payload", "type_name"),
    [
        (SET, {"name": "available", "quantities": [{"quantity": 5}]}, "InventoryQuantityInput"),
        (SET_ON_HAND, {"setQuantities": [{"quantity": 5}]}, "InventorySetQuantityInput"),
        (ADJUST, {"name": "available", "changes": [{"delta": 1}]}, "InventoryChangeInput"),
    ],
)
def test_the_comparison_may_be_null_but_not_absent(desk, document, payload, type_name):
    entries = next(value for value in payload.values() if isinstance(value, list))
    entries[0] |= place(desk)
    answer = desk.ask(document, input={"reason": "correction", **payload}, key="k")
    (error,) = answer["errors"]
    assert error["message"] == f"{type_name} must include the following argument: changeFromQuantity."
    assert error["extensions"]["code"] == "INVALID_FIELD_ARGUMENTS"
    assert list(answer["data"].values()) == [None]


@pytest.mark.parametrize("name", ["inventorySetQuantities", "inventoryAdjustQuantities", "inventoryMoveQuantities"])
def test_without_the_directive_the_mutation_is_a_bad_request(desk, name):
    documents = {"inventorySetQuantities": SET, "inventoryAdjustQuantities": ADJUST, "inventoryMoveQuantities": MOVE}
    query = documents[name].replace(" @idempotent(key: $key)", "").replace(", $key: String!", "")
    payload = {"name": "available", "reason": "correction"}
    if name == "inventorySetQuantities":
        payload["quantities"] = [place(desk, quantity=5, changeFromQuantity=4)]
    elif name == "inventoryAdjustQuantities":
        payload["changes"] = [place(desk, delta=5, changeFromQuantity=4)]
    else:
        payload = {"reason": "correction", "referenceDocumentUri": LEDGER, "changes": []}
    answer = desk.ask(query, input=payload)
    (error,) = answer["errors"]
    assert error["message"] == "The @idempotent directive is required for this mutation but was not provided."
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert error["path"] == [name]
    assert answer["data"] == {name: None}


def test_the_same_key_answers_the_first_payload_and_acts_once(desk):
    change = place(desk, delta=2, changeFromQuantity=None)
    first, second = adjust(desk, change, key="once"), adjust(desk, change, key="once")
    assert first == second
    assert desk.level(desk.tiny.kettle).on_hand == 6


def test_the_same_key_with_other_parameters_is_refused(desk):
    adjust(desk, place(desk, delta=2, changeFromQuantity=None), key="once")
    payload = adjust(desk, place(desk, delta=3, changeFromQuantity=None), key="once")
    assert refusals(payload) == [(None, "IDEMPOTENCY_KEY_PARAMETER_MISMATCH")]


@pytest.mark.parametrize("reason", ["not_a_reason", ""])
def test_an_unknown_reason_is_refused_with_the_whole_list(desk, reason):
    payload = set_to(desk, 5, reason=reason)
    (error,) = payload["userErrors"]
    assert error == {
        "field": ["input", "reason"],
        "message": f"The specified reason is invalid. Valid values are: {', '.join(REASONS)}.",
        "code": "INVALID_REASON",
    }


@pytest.mark.parametrize("name", ["damaged", "committed"])
def test_only_available_and_on_hand_can_be_set(desk, name):
    (error,) = set_to(desk, 5, name=name)["userErrors"]
    assert error["message"] == "The quantity name must be either 'available' or 'on_hand'."
    assert (error["field"], error["code"]) == (["input", "name"], "INVALID_NAME")


@pytest.mark.parametrize(
    ("name", "quantity", "code", "message"),
    [
        ("available", 1_000_000_001, "INVALID_QUANTITY_TOO_HIGH", "The quantity can't be higher than 1,000,000,000."),
        ("available", -2_000_000_000, "INVALID_QUANTITY_TOO_LOW", "The quantity can't be lower than -1,000,000,000."),
        ("on_hand", -5, "INVALID_QUANTITY_NEGATIVE", "The quantity can't be negative."),
    ],
)
def test_quantities_have_bounds(desk, name, quantity, code, message):
    (error,) = set_to(desk, quantity, name=name)["userErrors"]
    assert error == {"field": ["input", "quantities", "0", "quantity"], "message": message, "code": code}


def test_available_may_be_set_below_zero(desk):
    assert changes(set_to(desk, -5)) == [("available", -9), ("on_hand", -9)]


def test_one_item_and_place_may_appear_only_once_in_a_set(desk):
    entries = [place(desk, quantity=n, changeFromQuantity=None) for n in (1, 2)]
    payload = desk.data(SET, input={"name": "available", "reason": "correction", "quantities": entries}, key="k")
    code = "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR"
    assert refusals(payload) == [(["input", "quantities", str(n), "locationId"], code) for n in (0, 1)]


def test_unknown_items_and_locations_are_user_errors_here(desk):
    entry = {"inventoryItemId": NOTHING, "locationId": NOWHERE, "delta": 1, "changeFromQuantity": 0}
    payload = adjust(desk, entry)
    assert payload["userErrors"] == [
        {
            "field": ["input", "changes", "0", "inventoryItemId"],
            "message": "The specified inventory item could not be found.",
            "code": "INVALID_INVENTORY_ITEM",
        },
        {
            "field": ["input", "changes", "0", "locationId"],
            "message": "The specified location could not be found.",
            "code": "INVALID_LOCATION",
        },
    ]


@pytest.mark.parametrize("name", ["on_hand", "committed"])
def test_on_hand_and_committed_cannot_be_adjusted(desk, name):
    (error,) = adjust(desk, place(desk, delta=1, changeFromQuantity=0), name=name)["userErrors"]
    assert error["field"] == ["input", "name"]
    assert error["message"] == (
        "The specified quantity name is invalid. Valid values are: "
        "available, damaged, incoming, quality_control, reserved, safety_stock."
    )


@pytest.mark.parametrize("name", ["damaged", "reserved", "quality_control", "safety_stock"])
def test_an_adjusted_part_shows_on_hand_after_it_without_the_ledger(desk, name):
    change = place(desk, delta=2, changeFromQuantity=0, ledgerDocumentUri=LEDGER)
    rows = adjust(desk, change, name=name)["inventoryAdjustmentGroup"]["changes"]
    assert [(r["name"], r["delta"], r["ledgerDocumentUri"]) for r in rows] == [(name, 2, LEDGER), ("on_hand", 2, None)]


def test_incoming_stands_beside_on_hand(desk):
    change = place(desk, delta=5, changeFromQuantity=40, ledgerDocumentUri=LEDGER)
    assert changes(adjust(desk, change, name="incoming", reason="received")) == [("incoming", 5)]
    assert desk.topics == []


@pytest.mark.parametrize(
    ("name", "uri", "code"),
    [
        ("damaged", None, "INVALID_QUANTITY_DOCUMENT"),
        ("available", LEDGER, "INVALID_AVAILABLE_DOCUMENT"),
        ("reserved", "gid://shopify/Order/123", "INTERNAL_LEDGER_DOCUMENT"),
    ],
)
def test_ledger_documents_are_for_other_quantities_and_never_internal(desk, name, uri, code):
    payload = adjust(desk, place(desk, delta=5, changeFromQuantity=None, ledgerDocumentUri=uri), name=name)
    assert refusals(payload) == [(["input", "changes", "0", "ledgerDocumentUri"], code)]


def test_all_changes_share_one_ledger_document(desk):
    rows = [place(desk, delta=1, changeFromQuantity=None, ledgerDocumentUri=f"{LEDGER}{n}") for n in (1, 2)]
    assert refusals(adjust(desk, *rows, name="damaged")) == [(["input", "changes"], "MAX_ONE_LEDGER_DOCUMENT")]


def test_zero_deltas_are_left_out(desk):
    mug = {"inventoryItemId": desk.tiny.mug.inventory_item.gid, "locationId": desk.tiny.warehouse.gid}
    none = place(desk, delta=0, changeFromQuantity=None)
    assert adjust(desk, none, key="a") == {"inventoryAdjustmentGroup": None, "userErrors": []}
    assert changes(adjust(desk, none, {**mug, "delta": 3, "changeFromQuantity": None}, key="b")) == [
        ("available", 3),
        ("on_hand", 3),
    ]


@given(st.lists(st.tuples(st.sampled_from([*ON_HAND_PARTS, "incoming"]), st.integers(-50, 50)), max_size=8))
def test_on_hand_is_always_the_sum_of_its_parts(changes_made):
    desk = Desk()
    level = desk.level(desk.tiny.kettle)
    with desk.store.act():
        for name, delta in changes_made:
            stock.change(desk.store, shop=desk.shop, level=level, deltas={name: delta})
    assert level.on_hand == 4 + sum(delta for name, delta in changes_made if name != "incoming")
    assert level.quantity("on_hand") == sum(level.quantities[name] for name in ON_HAND_PARTS)
