"""What the headers of a delivery say. Shopify sends them as `X-Shopify-*`, its newer Events as `shopify-*`.

They are not signed, so each is held to its shape before it may become a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

_PREFIXES = (b"x-shopify-", b"shopify-")
_SHAPES = {
    "topic": re.compile(r"[a-z0-9_]{1,60}/[a-z0-9_]{1,60}"),
    "shop-domain": re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.myshopify\.com"),
    "webhook-id": re.compile(r"[!-~]{1,200}"),
    "event-id": re.compile(r"[!-~]{1,200}"),
    "api-version": re.compile(r"[a-z0-9-]{1,20}"),
}


class HeaderMissing(Exception):
    """A header that every delivery has is missing or is not what Shopify would send. `str(error)` is its name."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery's labels. `triggered_at` is UTC; the last three are None where Shopify did not send them."""

    topic: str
    domain: str
    webhook_id: str
    event_id: str | None
    api_version: str | None
    triggered_at: datetime | None


def shopify_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, bytes]:
    """Shopify's own headers, named without their prefix, from the lower-case names of an ASGI scope."""
    found: dict[str, bytes] = {}
    for name, value in raw:
        for prefix in _PREFIXES:
            if name.startswith(prefix):
                found[name[len(prefix) :].decode("latin-1")] = value
                break
    return found


def read_delivery(headers: dict[str, bytes]) -> Delivery:
    """The labels in `headers`, as `shopify_headers` gives them. Raises HeaderMissing."""
    return Delivery(
        topic=_required(headers, "topic"),
        domain=_required(headers, "shop-domain"),
        webhook_id=_required(headers, "webhook-id"),
        event_id=_shaped(headers, "event-id"),
        api_version=_shaped(headers, "api-version"),
        triggered_at=_instant(headers.get("triggered-at")),
    )


def _required(headers: dict[str, bytes], name: str) -> str:
    value = _shaped(headers, name)
    if value is None:
        raise HeaderMissing(name)
    return value


def _shaped(headers: dict[str, bytes], name: str) -> str | None:
    text = headers.get(name, b"").decode("latin-1")
    if name in {"topic", "shop-domain"}:
        text = text.lower()
    return text if _SHAPES[name].fullmatch(text) else None


def _instant(value: bytes | None) -> datetime | None:
    """RFC 3339 with nanoseconds, cut to microseconds."""
    try:
        instant = datetime.fromisoformat((value or b"").decode("ascii"))
    except ValueError:
        return None
    return instant.astimezone(UTC) if instant.tzinfo else None
