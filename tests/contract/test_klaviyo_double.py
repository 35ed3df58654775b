"""The local Klaviyo held to the original: its answers to the published schema, its refusals to Klaviyo's words."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.clock import FixedClock
from app.klaviyo.events import Recipient, Shop
from app.klaviyo.request import event_request, frozen
from app.klaviyo.samples import samples
from sandbox.klaviyo.app import create_klaviyo
from sandbox.klaviyo.dials import Dials
from sandbox.klaviyo.in_process import in_process
from sandbox.klaviyo.limits import Limits
from sandbox.klaviyo.spec import faults, operation
from sandbox.klaviyo.state import Klaviyo

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
HEADERS = {
    "Authorization": "Klaviyo-API-Key pk_test",
    "revision": "2026-07-15",
    "Content-Type": "application/vnd.api+json",
    "X-Klaviyo-Revision-Fall-Forward-Opt-Out": "1",
}
SHOP = Shop(domain="northpine.myshopify.com", name="Northpine", zone="America/New_York")
BODY = json.loads(frozen(event_request(samples(SHOP, to=Recipient(email="jane@example.com"), at=NOW, prefix="t:")[0])))
ATTRIBUTES = "/data/attributes"
PERSON = f"{ATTRIBUTES}/profile/data/attributes"


@pytest.fixture
def double() -> FastAPI:
    return create_klaviyo(clock=FixedClock(NOW))


@pytest.fixture
def klaviyo(double: FastAPI) -> Klaviyo:
    kept: Klaviyo = double.state.klaviyo
    return kept


@pytest.fixture
def http(double: FastAPI) -> Iterator[httpx.Client]:
    with in_process(double) as client:
        client.base_url = httpx.URL("http://klaviyo.test")
        client.headers.update(HEADERS)
        yield client


def changed(pointer: str, value: Any) -> dict[str, Any]:
    """The sample body with one value replaced; `...` takes it away."""
    body = copy.deepcopy(BODY)
    *path, last = pointer.strip("/").split("/")
    node = body
    for step in path:
        node = node[step]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return body


@pytest.mark.parametrize(
    ("pointer", "value", "blamed"),
    [
        (f"{ATTRIBUTES}/metric", ..., f"{ATTRIBUTES}/metric"),
        (f"{ATTRIBUTES}/profile", ..., f"{ATTRIBUTES}/profile"),
        (f"{ATTRIBUTES}/properties", ..., f"{ATTRIBUTES}/properties"),
        (f"{ATTRIBUTES}/properties", None, f"{ATTRIBUTES}/properties"),
        (f"{ATTRIBUTES}/value", "149.90", f"{ATTRIBUTES}/value"),
        (f"{ATTRIBUTES}/time", 1795273200, f"{ATTRIBUTES}/time"),
        (f"{ATTRIBUTES}/time", "21-11-2026", f"{ATTRIBUTES}/time"),
        (f"{ATTRIBUTES}/time", "1999-12-31T00:00:00+00:00", f"{ATTRIBUTES}/time"),
        (f"{ATTRIBUTES}/time", "2027-12-01T00:00:00+00:00", f"{ATTRIBUTES}/time"),
        ("/data/type", "events", "/data/type"),
        (f"{ATTRIBUTES}/metric/data/attributes/name", "x" * 128, f"{ATTRIBUTES}/metric/data/attributes/name"),
        (PERSON, {}, f"{ATTRIBUTES}/profile"),
        (f"{PERSON}/email", "jane@example", f"{PERSON}/email"),
        (f"{PERSON}/phone_number", "555 0123", f"{PERSON}/phone_number"),
        (f"{ATTRIBUTES}/properties", {f"k{n}": n for n in range(401)}, f"{ATTRIBUTES}/properties"),
        (f"{ATTRIBUTES}/properties", {"k": "x" * 102_401}, f"{ATTRIBUTES}/properties"),
        (f"{ATTRIBUTES}/properties", {"k": list(range(4001))}, f"{ATTRIBUTES}/properties"),
        (f"{ATTRIBUTES}/properties", json.loads('{"k":' * 10 + "{}" + "}" * 10), f"{ATTRIBUTES}/properties"),
    ],
)
def test_a_bad_body_is_refused_with_a_pointer_to_the_fault(
    http: httpx.Client, klaviyo: Klaviyo, pointer: str, value: Any, blamed: str
) -> None:
    answer = http.post("/api/events", json=changed(pointer, value))

    assert answer.status_code == 400
    assert [error["source"]["pointer"] for error in answer.json()["errors"]] == [blamed]
    assert answer.json()["errors"][0]["code"] == "invalid"
    assert klaviyo.events == []


def test_every_missing_field_is_named(http: httpx.Client) -> None:
    answer = http.post("/api/events", json={"data": {"type": "event", "attributes": {"properties": {}}}})

    pointers = [error["source"]["pointer"] for error in answer.json()["errors"]]
    assert pointers == [f"{ATTRIBUTES}/metric", f"{ATTRIBUTES}/profile"]


def test_an_accepted_event_is_answered_with_nothing_but_its_limits(http: httpx.Client) -> None:
    answer = http.post("/api/events", json=BODY)

    assert (answer.status_code, answer.content) == (202, b"")
    assert answer.headers["RateLimit-Limit"] == "3500"
    assert answer.headers["RateLimit-Remaining"] == "3499"


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("Authorization", "", 401),
        ("Authorization", "Klaviyo-API-Key sk_wrong", 401),
        ("Authorization", "Bearer unknown", 401),
        ("revision", "", 400),
        ("revision", "2020-01-15", 410),
        ("Content-Type", "text/plain", 415),
    ],
)
def test_a_request_with_a_wrong_header_is_refused(
    http: httpx.Client, klaviyo: Klaviyo, header: str, value: str, status: int
) -> None:
    answer = http.post("/api/events", json=BODY, headers={header: value})

    assert answer.status_code == status
    assert klaviyo.events == []


def test_an_unknown_revision_falls_forward_where_nobody_opts_out(http: httpx.Client) -> None:
    del http.headers["X-Klaviyo-Revision-Fall-Forward-Opt-Out"]

    assert http.post("/api/events", json=BODY, headers={"revision": "2020-01-15"}).status_code == 202


def test_every_readable_answer_is_one_the_published_schema_describes(http: httpx.Client, klaviyo: Klaviyo) -> None:
    http.post("/api/events", json=BODY)
    (metric,) = klaviyo.metrics.values()
    (flow,) = klaviyo.flows.values()
    update = {"data": {"type": "flow", "id": flow.id, "attributes": {"status": "draft"}}}
    seen = {
        ("get", "/api/accounts"): http.get("/api/accounts"),
        ("get", "/api/metrics"): http.get("/api/metrics"),
        ("get", "/api/metrics/{id}/flow-triggers"): http.get(f"/api/metrics/{metric.id}/flow-triggers"),
        ("get", "/api/flows"): http.get("/api/flows"),
        ("patch", "/api/flows/{id}"): http.patch(f"/api/flows/{flow.id}", json=update),
    }

    for (method, path), answer in seen.items():
        assert answer.status_code == 200
        assert faults(operation(method, path).answers["200"], answer.json()) == ()
    assert flow.status == "draft"


def test_every_refusal_has_the_shape_the_published_schema_gives_errors(http: httpx.Client) -> None:
    schema = operation("post", "/api/events").answers["4XX"]
    refusals = [
        http.post("/api/events", json={}),
        http.post("/api/events", content=b"{"),
        http.get("/api/metrics/none/flow-triggers"),
        http.get("/api/accounts", headers={"Authorization": ""}),
    ]

    assert [answer.status_code for answer in refusals] == [400, 400, 404, 401]
    for answer in refusals:
        assert faults(schema, answer.json()) == ()


def test_what_the_double_does_not_know_it_refuses_loudly(http: httpx.Client) -> None:
    answer = http.post("/api/campaigns", json={})

    assert answer.status_code == 501
    assert answer.json()["errors"][0]["title"] == "The sandbox does not implement POST /api/campaigns."


def test_events_without_a_unique_id_are_told_apart_by_the_second(http: httpx.Client, klaviyo: Klaviyo) -> None:
    body = changed(f"{ATTRIBUTES}/unique_id", ...)
    next_second = copy.deepcopy(body)
    next_second["data"]["attributes"]["time"] = "2026-11-21T15:00:01+00:00"

    for sent in (body, body, next_second):
        assert http.post("/api/events", json=sent).status_code == 202

    assert len(klaviyo.events) == 2


def test_eight_senders_at_once_record_one_event_once(http: httpx.Client, klaviyo: Klaviyo) -> None:
    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(lambda _: http.post("/api/events", json=BODY).status_code, range(40)))

    assert answers == [202] * 40
    assert len(klaviyo.events) == 1


def test_limits_are_those_of_each_endpoint_and_a_429_says_when_to_come_back(
    http: httpx.Client, klaviyo: Klaviyo
) -> None:
    seconds = [100.0]
    klaviyo.limits = Limits(lambda: seconds[0])

    assert [http.get("/api/accounts").status_code for _ in range(2)] == [200, 429]
    refused = http.get("/api/accounts")
    assert refused.headers["Retry-After"] == "1"
    assert "RateLimit-Limit" not in refused.headers
    assert http.get("/api/metrics").status_code == 200

    seconds[0] += 1
    assert http.get("/api/accounts").status_code == 200


def test_the_minute_has_its_own_limit(http: httpx.Client, klaviyo: Klaviyo) -> None:
    seconds = [120.0]
    klaviyo.limits = Limits(lambda: seconds[0])
    for _ in range(15):
        assert http.get("/api/accounts").status_code == 200
        seconds[0] += 1

    refused = http.get("/api/accounts")

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "45")


def test_a_key_without_a_scope_is_told_which(http: httpx.Client, klaviyo: Klaviyo) -> None:
    klaviyo.dials.missing_scopes = ["events:write"]

    answer = http.post("/api/events", json=BODY)

    assert answer.status_code == 403
    assert answer.json()["errors"][0]["detail"] == "The API key is missing the required scope(s): events:write"
    assert http.get("/api/metrics").status_code == 200


def test_dials_turn_one_by_one_and_a_wrong_one_turns_nothing(http: httpx.Client, klaviyo: Klaviyo) -> None:
    assert http.post("/sandbox/dials", json={"next": ["throttled"], "retry_after": 4}).status_code == 200
    assert http.post("/sandbox/dials", json={"share": {"no_such_fault": 1}}).status_code == 400

    refused = http.post("/api/events", json=BODY)

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "4")
    assert http.get("/sandbox/dials").json()["retry_after"] == 4


def test_a_share_of_faults_is_the_same_for_the_same_seed(http: httpx.Client, klaviyo: Klaviyo) -> None:
    def statuses() -> list[int]:
        http.post("/sandbox/reset")
        http.post("/sandbox/dials", json={"share": {"server_error": 0.5}})
        return [http.post("/api/events", json=BODY).status_code for _ in range(20)]

    first = statuses()

    assert statuses() == first
    assert set(first) == {202, 500}


def test_a_reset_empties_the_account(http: httpx.Client, klaviyo: Klaviyo) -> None:
    http.post("/api/events", json=BODY)
    http.post("/sandbox/dials", json={"delay_seconds": 5})

    http.post("/sandbox/reset")

    assert http.get("/sandbox/events").json() == {"events": []}
    assert klaviyo.dials == Dials()
    assert http.post("/api/events", json=BODY).status_code == 202
    assert len(klaviyo.events) == 1


def test_a_merchants_flow_can_be_taken_away(http: httpx.Client, klaviyo: Klaviyo) -> None:
    http.post("/sandbox/flows", json={"metric": "Backorder Placed", "status": None})

    http.post("/api/events", json=BODY)

    assert [event.mailed for event in klaviyo.events] == [False]
