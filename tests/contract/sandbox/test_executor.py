"""The frame around every answer: loud gaps, scopes with partial data, pages, and what a query costs."""

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from graphql import OperationDefinitionNode, parse

from sandbox.shopify.cost import CostModel
from sandbox.shopify.schema import admin_schema
from tests.contract.sandbox.order_desk import Desk


@pytest.fixture
def desk():
    return Desk()


def cost(query, **variables):
    document = parse(query)
    operation = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    model = CostModel(admin_schema().graphql, document=document, operation=operation, variables=variables)
    return model.requested()


@pytest.mark.parametrize(
    ("points", "query", "variables"),
    [
        (1, "query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", {"ids": ["a", "b", "c"]}),
        (2, "{ shop { id name primaryDomain { id host } } }", {}),
        (3, "query($q: String) { products(first: 1, query: $q) { nodes { id title } } }", {}),
        (6, "query($first: Int!) { locations(first: $first) { nodes { id name } } }", {"first": 10}),
        (7, "query($q: String) { orders(first: 20, query: $q) { nodes { id name } pageInfo { hasNextPage } } }", {}),
        (10, "{ productsCount { count precision } }", {}),
        (
            12,
            """query($id: ID!) { inventoryShipment(id: $id) { id tracking { company }
            lineItems(first: 10) { nodes { id quantity inventoryItem { id sku } } } } }""",
            {},
        ),
        (
            17,
            """query($id: ID!) { order(id: $id) { id lineItems(first: 50) { nodes { id variant { id }
            originalUnitPriceSet { shopMoney { amount } } } } } }""",
            {},
        ),
        (
            33,
            """query($id: ID!) { inventoryTransfer(id: $id) { id origin { name location { id } }
            destination { name location { id } } lineItems(first: 100) { nodes { id inventoryItem { id } } }
            shipments(first: 25) { nodes { id } } } }""",
            {},
        ),
        (
            31,
            """query($id: ID!) { node(id: $id) { ... on FulfillmentOrder { supportedActions { action }
            assignedLocation { location { id } } fulfillmentHolds { id heldByApp { id } }
            lineItems(first: 250) { nodes { lineItem { id } } } order { id } } } }""",
            {},
        ),
        (10, "mutation($id: ID!) { orderEditBegin(id: $id) { calculatedOrder { id } userErrors { field } } }", {}),
        (
            13,
            """mutation($i: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $i) {
            inventoryAdjustmentGroup { id changes { name item { id } location { id } } } userErrors { field } } }""",
            {},
        ),
        (
            16,
            """mutation($id: ID!) { orderEditBegin(id: $id) { calculatedOrder { id originalOrder { id }
            lineItems(first: 5) { nodes { id quantity } } } userErrors { field } } }""",
            {},
        ),
    ],
)
def test_a_query_asks_for_the_points_that_were_recorded(points, query, variables):
    assert cost(query, **variables) == points


def test_a_page_costs_less_the_longer_it_is():
    query = "query($n: Int) { productVariants(first: $n) { nodes { id product { id } } } }"
    assert [cost(query, n=n) for n in (1, 10, 50, 100, 250)] == [4, 10, 16, 20, 24]


def test_every_answer_tells_what_it_asked_for_and_what_it_cost(desk):
    answer = desk.ask("{ productVariants(first: 100) { nodes { id product { id } } } }")
    assert answer["extensions"]["cost"] == {
        "requestedQueryCost": 20,
        "actualQueryCost": 4,
        "throttleStatus": {"maximumAvailable": 2000.0, "currentlyAvailable": 1996, "restoreRate": 100.0},
    }


def test_an_empty_bucket_throttles_with_http_200_and_refills(desk):
    desk.store.machine = desk.store.clock.now
    desk.ask("{ shop { id } }")
    desk.store.buckets[desk.shop.domain].take(1995)
    answer = desk.ask("{ locations(first: 50) { nodes { id } } }")
    assert "data" not in answer
    (error,) = answer["errors"]
    assert (error["message"], error["extensions"]["code"]) == ("Throttled", "THROTTLED")
    assert answer["extensions"]["cost"]["actualQueryCost"] is None
    desk.store.clock.advance(timedelta(seconds=1))
    assert "errors" not in desk.ask("{ locations(first: 50) { nodes { id } } }")


def test_more_than_a_thousand_points_are_never_served(desk):
    answer = desk.ask(
        """{ orders(first: 250) { nodes { fulfillmentOrders(first: 250) { nodes {
        lineItems(first: 250) { nodes { lineItem { id } } } } } } } }"""
    )
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"
    assert error["extensions"]["maxCost"] == 1000


def test_the_merchant_has_no_bucket(desk):
    assert "extensions" not in desk.ask("{ shop { id } }", as_merchant=True)


def test_what_is_not_implemented_is_a_loud_error(desk):
    answer = desk.ask("{ shop { id shopOwnerName } }")
    (error,) = answer["errors"]
    assert error["message"] == "sandbox does not implement Shop.shopOwnerName"
    assert error["path"] == ["shop", "shopOwnerName"]
    filtered = desk.ask('{ productVariants(first: 1, query: "delivery_profile_id:1") { nodes { id } } }')
    assert filtered["errors"][0]["message"] == (
        "sandbox does not implement the filter `delivery_profile_id` of productVariants"
    )
    sorted_ = desk.ask("{ products(first: 1, sortKey: RELEVANCE) { nodes { id } } }")
    assert sorted_["errors"][0]["message"] == "sandbox does not implement the sort key RELEVANCE"


def test_a_missing_scope_refuses_one_field_and_answers_the_rest(desk):
    desk.scopes -= {"read_customers"}
    answer = desk.ask("{ shop { name } customers(first: 1) { nodes { id } } }")
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    desk.scopes -= {"read_products", "write_products"}
    partial = desk.ask('{ shop { name } productVariant(id: "gid://shopify/ProductVariant/1") { id } }')
    (error,) = partial["errors"]
    assert error["message"] == "Access denied for productVariant field. Required access: `read_products` access scope."
    assert error["extensions"] == {
        "code": "ACCESS_DENIED",
        "documentation": "https://shopify.dev/api/usage/access-scopes",
        "requiredAccess": "`read_products` access scope.",
    }
    assert partial["data"] == {"shop": {"name": "Northpine"}, "productVariant": None}


def test_what_stands_behind_an_interface_is_guarded_too(desk):
    desk.scopes -= {"read_locations", "read_inventory", "write_inventory"}
    answer = desk.ask("query($id: ID!) { node(id: $id) { id } }", id=desk.tiny.warehouse.gid)
    assert answer["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"


def test_nodes_answers_null_for_what_is_not_there(desk):
    ids = [desk.tiny.kettle.gid, "gid://shopify/ProductVariant/7", desk.tiny.shipment.gid]
    answer = desk.ask("query($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=ids)
    assert [node and node["__typename"] for node in answer["data"]["nodes"]] == [
        "ProductVariant",
        None,
        "InventoryShipment",
    ]


def test_a_kind_that_is_never_looked_up_by_id_is_a_loud_error(desk):
    line = desk.tiny.shipment.lines[0].gid
    answer = desk.ask("query($id: ID!) { node(id: $id) { id } }", id=line)
    expected = "sandbox does not implement looking up a InventoryShipmentLineItem by its id"
    assert answer["errors"][0]["message"] == expected


def test_pages_follow_each_other_without_gap_or_repeat(desk):
    query = """query($after: String) { productVariants(first: 1, after: $after) {
      edges { cursor node { sku } } pageInfo { hasNextPage hasPreviousPage endCursor } } }"""
    first = desk.data(query)
    second = desk.data(query, after=first["pageInfo"]["endCursor"])
    assert [page["edges"][0]["node"]["sku"] for page in (first, second)] == ["KETTLE-BLUE", "MUG-RED"]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    assert second["pageInfo"]["hasPreviousPage"] is True


def test_reverse_and_last_walk_from_the_end(desk):
    backwards = desk.data("{ productVariants(first: 2, reverse: true) { nodes { sku } } }")
    assert [node["sku"] for node in backwards["nodes"]] == ["MUG-RED", "KETTLE-BLUE"]
    assert desk.data("{ productVariants(last: 1) { nodes { sku } } }")["nodes"] == [{"sku": "MUG-RED"}]


@pytest.mark.parametrize(
    ("query", "message", "code"),
    [
        ("{ shop { nonsense } }", "Field 'nonsense' doesn't exist on type 'Shop'", "undefinedField"),
        ("{ shop @nonsense { id } }", "Directive @nonsense is not defined", "undefinedDirective"),
        ("query A($x: Int) { shop { id } }", "Variable $x is declared by A but not used", "variableNotUsed"),
        (
            "{ productVariant { id } }",
            "Field 'productVariant' is missing required arguments: id",
            "missingRequiredArguments",
        ),
    ],
)
def test_invalid_documents_are_refused_in_shopifys_words(desk, query, message, code):
    answer = desk.ask(query)
    assert "data" not in answer
    assert (answer["errors"][0]["message"], answer["errors"][0]["extensions"]["code"]) == (message, code)


def test_an_unknown_input_field_is_an_invalid_variable(desk):
    answer = desk.ask(
        """mutation($input: InventorySetQuantitiesInput!) { inventorySetQuantities(input: $input) @idempotent(key: "k")
        { userErrors { code } } }""",
        input={"name": "available", "reason": "correction", "ignoreCompareQuantity": True, "quantities": []},
    )
    (error,) = answer["errors"]
    explanation = "Field is not defined on InventorySetQuantitiesInput"
    assert error["message"] == (
        "Variable $input of type InventorySetQuantitiesInput! was provided invalid value for "
        f"ignoreCompareQuantity ({explanation})"
    )
    problem = {"path": ["ignoreCompareQuantity"], "explanation": explanation}
    assert error["extensions"] == {"code": "INVALID_VARIABLE", "problems": [problem]}
    assert "data" not in answer


def test_the_published_schema_file_is_unchanged():
    file = Path(__file__).parents[3] / "sandbox/schema/admin_2026-10.json.gz"
    content = json.loads(gzip.decompress(file.read_bytes()))
    assert set(content) == {"data", "offline_scopes"}
    assert len(content["offline_scopes"]["items"]) == 9928
