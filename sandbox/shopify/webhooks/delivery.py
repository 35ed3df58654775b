"""One delivery of one event to one subscription."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

USER_AGENT = "Shopify-Captain-Hook"


@dataclass(kw_only=True)
class Delivery:
    webhook_id: str
    """The same on retries and duplicates: what a receiver dedupes by."""
    event_id: str
    shop_domain: str
    topic: str
    url: str
    body: bytes
    triggered_at: datetime
    """Business clock."""
    api_version: str
    name: str | None = None
    subscription_id: int | None = None
    """Of an API subscription; None for those of shopify.app.toml."""
    state: Literal["waiting", "delivered", "failed", "lost"] = "waiting"
    answers: list[int] = field(default_factory=list)
    """HTTP statuses in order; 0 is no answer."""

    def headers(self, *, secret: str, new_style: bool = False) -> dict[str, str]:
        """Signed headers; `new_style` gives the `shopify-*` spelling."""
        prefix = "shopify-" if new_style else "X-Shopify-"
        values = {
            "Topic": self.topic,
            "Hmac-Sha256": signature(self.body, secret=secret),
            "Shop-Domain": self.shop_domain,
            "API-Version": self.api_version,
            "Webhook-Id": self.webhook_id,
            "Event-Id": self.event_id,
            "Triggered-At": f"{self.triggered_at:%Y-%m-%dT%H:%M:%S.%f}000Z",
        }
        if self.name:
            values["Name"] = self.name
        signed = {prefix + name: value for name, value in values.items()}
        return {"Content-Type": "application/json", "User-Agent": USER_AGENT, **signed}


def signature(body: bytes, *, secret: str) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
