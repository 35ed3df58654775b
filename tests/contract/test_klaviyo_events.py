"""Every event we build, against the published contract and through the local Klaviyo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI

from app.clock import FixedClock
from app.klaviyo.auth import PrivateKey
from app.klaviyo.client import KlaviyoClient
from app.klaviyo.events import BackorderEvent, Recipient, Shop
from app.klaviyo.request import as_backfill, event_request, frozen, thawed
from app.klaviyo.samples import samples
from sandbox.klaviyo.app import create_klaviyo
from sandbox.klaviyo.in_process import in_process
from sandbox.klaviyo.rules import broken_rules
from sandbox.klaviyo.spec import document, faults, operation

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
SHOP = Shop(domain="northpine.myshopify.com", name="Northpine", zone="America/New_York")
KEY = PrivateKey("pk_test")
EVENTS = samples(SHOP, to=Recipient(email="jane@example.com"), at=NOW, prefix="t:", locale="de")


@pytest.fixture
def double() -> FastAPI:
    return create_klaviyo(clock=FixedClock(NOW))


@pytest.fixture
def client(double: FastAPI) -> KlaviyoClient:
    return KlaviyoClient(in_process(double), origin="http://klaviyo.test")


def recorded(double: FastAPI, **wanted: str) -> list[dict[str, Any]]:
    with in_process(double) as http:
        events: list[dict[str, Any]] = http.get("http://klaviyo.test/sandbox/events", params=wanted).json()["events"]
    return events


def unknown_keys(schema: dict[str, Any], sent: Any, *, at: str = "") -> Iterator[str]:
    """The keys of `sent` that a schema does not know. Every object in it is open, so validation is silent."""
    while "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    known = schema.get("properties")
    if known is None or not isinstance(sent, dict):
        return
    for key, value in sent.items():
        if key in known:
            yield from unknown_keys(known[key], value, at=f"{at}/{key}")
        else:
            yield f"{at}/{key}"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.metric)
def test_an_event_satisfies_the_published_contract_and_the_rules_in_words(event: BackorderEvent) -> None:
    body = json.loads(frozen(event_request(event)))
    schema = operation("post", "/api/events").body

    assert faults(schema, body) == ()
    assert list(broken_rules(body, now=NOW)) == []
    assert schema is not None
    assert list(unknown_keys(schema, body)) == []


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.metric)
def test_an_event_arrives_as_it_was_built(event: BackorderEvent, double: FastAPI, client: KlaviyoClient) -> None:
    request = event_request(event)
    client.create_event(KEY, request)

    (kept,) = recorded(double, metric=event.metric, email="JANE@example.com")
    sent = json.loads(frozen(request))["data"]["attributes"]

    assert kept["properties"] == sent["properties"]
    assert kept["unique_id"] == sent["unique_id"]
    assert kept["time"] == "2026-11-21T15:00:00+00:00"
    assert kept["mailed"]


def test_an_event_sent_twice_is_kept_once(double: FastAPI, client: KlaviyoClient) -> None:
    body = frozen(event_request(EVENTS[0]))

    client.create_event(KEY, thawed(body))
    client.create_event(KEY, thawed(body))

    assert len(recorded(double)) == 1


def test_the_same_message_to_a_changed_address_escapes_the_dedupe_which_is_why_bodies_are_frozen(
    double: FastAPI, client: KlaviyoClient
) -> None:
    client.create_event(KEY, event_request(EVENTS[0]))
    client.create_event(KEY, event_request(replace(EVENTS[0], recipient=Recipient(email="new@example.com"))))

    assert len(recorded(double)) == 2


def test_history_is_recorded_and_mails_nobody(double: FastAPI, client: KlaviyoClient) -> None:
    client.create_event(KEY, as_backfill(event_request(EVENTS[0])))

    (kept,) = recorded(double)
    assert (kept["backfill"], kept["mailed"]) == (True, False)


def test_seeding_makes_all_five_metrics_known_to_the_flow_builder(client: KlaviyoClient) -> None:
    for event in EVENTS:
        client.create_event(KEY, event_request(event, backfill=True))

    assert {metric.attributes.name for metric in client.metrics(KEY, integration="API")} == {
        event.metric for event in EVENTS
    }


def test_the_health_of_a_flow_can_be_read(double: FastAPI, client: KlaviyoClient) -> None:
    double.state.klaviyo.set_flow("Backorder Placed", "draft")
    double.state.klaviyo.set_flow("Backorder Cancelled", "live")

    listening = {
        metric.attributes.name: [flow.is_live for flow in client.flow_triggers(KEY, metric.id)]
        for metric in client.metrics(KEY)
    }

    assert listening == {"Backorder Placed": [False], "Backorder Cancelled": [True]}


def test_metrics_are_read_to_the_last_page(double: FastAPI, client: KlaviyoClient) -> None:
    for number in range(401):
        double.state.klaviyo.set_flow(f"Metric {number}", None)

    assert len(client.metrics(KEY)) == 401


def test_the_account_names_itself(client: KlaviyoClient) -> None:
    account = client.account(KEY)

    assert account.attributes.public_api_key == "NrthPn"
    assert account.attributes.contact_information.organization_name == "Northpine Outfitters"
    assert account.attributes.test_account


def test_a_phone_klaviyo_cannot_read_is_dropped_and_the_mail_still_goes_out(
    double: FastAPI, client: KlaviyoClient
) -> None:
    client.create_event(
        KEY, event_request(replace(EVENTS[0], recipient=Recipient(email="jane@example.com", phone="555 0123")))
    )

    (kept,) = recorded(double)
    assert (kept["email"], kept["phone"]) == ("jane@example.com", "")
