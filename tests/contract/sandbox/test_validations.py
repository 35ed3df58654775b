"""Cart and checkout validations: what the app puts up, sets otherwise and takes away, in the published schema."""

import pytest

from sandbox.shopify.control import app_life
from sandbox.shopify.resolvers.validations import MOST_ACTIVE
from tests.contract.sandbox.order_desk import Desk

PARTS = "id title enabled blockOnFailure shopifyFunction { handle } metafield(namespace: $ns, key: $key) { value }"
ERRORS = "userErrors { field code message }"
CREATE = f"""mutation($v: ValidationCreateInput!, $ns: String, $key: String!) {{ validationCreate(validation: $v) {{
  validation {{ {PARTS} }} {ERRORS} }} }}"""
UPDATE = f"""mutation($id: ID!, $v: ValidationUpdateInput!, $ns: String, $key: String!) {{
  validationUpdate(id: $id, validation: $v) {{ validation {{ {PARTS} }} {ERRORS} }} }}"""
DELETE = f"mutation($id: ID!) {{ validationDelete(id: $id) {{ deletedId {ERRORS} }} }}"
LIST = "{ validations(first: 5, sortKey: ID) { nodes { id enabled } } }"
OURS = {"ns": "$app", "key": "backorder-limit"}
HANDLE = "backorder-limit"
OPEN = {"namespace": "$app", "key": "backorder-limit", "type": "json", "value": '{"fail_open":true}'}


@pytest.fixture
def desk():
    return Desk()


def create(desk, **given):
    return desk.data(CREATE, v={"functionHandle": HANDLE, **given}, **OURS)


def codes(payload):
    return [error["code"] for error in payload["userErrors"]]


def test_a_validation_is_put_up_with_its_configuration_in_one_call_and_off_unless_said(desk):
    made = create(desk, title="Limit", enable=True, blockOnFailure=True, metafields=[OPEN])["validation"]

    assert made == {
        "id": made["id"],
        "title": "Limit",
        "enabled": True,
        "blockOnFailure": True,
        "shopifyFunction": {"handle": HANDLE},
        "metafield": {"value": '{"fail_open":true}'},
    }
    plain = create(desk)["validation"]
    assert (plain["enabled"], plain["blockOnFailure"], plain["metafield"]) == (False, False, None)
    listed = desk.data(LIST)["nodes"]
    assert [each["id"] for each in listed] == [made["id"], plain["id"]]


def test_an_update_sets_what_it_names_and_lets_the_rest_fall_back_to_no(desk):
    made = create(desk, enable=True, blockOnFailure=True, metafields=[OPEN])["validation"]

    closed = OPEN | {"value": '{"fail_open":false}'}
    changed = desk.data(UPDATE, id=made["id"], v={"enable": True, "metafields": [closed]}, **OURS)["validation"]

    assert (changed["enabled"], changed["blockOnFailure"]) == (True, False)
    assert changed["metafield"] == {"value": '{"fail_open":false}'}


def test_a_deleted_one_is_gone_with_its_metafields_and_cannot_be_deleted_again(desk):
    made = create(desk, metafields=[OPEN])["validation"]

    assert desk.data(DELETE, id=made["id"]) == {"deletedId": made["id"], "userErrors": []}
    assert (desk.shop.validations, [each for each in desk.shop.metafields if each[0] == made["id"]]) == ({}, [])
    assert codes(desk.data(DELETE, id=made["id"])) == ["NOT_FOUND"]
    assert codes(desk.data(UPDATE, id=made["id"], v={}, **OURS)) == ["NOT_FOUND"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"functionHandle": "nobody-s"}, "FUNCTION_NOT_FOUND"),
        ({"functionHandle": None}, "MISSING_FUNCTION_IDENTIFIER"),
        ({"metafields": [OPEN | {"value": "{"}]}, "INVALID_VALUE"),
    ],
)
def test_what_shopify_would_not_take_is_refused_by_its_code(desk, given, code):
    assert codes(create(desk, **given)) == [code]
    assert desk.shop.validations == {}


def test_no_more_than_twenty_five_are_active(desk):
    for _ in range(MOST_ACTIVE):
        assert create(desk, enable=True)["userErrors"] == []
    assert codes(create(desk, enable=True)) == ["MAX_VALIDATIONS_ACTIVATED"]
    assert codes(create(desk, enable=False)) == []


def test_without_the_scopes_nothing_is_read_or_written(desk):
    desk.scopes -= {"read_validations", "write_validations"}

    assert desk.ask(LIST)["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    denied = desk.ask(CREATE, v={"functionHandle": HANDLE}, **OURS)
    assert denied["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"


def test_a_merchant_may_grant_what_the_app_declares_and_nothing_else(desk):
    store, installation = desk.store, desk.shop.installation
    installation.scopes = {"read_products"}
    store.app.optional_scopes = ("write_validations",)

    app_life.grant(store, shop=desk.shop, installation=installation, scopes=["write_validations"])

    assert installation.scopes == {"read_products", "write_validations"}
    with pytest.raises(ValueError, match="not in the app's configuration: read_themes"):
        app_life.grant(store, shop=desk.shop, installation=installation, scopes=["read_themes"])
