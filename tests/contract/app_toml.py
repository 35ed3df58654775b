"""`shopify.app.toml`, read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[2] / "shopify.app.toml"


def app_toml() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def scopes() -> list[str]:
    configured: str = app_toml()["access_scopes"]["scopes"]
    return configured.split(",")


def optional_scopes() -> list[str]:
    configured: list[str] = app_toml()["access_scopes"]["optional_scopes"]
    return configured


def subscriptions() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = app_toml()["webhooks"]["subscriptions"]
    return found


def topics() -> list[str]:
    return [
        topic
        for subscription in subscriptions()
        for topic in (*subscription.get("topics", ()), *subscription.get("compliance_topics", ()))
    ]
