"""Bulk operations: rules and refusals in recorded words, JSONL, staged uploads, ends of every kind."""

import json

import httpx
import pytest
from fastapi import FastAPI

from sandbox.shopify.bulk.routes import router
from tests.contract.sandbox.order_desk import Desk

RUN = """mutation($q: String!, $grouped: Boolean = false) {
  bulkOperationRunQuery(query: $q, groupObjects: $grouped) {
    bulkOperation { id status type errorCode url objectCount } userErrors { field message code } } }"""
READ = """query($id: ID!) { bulkOperation(id: $id) {
  status errorCode objectCount rootObjectCount fileSize url partialDataUrl completedAt } }"""
MUTATE = """mutation($m: String!, $path: String!) { bulkOperationRunMutation(mutation: $m, stagedUploadPath: $path) {
  bulkOperation { id status type } userErrors { field message code } } }"""
CANCEL = "mutation($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }"
STAGE = """mutation { stagedUploadsCreate(input: [{resource: BULK_MUTATION_VARIABLES, filename: "v.jsonl",
  mimeType: "text/jsonl", httpMethod: POST}]) {
    stagedTargets { url parameters { name value } } userErrors { message } } }"""
VARIANTS = (
    "{ productVariants { edges { node { id sku inventoryItem { inventoryLevels { edges { node { id } } } } } } } }"
)
TAG = (
    "mutation tag($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { node { id } userErrors { message } } }"
)
BY_NODES = (
    "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: 'products { edges "
    "{ node {'. Selecting via 'nodes' is not supported. Invalid connection fields: 'products'."
)
WITHOUT_ID = (
    "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' "
    "return type. Connection fields without 'id': products."
)


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
async def http(desk):
    app = FastAPI()
    app.state.store = desk.store
    app.include_router(router)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=desk.store.public_url) as client:
        yield client


def run(desk, query=VARIANTS, *, grouped=False):
    answer = desk.data(RUN, q=query, grouped=grouped)
    assert answer["userErrors"] == []
    desk.wait()
    return desk.data(READ, id=answer["bulkOperation"]["id"])


def lines(desk):
    operation = next(reversed(desk.shop.bulk_operations.values()))
    return [json.loads(line) for line in (operation.result or b"").splitlines()]


@pytest.mark.parametrize(
    ("query", "messages"),
    [
        ("{ shop { id } }", ["Bulk queries must contain at least one connection."]),
        ("", ["Invalid bulk query: syntax error, unexpected end of file"]),
        (
            "{ products { nodes { id title } } }",
            [BY_NODES],
        ),
        (
            '{ node(id: "gid://shopify/Product/1") { id } }',
            [
                "Bulk queries cannot contain a top level `node` field.",
                "Bulk queries must contain at least one connection.",
            ],
        ),
        (
            """{ collections { edges { node { id products { edges { node { id variants { edges { node { id
            metafields { edges { node { id } } } } } } } } } } } } }""",
            ["Bulk queries cannot contain connections with a nesting depth greater than 2."],
        ),
        (
            "{ products { edges { node { title variants { edges { node { id } } } } } } }",
            [WITHOUT_ID],
        ),
        ("mutation { x }", ["Invalid operation type. Only `query` operations are supported."]),
        (
            "{ orders { edges { node { id fulfillments { events { edges { node { id } } } } } } } }",
            ["Queries that contain a connection field within a list field are not currently supported."],
        ),
    ],
)
def test_a_bulk_query_is_refused_in_shopifys_words(desk, query, messages):
    answer = desk.data(RUN, q=query)
    assert answer["bulkOperation"] is None
    assert answer["userErrors"] == [{"field": ["query"], "message": text, "code": "INVALID"} for text in messages]


def test_six_connections_are_one_too_many(desk):
    five = " ".join(f"m{number}: metafields {{ edges {{ node {{ id }} }} }}" for number in range(5))
    answer = desk.data(RUN, q=f"{{ products {{ edges {{ node {{ id {five} }} }} }} }}")
    assert answer["userErrors"][0]["message"] == "Bulk queries cannot contain more than 5 connections."


def test_a_query_is_created_and_completes_a_moment_later_with_a_finish_webhook(desk):
    answer = desk.data(RUN, q=VARIANTS)["bulkOperation"]
    assert (answer["status"], answer["type"], answer["url"], answer["objectCount"]) == ("CREATED", "QUERY", None, "0")
    desk.wait()
    done = desk.data(READ, id=answer["id"])
    assert (done["status"], done["objectCount"], done["rootObjectCount"]) == ("COMPLETED", "4", "2")
    assert done["url"].startswith(desk.store.public_url)
    assert done["partialDataUrl"] is None
    assert desk.topics == ["bulk_operations/finish"]
    assert desk.events[0].body["status"] == "completed"


def test_levels_name_the_variant_as_their_parent_and_come_before_it_unless_grouped(desk):
    level = desk.level(desk.tiny.kettle)
    child = {"id": level.gid, "__parentId": desk.tiny.kettle.gid}
    parent = {"id": desk.tiny.kettle.gid, "sku": "KETTLE-BLUE", "inventoryItem": {}}
    run(desk)
    assert lines(desk)[:2] == [child, parent]
    run(desk, grouped=True)
    assert lines(desk)[:2] == [parent, child]


def test_a_result_spans_batches_without_losing_or_doubling_an_order(desk):
    for _ in range(250):
        desk.place((desk.tiny.mug, 1))
    done = run(desk, "{ orders { edges { node { id } } } }")
    assert done["objectCount"] == "250"
    assert [line["id"] for line in lines(desk)] == [order.gid for order in desk.shop.orders.values()]


def test_an_empty_result_has_no_url(desk):
    done = run(desk, '{ orders(query: "tag:nobody") { edges { node { id } } } }')
    assert (done["status"], done["url"], done["objectCount"]) == ("COMPLETED", None, "0")


def test_a_missing_scope_fails_the_whole_operation(desk):
    desk.scopes.discard("read_orders")
    desk.scopes.discard("write_orders")
    done = run(desk, "{ orders { edges { node { id } } } }")
    assert (done["status"], done["errorCode"], done["url"]) == ("FAILED", "ACCESS_DENIED", None)


def test_a_failure_on_the_dial_leaves_partial_data(desk):
    desk.store.dials.orders.bulk_outcome = "FAILED"
    done = run(desk)
    assert (done["status"], done["errorCode"], done["url"]) == ("FAILED", "INTERNAL_SERVER_ERROR", None)
    assert done["partialDataUrl"] is not None
    assert len(lines(desk)) == 2


def test_an_expired_operation_has_nothing_to_hand_out(desk):
    desk.store.dials.orders.bulk_outcome = "EXPIRED"
    done = run(desk)
    assert (done["status"], done["url"], done["partialDataUrl"]) == ("EXPIRED", None, None)


def test_the_sixth_running_query_is_refused_and_names_the_five(desk):
    gids = [desk.data(RUN, q=VARIANTS)["bulkOperation"]["id"] for _ in range(5)]
    answer = desk.data(RUN, q=VARIANTS)
    named = ", ".join(gids)
    message = f"A bulk query operation for this app and shop is already in progress: {named}."
    assert answer["userErrors"] == [{"field": None, "message": message, "code": "OPERATION_IN_PROGRESS"}]


def test_a_cancelled_operation_is_canceling_and_then_canceled(desk):
    gid = desk.data(RUN, q=VARIANTS)["bulkOperation"]["id"]
    assert desk.data(CANCEL, id=gid)["bulkOperation"] == {"status": "CANCELING"}
    desk.wait()
    assert desk.data(READ, id=gid)["status"] == "CANCELED"
    assert desk.data(CANCEL, id=gid)["userErrors"] != []


def test_operations_are_found_by_status_and_type(desk):
    run(desk)
    desk.data(RUN, q=VARIANTS)
    listed = "query($q: String) { bulkOperations(first: 5, query: $q) { nodes { status } } }"
    assert desk.data(listed, q="status:completed operation_type:query")["nodes"] == [{"status": "COMPLETED"}]
    assert desk.data(listed, q="operation_type:mutation")["nodes"] == []


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            "mutation { not parseable",
            {
                "field": None,
                "message": "Failed to parse the mutation - syntax error, unexpected end of file at [1, 16]",
                "code": "INVALID_MUTATION",
            },
        ),
        (
            "query { products { edges { node { id } } } }",
            {
                "field": None,
                "message": "Invalid operation type. Only `mutation` operations are supported.",
                "code": "INVALID_MUTATION",
            },
        ),
        (
            "mutation { tagsAdd { node { id } } tagsRemove { node { id } } }",
            {"field": ["mutation"], "message": "You must specify a single top level mutation.", "code": None},
        ),
        (
            "mutation { bulkOperationRunMutation { userErrors { message } } }",
            {"field": ["mutation"], "message": "You must use an allowed mutation name.", "code": None},
        ),
        (
            TAG,
            {
                "field": None,
                "message": "The JSONL file could not be found. Try uploading the file again, and check that you've "
                "entered the URL correctly for the stagedUploadPath mutation argument.",
                "code": "NO_SUCH_FILE",
            },
        ),
    ],
)
def test_a_bulk_mutation_is_refused_in_shopifys_words(desk, text, error):
    assert desk.data(MUTATE, m=text, path="valid") == {"bulkOperation": None, "userErrors": [error]}


@pytest.mark.anyio
async def test_variables_are_uploaded_run_line_by_line_and_the_result_is_fetched(desk, http):
    order = desk.place((desk.tiny.mug, 1))
    (target,) = desk.data(STAGE)["stagedTargets"]
    form = {entry["name"]: entry["value"] for entry in target["parameters"]}
    variables = "\n".join(json.dumps({"id": order.gid, "tags": [tag]}) for tag in ("one", "two"))
    sent = await http.post(target["url"], data=form, files={"file": ("v.jsonl", variables.encode())})
    assert sent.status_code == 201
    started = desk.data(MUTATE, m=TAG, path=form["key"])["bulkOperation"]
    assert (started["status"], started["type"]) == ("CREATED", "MUTATION")
    desk.wait()
    done = desk.data(READ, id=started["id"])
    got = await http.get(done["url"])
    assert got.text.count("\\/") > 0
    assert [json.loads(line)["__lineNumber"] for line in got.text.splitlines()] == [0, 1]
    assert order.tags == ["one", "two"]
    assert int(done["fileSize"]) == len(got.content)


def test_a_field_the_sandbox_lacks_fails_the_operation_and_is_named_in_the_log(desk, caplog):
    done = run(desk, "{ products { edges { node { id isGiftCard } } } }")
    assert done["errorCode"] == "INTERNAL_SERVER_ERROR"
    assert "sandbox does not implement Product.isGiftCard" in caplog.text


def test_a_file_that_is_no_jsonl_is_refused(desk):
    (target,) = desk.data(STAGE)["stagedTargets"]
    key = next(entry["value"] for entry in target["parameters"] if entry["name"] == "key")
    desk.shop.staged_uploads[key].content = b"not json"
    assert desk.data(MUTATE, m=TAG, path=key)["userErrors"][0]["code"] == "INVALID_STAGED_UPLOAD_FILE"


@pytest.mark.anyio
async def test_a_result_that_is_not_there_is_not_found(http):
    assert (await http.get("/northpine/bulk-operation-outputs/1.jsonl")).status_code == 404


def test_a_shuffled_result_has_the_same_lines_in_another_order(desk):
    for _ in range(30):
        desk.place((desk.tiny.mug, 1))
    query = "{ orders { edges { node { id } } } }"
    run(desk, query)
    straight = lines(desk)
    desk.store.dials.orders.bulk_shuffled = True
    run(desk, query)
    assert lines(desk) != straight
    assert sorted(line["id"] for line in lines(desk)) == sorted(line["id"] for line in straight)


@pytest.mark.anyio
async def test_downloads_are_refused_and_broken_off_as_often_as_the_dials_say_and_then_whole(desk, http):
    url = run(desk)["url"]
    whole = (await http.get(url)).content
    desk.store.dials.orders.bulk_refused_downloads = desk.store.dials.orders.bulk_cut_downloads = 1
    assert (await http.get(url)).status_code == 403
    assert (await http.get(url)).content == whole[: len(whole) // 2]
    assert (await http.get(url)).content == whole
