"""Reading an app's `shopify.app.toml`, as `shopify app deploy` would."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.shopify.errors import NotImplementedInSandbox
from sandbox.shopify.model import TopicSubscription

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

OWNERS = {"product": "PRODUCT", "variant": "PRODUCTVARIANT", "order": "ORDER", "customer": "CUSTOMER", "shop": "SHOP"}


@dataclass(frozen=True, kw_only=True)
class DeclaredMetafield:
    """`[variant.metafields.app.backorder]`: installed with the app, in its own namespace."""

    owner_type: str
    key: str
    name: str
    type: str
    admin_access: str | None
    storefront_access: str


@dataclass(frozen=True, kw_only=True)
class AppToml:
    scopes: tuple[str, ...]
    optional_scopes: tuple[str, ...]
    api_version: str
    subscriptions: tuple[TopicSubscription, ...]
    metafields: tuple[DeclaredMetafield, ...]


def read(path: Path) -> AppToml:
    """Raises OSError, tomllib.TOMLDecodeError, and a loud error for what the sandbox does not honour."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    access = content.get("access_scopes", {})
    webhooks = content.get("webhooks", {})
    return AppToml(
        scopes=_scopes(access.get("scopes", "")),
        optional_scopes=tuple(access.get("optional_scopes", ())),
        api_version=webhooks.get("api_version", ""),
        subscriptions=tuple(row for entry in webhooks.get("subscriptions", ()) for row in _subscriptions(entry)),
        metafields=tuple(_metafields(content)),
    )


def _scopes(text: str) -> tuple[str, ...]:
    return tuple(scope.strip() for scope in text.split(",") if scope.strip())


def _subscriptions(entry: Mapping[str, Any]) -> Iterator[TopicSubscription]:
    if entry.get("filter"):
        raise NotImplementedInSandbox("webhook filters")
    for key, compliance in (("topics", False), ("compliance_topics", True)):
        for topic in entry.get(key, ()):
            yield TopicSubscription(
                topic=topic,
                uri=entry["uri"],
                include_fields=tuple(entry.get("include_fields", ())),
                name=entry.get("name"),
                compliance=compliance,
            )


def _metafields(content: Mapping[str, Any]) -> Iterator[DeclaredMetafield]:
    for section, owner_type in OWNERS.items():
        for key, given in content.get(section, {}).get("metafields", {}).get("app", {}).items():
            access = given.get("access", {})
            yield DeclaredMetafield(
                owner_type=owner_type,
                key=key,
                name=given.get("name", key),
                type=given["type"],
                admin_access=_upper(access.get("admin")),
                storefront_access=_upper(access.get("storefront")) or "NONE",
            )


def _upper(word: str | None) -> str | None:
    return word.upper() if word else None
