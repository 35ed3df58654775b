from __future__ import annotations

import httpx
import pytest

from app.domain.ids import ShopId
from app.shopify.bucket import LocalBucket
from app.shopify.call import Patience
from app.shopify.errors import (
    FieldError,
    MissingScope,
    NeedsReauth,
    OutcomeUnknown,
    Refused,
    ResourceNotFound,
    ShopFrozen,
    ShopifyUnavailable,
    Throttled,
)
from app.shopify.operations import ADD_TAGS, BULK_OPERATION, HOLD_FULFILLMENT_ORDER, OPEN_ORDERS, RECEIVE_SHIPMENT
from app.shopify.ports import ShopRef
from tests.unit.shopify.scripted import SHOP, START, FixedTokens, Script, Time, client, failed, ok, page, throttled

EMPTY = {"orders": page()}
TAGGED = {"tagsAdd": {"userErrors": []}}
HOLD_NOTHING = {"fulfillmentOrderHold": None}
VARIABLES = {"query": "status:open", "after": None}


def test_a_call_names_shop_version_token_document_and_variables() -> None:
    script = Script([ok(EMPTY)])

    answer = client(script).execute(SHOP, OPEN_ORDERS, VARIABLES)

    (request,) = script.requests
    assert str(request.url) == "http://127.0.0.1:4001/northpine.myshopify.com/admin/api/2026-10/graphql.json"
    assert request.headers["X-Shopify-Access-Token"] == "first"
    assert script.bodies == [{"query": OPEN_ORDERS.document, "variables": VARIABLES}]
    assert (answer.data.orders.nodes, answer.errors, answer.started_at) == ([], (), START)


class Heeded:
    def __init__(self) -> None:
        self.told: list[tuple[str, bool]] = []

    def saw(self, shop: ShopRef, used: str, *, asked: bool) -> None:
        self.told.append((used, asked))


def test_the_api_version_that_answered_is_told_whether_it_was_asked_for_or_not() -> None:
    versions = Heeded()
    here = client(Script([ok(EMPTY, version="2027-01"), ok(EMPTY, version="2026-10")]), versions=versions)
    assert here.execute(SHOP, OPEN_ORDERS, VARIABLES).api_version == "2027-01"
    here.execute(SHOP, OPEN_ORDERS, VARIABLES)
    assert versions.told == [("2027-01", False), ("2026-10", True)]


def test_a_throttled_call_waits_exactly_until_its_points_are_restored() -> None:
    time = Time()
    script = Script([throttled(requested=500, available=200), ok(EMPTY)])

    client(script, time=time).execute(SHOP, OPEN_ORDERS, VARIABLES, people=True)

    assert time.slept == [3.0]


@pytest.mark.parametrize("status", [429, 430])
def test_a_call_told_to_slow_down_waits_the_seconds_it_is_told(status: int) -> None:
    time = Time()
    script = Script([httpx.Response(status, headers={"Retry-After": "2.0"}), ok(TAGGED)])

    client(script, time=time).execute(SHOP, ADD_TAGS, {})

    assert time.slept == [2.0]


def test_a_write_that_was_never_sent_or_throttled_is_sent_again_even_if_it_may_not_be_repeated() -> None:
    script = Script(
        [httpx.ConnectError("refused"), throttled(requested=60, available=50), httpx.Response(429), ok(HOLD_NOTHING)]
    )

    client(script).execute(SHOP, HOLD_FULFILLMENT_ORDER, {}, people=True)

    assert len(script.requests) == 4


@pytest.mark.parametrize("trouble", [httpx.Response(502), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("cut")])
def test_a_write_without_an_answer_is_not_repeated_and_its_outcome_is_unknown(
    trouble: httpx.Response | Exception,
) -> None:
    script = Script([trouble])

    with pytest.raises(OutcomeUnknown):
        client(script).execute(SHOP, HOLD_FULFILLMENT_ORDER, {})

    assert len(script.requests) == 1


def test_a_read_without_an_answer_is_repeated_with_growing_pauses() -> None:
    time = Time()
    script = Script([httpx.Response(500), httpx.ReadTimeout("slow"), httpx.Response(503), ok(EMPTY)])

    client(script, time=time).execute(SHOP, OPEN_ORDERS, VARIABLES)

    assert time.slept == [0.25, 0.5, 1.0]


def test_a_read_that_is_never_answered_ends_as_unavailable_and_a_repeatable_write_as_unknown() -> None:
    with pytest.raises(ShopifyUnavailable):
        client(Script([httpx.Response(500)] * 4)).execute(SHOP, OPEN_ORDERS, VARIABLES)
    with pytest.raises(OutcomeUnknown):
        client(Script([httpx.Response(500)] * 4)).execute(SHOP, ADD_TAGS, {})


def test_a_keyed_write_is_repeated_with_the_same_key() -> None:
    payload = {"inventoryShipmentReceive": {"inventoryShipment": None, "userErrors": []}}
    script = Script([httpx.ReadTimeout("slow"), ok(payload)])

    client(script).execute(SHOP, RECEIVE_SHIPMENT, {"id": "x", "lines": []}, idempotency_key="k-1")

    assert [variables["key"] for variables in script.variables] == ["k-1", "k-1"]


def test_a_key_is_demanded_where_shopify_demands_it_and_refused_elsewhere() -> None:
    with pytest.raises(ValueError, match="idempotency key"):
        client(Script([])).execute(SHOP, RECEIVE_SHIPMENT, {})
    with pytest.raises(ValueError, match="idempotency key"):
        client(Script([])).execute(SHOP, ADD_TAGS, {}, idempotency_key="k-1")


def test_an_internal_error_during_a_write_leaves_its_outcome_unknown() -> None:
    with pytest.raises(OutcomeUnknown):
        client(Script([failed("INTERNAL_SERVER_ERROR")])).execute(SHOP, HOLD_FULFILLMENT_ORDER, {})


def test_no_call_waits_longer_than_its_patience_and_says_how_long_to_wait() -> None:
    time = Time()
    script = Script([throttled(requested=900, available=0)])

    with pytest.raises(Throttled) as caught:
        client(script, time=time, patience=Patience(waiting=5.0)).execute(SHOP, OPEN_ORDERS, VARIABLES)

    assert (caught.value.retry_after, time.slept) == (9.0, [])


def test_a_rejected_token_is_renewed_once_and_the_call_goes_through() -> None:
    tokens = FixedTokens()
    script = Script([httpx.Response(401), ok(EMPTY)])

    client(script, tokens=tokens).execute(SHOP, OPEN_ORDERS, VARIABLES)

    assert [request.headers["X-Shopify-Access-Token"] for request in script.requests] == ["first", "second"]


def test_a_token_rejected_after_its_renewal_asks_for_the_merchant() -> None:
    with pytest.raises(NeedsReauth):
        client(Script([httpx.Response(401), httpx.Response(401)])).execute(SHOP, OPEN_ORDERS, VARIABLES)


FROZEN = [httpx.Response(402), httpx.Response(423), httpx.Response(404), failed("SHOP_INACTIVE")]


@pytest.mark.parametrize("answer", FROZEN)
def test_a_frozen_or_closed_shop_is_said_to_be(answer: httpx.Response) -> None:
    with pytest.raises(ShopFrozen):
        client(Script([answer])).execute(SHOP, OPEN_ORDERS, VARIABLES)


def test_partial_data_is_kept_beside_the_fields_that_were_denied() -> None:
    access = "`read_orders` access scope."
    error = {
        "message": "Access denied",
        "path": ["orders", "nodes", 0, "shippingAddress"],
        "extensions": {"code": "ACCESS_DENIED", "requiredAccess": access},
    }

    answer = client(Script([ok(EMPTY, errors=[error])])).execute(SHOP, OPEN_ORDERS, VARIABLES)

    expected = FieldError("Access denied", "ACCESS_DENIED", "orders.nodes.0.shippingAddress", access)
    assert answer.errors == (expected,)
    assert answer.denied("orders.nodes.0.shippingAddress.countryCodeV2") == expected
    assert answer.denied("orders.nodes.0.shippingAddressLine") is None


def test_denied_access_without_data_names_the_missing_scope() -> None:
    answer = failed("ACCESS_DENIED", data={"bulkOperation": None}, requiredAccess="`read_x` access scope.")
    with pytest.raises(MissingScope, match="read_x"):
        client(Script([answer])).execute(SHOP, BULK_OPERATION, {"id": "gid"})


def test_an_unknown_gid_in_an_argument_is_a_resource_not_found() -> None:
    with pytest.raises(ResourceNotFound, match="Invalid id"):
        client(Script([failed("RESOURCE_NOT_FOUND", data={"tagsAdd": None}, message="Invalid id: gid")])).execute(
            SHOP, ADD_TAGS, {}
        )


def test_a_field_that_is_null_without_errors_is_an_answer() -> None:
    answer = client(Script([ok({"bulkOperation": None})])).execute(SHOP, BULK_OPERATION, {"id": "gid"})
    assert answer.data.bulk_operation is None


@pytest.mark.parametrize(
    "answer",
    [
        failed("MAX_COST_EXCEEDED"),
        httpx.Response(400, json={"errors": "bad"}),
        httpx.Response(200, content=b"<html>"),
        ok({"orders": {"nodes": None}}),
        httpx.Response(200, json={"data": None}),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused_and_not_repeated(answer: httpx.Response) -> None:
    script = Script([answer])
    with pytest.raises(Refused):
        client(script).execute(SHOP, OPEN_ORDERS, VARIABLES)
    assert len(script.requests) == 1


def test_a_write_whose_answer_cannot_be_read_may_have_happened() -> None:
    with pytest.raises(OutcomeUnknown):
        client(Script([httpx.Response(200, content=b"{")])).execute(SHOP, ADD_TAGS, {})


def test_background_calls_leave_half_the_bucket_to_people() -> None:
    time = Time()
    half = httpx.Response(200, content=ok({"bulkOperation": None}).content.replace(b"1990", b"999"))
    calls = client(Script([half, half, half]), time=time, bucket=LocalBucket(time.monotonic))

    calls.execute(SHOP, BULK_OPERATION, {"id": "gid"})
    calls.execute(SHOP, BULK_OPERATION, {"id": "gid"}, people=True)
    assert time.slept == []

    calls.execute(SHOP, BULK_OPERATION, {"id": "gid"})
    assert time.slept == [0.01]


def test_one_shops_empty_bucket_is_not_anothers() -> None:
    time = Time()
    bucket = LocalBucket(time.monotonic)
    while not bucket.take(SHOP, 500, people=True):
        pass

    other = ShopRef(ShopId(8), "other.myshopify.com")
    client(Script([ok({"bulkOperation": None})]), time=time, bucket=bucket).execute(
        other, BULK_OPERATION, {"id": "gid"}
    )

    assert time.slept == []
