"""What the headers of a delivery say. Shopify sends them as `X-Shopify-*`, its newer Events as `shopify-*`.

They are not signed, so each is held to its shape before it may become a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

_NAMES = {
    f"{prefix}{name}".encode(): name
    for prefix in ("x-shopify-", "shopify-")
    for name in ("hmac-sha256", "topic", "shop-domain", "webhook-id", "event-id", "api-version", "triggered-at")
}
_SHAPES = {
    "topic": re.compile(r"[a-z0-9_]{1,60}/[a-z0-9_]{1,60}"),
    "shop-domain": re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com"),
    "webhook-id": re.compile(r"[!-~]{1,200}"),
    "event-id": re.compile(r"[!-~]{1,200}"),
    "api-version": re.compile(r"[a-z0-9-]{1,20}"),
}


class HeaderMissing(Exception):
    """A header that every delivery has is missing or is not what Shopify would send. `str(error)` is its name."""


@dataclass(slots=True)
class Delivery:
    """A delivery's labels. `triggered_at` is UTC; the last three are None where Shopify did not send them."""

    topic: str
    domain: str
    webhook_id: str
    event_id: str | None
    api_version: str | None
    triggered_at: datetime | None


def shopify_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, bytes]:
    """Those of Shopify's headers that we read, named without prefix, from the lower-case names of an ASGI scope."""
    return {_NAMES[name]: value for name, value in raw if name in _NAMES}


def read_delivery(headers: dict[str, bytes]) -> Delivery:
    """The labels in `headers`, as `shopify_headers` gives them. Raises HeaderMissing."""
    return Delivery(
        topic=_required("topic", _recurring("topic", headers.get("topic", b""))),
        domain=_required("shop-domain", _recurring("shop-domain", headers.get("shop-domain", b""))),
        webhook_id=_required("webhook-id", _shaped("webhook-id", headers.get("webhook-id", b""))),
        event_id=_shaped("event-id", headers.get("event-id", b"")),
        api_version=_recurring("api-version", headers.get("api-version", b"")),
        triggered_at=_instant(headers.get("triggered-at")),
    )


def _required(name: str, value: str | None) -> str:
    if value is None:
        raise HeaderMissing(name)
    return value


@lru_cache(maxsize=10_000)
def _recurring(name: str, value: bytes) -> str | None:
    """What comes with every delivery of a shop or a topic, read once."""
    return _shaped(name, value.lower())


def _shaped(name: str, value: bytes) -> str | None:
    text = value.decode("latin-1")
    return text if _SHAPES[name].fullmatch(text) else None


def _instant(value: bytes | None) -> datetime | None:
    """RFC 3339 with nanoseconds, cut to microseconds."""
    if not value:
        return None
    try:
        instant = datetime.fromisoformat(value.decode("ascii"))
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else None
