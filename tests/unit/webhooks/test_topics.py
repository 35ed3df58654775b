"""Every topic, with a body of the shape Shopify documents for it and values of our own."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.inbox import InboxRow
from app.db.tables.inbox import Lane
from app.inbox.hints import Hint, Kind, Unreadable, decode, encode
from webhooks import payloads
from webhooks.privacy import PrivacyRequest, read_request
from webhooks.topics import TOPICS, lane_for, parse

BODIES: dict[str, tuple[dict[str, Any], str]] = json.loads(
    Path(__file__).with_name("bodies.json").read_text(encoding="utf-8")
)


def row(topic: str, body: bytes, *, domain: str = "northpine.myshopify.com") -> InboxRow:
    return InboxRow(1, domain, topic, None, datetime(2026, 11, 21, tzinfo=UTC), body)


def said(topic: str, body: Any) -> str:
    hints = parse(row(topic, json.dumps(body).encode()))
    return " ".join(f"{hint.kind}:{hint.id}" + (":gone" if hint.gone else "") for hint in hints)


def test_there_is_a_body_for_every_topic() -> None:
    assert BODIES.keys() == TOPICS.keys()


@pytest.mark.parametrize("topic", BODIES)
def test_a_topic_names_what_to_look_at_again(topic: str) -> None:
    body, expected = BODIES[topic]

    assert said(topic, body) == expected


@pytest.mark.parametrize("topic", BODIES)
def test_keys_we_do_not_know_are_ignored(topic: str) -> None:
    body, expected = BODIES[topic]

    assert said(topic, body | {"unheard_of": {"id": [1, None, {}]}}) == expected


@pytest.mark.parametrize("topic", BODIES)
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 100_000])
def test_a_malformed_body_is_unreadable_whatever_the_topic(topic: str, body: bytes) -> None:
    with pytest.raises(Unreadable, match="Malformed body"):
        parse(row(topic, body))


@pytest.mark.parametrize("topic", BODIES)
def test_an_empty_object_is_either_unreadable_or_about_the_one_shop(topic: str) -> None:
    try:
        hints = parse(row(topic, b"{}"))
    except Unreadable as error:
        assert str(error) == "The body has no id where this topic has one."  # noqa: PT017  both outcomes are right
    else:
        assert [hint.id for hint in hints] == [0]


@pytest.mark.parametrize("topic", BODIES)
@given(data=st.data())
def test_null_or_missing_in_place_of_any_value_never_raises_but_unreadable(topic: str, data: st.DataObject) -> None:
    body, _ = BODIES[topic]
    key = data.draw(st.sampled_from(sorted(body)))
    changed = {name: value for name, value in body.items() if name != key}
    if data.draw(st.booleans()):
        changed[key] = None
    with contextlib.suppress(Unreadable):
        parse(row(topic, json.dumps(changed).encode()))


def test_a_topic_we_do_not_know_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="Unknown topic: orders/dreamt"):
        parse(row("orders/dreamt", b"{}"))


@pytest.mark.parametrize("topic", ["app/uninstalled", "customers/data_request", "customers/redact", "shop/redact"])
def test_what_cannot_be_undone_is_refused_when_body_and_header_name_different_shops(topic: str) -> None:
    body, _ = BODIES[topic]

    with pytest.raises(Unreadable, match="another shop"):
        parse(row(topic, json.dumps(body).encode(), domain="southpine.myshopify.com"))


def test_lanes_follow_from_what_is_looked_at() -> None:
    assert {topic for topic in TOPICS if lane_for(topic) is Lane.PRIVACY} == {
        "customers/data_request",
        "customers/redact",
        "shop/redact",
    }
    assert {topic for topic in TOPICS if lane_for(topic) is Lane.BULK} == {"bulk_operations/finish"}
    assert lane_for("orders/dreamt") is Lane.LIVE


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (9007199254740993, 9007199254740993),
        (2**63 - 1, 2**63 - 1),
        (2**63, None),
        ("9007199254740993", 9007199254740993),
        ("gid://shopify/Order/9007199254740993", 9007199254740993),
        ("gid://shopify/InventoryLevel/7?inventory_item_id=8", 7),
        ("gid://shopify/Order/", None),
        ("gid://elsewhere/Order/1", None),
        ("٣", None),
        (0, None),
        (-1, None),
        ("", None),
        (None, None),
    ],
    ids=repr,
)
def test_ids_are_64_bit_integers_in_any_of_their_spellings(raw: int | str | None, expected: int | None) -> None:
    assert payloads.number(raw) == expected


@given(st.integers(1, 2**63 - 1))
def test_an_id_survives_every_spelling(number: int) -> None:
    for raw in (number, str(number), f"gid://shopify/Order/{number}"):
        assert said("orders/updated", {"id": raw}) == f"order:{number}"


def test_a_level_that_names_its_item_only_in_its_gid_is_read() -> None:
    level = {"inventory_item_id": None, "admin_graphql_api_id": "gid://shopify/InventoryLevel/333?inventory_item_id=44"}

    assert said("inventory_levels/update", level) == "item:44"


def test_a_privacy_request_is_read_in_full() -> None:
    body = {"customer": {"id": 191, "email": "ada@example.com", "phone": "1"}, "data_request": {"id": 9}}

    found = read_request(json.dumps(body | {"orders_requested": [51, None, "52"]}).encode())

    assert found == PrivacyRequest(191, (51, 52), 9, "ada@example.com", "1")
    assert "ada" not in repr(found)
    assert read_request(b"{}") == PrivacyRequest(0, (), 0, "", "")


@given(st.builds(Hint, st.sampled_from(Kind), st.integers(0, 2**63 - 1), st.booleans()))
def test_a_hint_of_ours_survives_its_row(hint: Hint) -> None:
    assert decode(encode(hint)) == hint


@pytest.mark.parametrize("body", [b"", b"{}", b'{"kind":"dream","id":1}', b'{"kind":"order","id":"x"}'])
def test_a_row_of_ours_that_is_no_hint_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable, match="Not a hint of ours"):
        decode(body)
