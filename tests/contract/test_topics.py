"""What `shopify.app.toml` asks Shopify to send is enough to know what to look at again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.db.inbox import InboxRow
from tests.contract.app_toml import subscriptions
from webhooks.topics import TOPICS, parse

BODIES: dict[str, tuple[dict[str, Any], str]] = json.loads(
    (Path(__file__).parents[1] / "unit" / "webhooks" / "bodies.json").read_text(encoding="utf-8")
)


def trimmed(body: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    """What is left of `body` when Shopify includes only `fields`: dots lead into objects."""
    left: dict[str, Any] = {}
    for name in {field.partition(".")[0] for field in fields} & body.keys():
        inner = [field.partition(".")[2] for field in fields if field.startswith(f"{name}.")]
        value = body[name]
        left[name] = trimmed(value, inner) if inner and isinstance(value, dict) else value
    return left


@pytest.mark.parametrize("topic", TOPICS)
def test_the_fields_subscribed_to_name_the_same_things_as_the_whole_body(topic: str) -> None:
    (subscription,) = [one for one in subscriptions() if topic in one.get("topics", one.get("compliance_topics", ()))]
    body, _ = BODIES[topic]
    fields = subscription.get("include_fields") or list(body)

    assert parse(_row(topic, trimmed(body, fields))) == parse(_row(topic, body))


def _row(topic: str, body: dict[str, Any]) -> InboxRow:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return InboxRow(1, "northpine.myshopify.com", topic, None, at, json.dumps(body).encode())
