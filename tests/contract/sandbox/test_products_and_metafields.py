"""Variants and metafields: what the app writes most, with the answers recorded from the real API."""

import json

import pytest

from sandbox.shopify.request import MERCHANT
from tests.contract.sandbox.order_desk import Desk

VARIANTS = """query($query: String) { productVariants(first: 5, query: $query, sortKey: ID) { nodes {
  sku inventoryPolicy inventoryQuantity sellableOnlineQuantity availableForSale price } } }"""
UPDATE = """mutation($product: ID!, $variants: [ProductVariantsBulkInput!]!, $partial: Boolean) {
  productVariantsBulkUpdate(productId: $product, variants: $variants, allowPartialUpdates: $partial) {
    product { id } productVariants { id inventoryPolicy } userErrors { field message code } } }"""
SET = """mutation($metafields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $metafields) {
  metafields { namespace key type value jsonValue compareDigest ownerType }
  userErrors { field message code elementIndex } } }"""
DELETE = """mutation($metafields: [MetafieldIdentifierInput!]!) { metafieldsDelete(metafields: $metafields) {
  deletedMetafields { ownerId namespace key } userErrors { field message } } }"""
READ = """query($id: ID!, $namespace: String, $key: String!) { productVariant(id: $id) {
  metafield(namespace: $namespace, key: $key) { namespace value compareDigest } } }"""
DEFINE = """mutation($definition: MetafieldDefinitionInput!) { metafieldDefinitionCreate(definition: $definition) {
  createdDefinition { namespace key access { storefront } } userErrors { field code } } }"""
STALE = "The resource has been updated since it was loaded. Try again with an updated `compareDigest` value."
NOT_ALLOWED = "Access to this namespace and key on Metafields for this resource type is not allowed."


@pytest.fixture
def desk():
    return Desk()


def entry(desk, **more):
    value = json.dumps({"v": 1, "left": 44})
    return {"ownerId": desk.tiny.kettle.gid, "key": "backorder", "type": "json", "value": value, **more}


def write(desk, *entries):
    return desk.data(SET, metafields=list(entries))


def read(desk, namespace="$app", key="backorder"):
    return desk.data(READ, id=desk.tiny.kettle.gid, namespace=namespace, key=key)["metafield"]


def own(desk):
    return f"app--{desk.store.app.id}"


def test_the_policy_of_variants_is_switched_product_by_product(desk):
    variants = [{"id": desk.tiny.kettle.gid, "inventoryPolicy": "CONTINUE"}]
    payload = desk.data(UPDATE, product=desk.tiny.kettle.product.gid, variants=variants)
    assert payload == {
        "product": {"id": desk.tiny.kettle.product.gid},
        "productVariants": [{"id": desk.tiny.kettle.gid, "inventoryPolicy": "CONTINUE"}],
        "userErrors": [],
    }
    assert desk.topics == ["products/update"]
    (body,) = [event.body for event in desk.events]
    assert body["variants"][0]["inventory_policy"] == "continue"
    assert body["variants"][0]["id"] == desk.tiny.kettle.id > 2**53


def test_a_variant_of_another_product_is_refused_and_in_parts_the_rest_is_written(desk):
    variants = [{"id": gid, "inventoryPolicy": "CONTINUE"} for gid in (desk.tiny.mug.gid, desk.tiny.kettle.gid)]
    refused = desk.data(UPDATE, product=desk.tiny.kettle.product.gid, variants=variants)
    assert refused["userErrors"][0]["code"] == "PRODUCT_VARIANT_DOES_NOT_EXIST"
    assert (refused["productVariants"], desk.tiny.kettle.policy) == (None, "DENY")
    partial = desk.data(UPDATE, product=desk.tiny.kettle.product.gid, variants=variants, partial=True)
    assert partial["userErrors"][0]["field"] == ["variants", "0", "id"]
    assert [v["id"] for v in partial["productVariants"]] == [desk.tiny.kettle.gid]


def test_an_unknown_product_is_a_user_error(desk):
    payload = desk.data(UPDATE, product="gid://shopify/Product/7", variants=[])
    assert [error["code"] for error in payload["userErrors"]] == ["PRODUCT_DOES_NOT_EXIST"]


def test_variants_are_found_by_sku_quantity_and_date(desk):
    by_sku = desk.data(VARIANTS, query="sku:KETTLE-BLUE")["nodes"]
    assert [(v["sku"], v["inventoryQuantity"], v["price"]) for v in by_sku] == [("KETTLE-BLUE", 4, "49.00")]
    assert [v["sku"] for v in desk.data(VARIANTS, query="inventory_quantity:<=4")["nodes"]] == ["KETTLE-BLUE"]
    either = desk.data(VARIANTS, query="sku:MUG* OR sku:KETTLE-BLUE")["nodes"]
    assert [v["sku"] for v in either] == ["KETTLE-BLUE", "MUG-RED"]
    since = desk.data(VARIANTS, query="updated_at:>='2026-11-21T15:00:00Z' AND -sku:MUG-RED")["nodes"]
    assert [v["sku"] for v in since] == ["KETTLE-BLUE"]


def test_continue_keeps_a_sold_out_variant_for_sale(desk):
    desk.level(desk.tiny.kettle).quantities["available"] = -6
    (sold_out,) = desk.data(VARIANTS, query="sku:KETTLE-BLUE")["nodes"]
    assert (sold_out["availableForSale"], sold_out["sellableOnlineQuantity"]) == (False, -6)
    desk.tiny.kettle.policy = "CONTINUE"
    (still,) = desk.data(VARIANTS, query="sku:KETTLE-BLUE")["nodes"]
    assert still["availableForSale"] is True


def test_stock_where_online_orders_are_not_fulfilled_counts_but_cannot_be_bought(desk):
    desk.tiny.warehouse.fulfills_online_orders = False
    (kettle,) = desk.data(VARIANTS, query="sku:KETTLE-BLUE")["nodes"]
    assert (kettle["inventoryQuantity"], kettle["sellableOnlineQuantity"]) == (4, 0)


def test_an_omitted_namespace_and_dollar_app_are_the_apps_own(desk):
    (written,) = write(desk, entry(desk))["metafields"]
    assert (written["namespace"], written["ownerType"]) == (own(desk), "PRODUCTVARIANT")
    assert written["jsonValue"] == {"v": 1, "left": 44}
    assert read(desk)["value"] == read(desk, namespace=own(desk))["value"] == '{"v": 1, "left": 44}'
    (nested,) = write(desk, entry(desk, namespace="$app:deep"))["metafields"]
    assert nested["namespace"] == f"{own(desk)}--deep"


def test_a_metafield_write_touches_the_product(desk):
    write(desk, entry(desk))
    assert desk.topics == ["products/update"]


def test_compare_and_set_writes_only_over_what_was_read(desk):
    (first,) = write(desk, entry(desk, compareDigest=None))["metafields"]
    assert len(first["compareDigest"]) == 64
    newer = entry(desk, value='{"v":2}', compareDigest=first["compareDigest"])
    (second,) = write(desk, newer)["metafields"]
    assert second["compareDigest"] != first["compareDigest"]
    stale = {
        "field": ["metafields", "0"],
        "message": STALE,
        "code": "STALE_OBJECT",
        "elementIndex": None,
    }
    assert write(desk, newer) == {"metafields": None, "userErrors": [stale]}
    assert write(desk, entry(desk, compareDigest=None))["userErrors"] == [stale]
    assert read(desk)["value"] == '{"v":2}'


def test_a_digest_that_is_none_is_invalid(desk):
    (error,) = write(desk, entry(desk, compareDigest="old"))["userErrors"]
    assert (error["message"], error["code"]) == ("Invalid `compareDigest` value.", "INVALID_COMPARE_DIGEST")


def test_one_bad_entry_keeps_all_the_others_unwritten(desk):
    payload = write(desk, entry(desk), entry(desk, key="other", value="{not json"))
    assert payload["metafields"] is None
    assert [(e["field"], e["code"]) for e in payload["userErrors"]] == [(["metafields", "1", "value"], "INVALID_VALUE")]
    assert read(desk) is None


def test_twenty_five_are_taken_and_twenty_six_refused(desk):
    entries = [entry(desk, key=f"key{n}") for n in range(26)]
    assert len(write(desk, *entries[:25])["metafields"]) == 25
    assert write(desk, *entries) == {
        "metafields": None,
        "userErrors": [
            {
                "field": ["metafields"],
                "message": "Exceeded the maximum metafields input limit of 25.",
                "code": "LESS_THAN_OR_EQUAL_TO",
                "elementIndex": None,
            }
        ],
    }


def test_another_apps_namespace_is_closed(desk):
    (error,) = write(desk, entry(desk, namespace="app--999999999999"))["userErrors"]
    assert (error["message"], error["code"]) == (NOT_ALLOWED, "APP_NOT_AUTHORIZED")
    foreign = {"ownerId": desk.tiny.kettle.gid, "namespace": "app--999999999999", "key": "backorder"}
    payload = desk.data(DELETE, metafields=[foreign])
    assert payload == {"deletedMetafields": None, "userErrors": [{"field": ["metafields"], "message": NOT_ALLOWED}]}


def test_the_merchant_cannot_write_what_is_the_apps(desk):
    answer = desk.ask(SET, as_merchant=True, metafields=[entry(desk, namespace=own(desk))])
    assert answer["data"]["metafieldsSet"]["userErrors"][0]["code"] == "APP_NOT_AUTHORIZED"
    assert MERCHANT.is_merchant


def test_deleting_answers_null_for_what_was_not_there(desk):
    write(desk, entry(desk))
    keys = [{"ownerId": desk.tiny.kettle.gid, "namespace": "$app", "key": key} for key in ("backorder", "absent")]
    payload = desk.data(DELETE, metafields=keys)
    gone = {"ownerId": desk.tiny.kettle.gid, "namespace": own(desk), "key": "backorder"}
    assert payload == {"deletedMetafields": [gone, None], "userErrors": []}
    assert read(desk) is None


def test_an_owner_that_is_not_there_is_a_top_level_error(desk):
    answer = desk.ask(SET, metafields=[entry(desk, ownerId="gid://shopify/ProductVariant/7")])
    assert answer["errors"][0]["message"] == "Invalid id: gid://shopify/ProductVariant/7"
    assert answer["errors"][0]["extensions"] == {"code": "RESOURCE_NOT_FOUND"}
    assert answer["data"] == {"metafieldsSet": None}


def test_writing_a_metafield_takes_the_scope_of_its_owner(desk):
    desk.scopes -= {"write_products"}
    answer = desk.ask(SET, metafields=[entry(desk)])
    assert answer["errors"][0]["extensions"]["requiredAccess"] == "`write_products` access scope."


def test_a_definition_gives_the_type_and_is_taken_the_second_time(desk):
    given = {
        "name": "Backorder",
        "key": "backorder",
        "ownerType": "PRODUCTVARIANT",
        "type": "json",
        "access": {"admin": "MERCHANT_READ", "storefront": "PUBLIC_READ"},
    }
    made = desk.data(DEFINE, definition=given)["createdDefinition"]
    assert made == {"namespace": own(desk), "key": "backorder", "access": {"storefront": "PUBLIC_READ"}}
    again = desk.data(DEFINE, definition=given)
    assert again["userErrors"] == [{"field": ["definition", "key"], "code": "TAKEN"}]
    untyped = entry(desk)
    del untyped["type"]
    assert write(desk, untyped)["metafields"][0]["type"] == "json"
