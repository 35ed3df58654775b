"""Carrying a delivery over HTTP, within Shopify's limits: one second to connect, five in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from sandbox.shopify.store import Store
    from sandbox.shopify.webhooks.delivery import Delivery


class HttpSender:
    """`transport` puts an app in the same process in place of the network."""

    def __init__(self, store: Store, *, transport: httpx.BaseTransport | None = None) -> None:
        self._store = store
        self._client = httpx.Client(
            transport=transport, timeout=httpx.Timeout(5, connect=1), follow_redirects=False, trust_env=False
        )

    def __call__(self, delivery: Delivery) -> int:
        """The HTTP status; 0 when there was no answer."""
        new_style = self._store.dials.webhooks.new_headers
        headers = delivery.headers(secret=self._store.app.secret, new_style=new_style)
        try:
            return self._client.post(delivery.url, content=delivery.body, headers=headers).status_code
        except httpx.HTTPError:
            return 0

    def close(self) -> None:
        self._client.close()
