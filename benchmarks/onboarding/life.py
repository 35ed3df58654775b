"""What goes on in a shop while it is imported: webhooks at a steady pace, and a kettle sold past its stock."""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field

import httpx
import sqlalchemy as sa

from app.clock import machine_now
from app.db.session import Database
from app.shopify.signatures import sign_webhook
from sandbox.demo.merchant import DOMAIN, Merchant, NotSeen
from sandbox.demo.processes import CLIENT_SECRET, Demo

_WEBHOOKS_A_SECOND = 10
_SALE_EVERY = 5.0
_HELD_WITHIN = 60.0
_KETTLE = "KETTLE-BLUE"
_IS_STORED = "SELECT variant_id FROM variant JOIN level USING (item_id) WHERE sku = 'KETTLE-BLUE'"


@dataclass(slots=True)
class Life:
    """`live` goes on until `stop`. A sale is a backorder of one kettle; how long its hold took is kept."""

    demo: Demo
    merchant: Merchant
    database: Database
    answers_ms: list[float] = field(default_factory=list)
    held_seconds: list[float] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _on: bool = False
    _open: dict[str, float] = field(default_factory=dict)
    _next_sale: float = 0.0

    def stop(self) -> None:
        self._over.set()

    def live(self) -> None:
        with httpx.Client(timeout=10) as http:
            while not self._over.wait(1 / _WEBHOOKS_A_SECOND):
                self._deliver(http)
                self._sell()
                self._look()

    def _deliver(self, http: httpx.Client) -> None:
        """A hint about a location: it costs one small read, and changes nothing."""
        body = json.dumps({"id": random.randint(1, 10**6), "admin_graphql_api_id": None}).encode()  # noqa: S311  a load
        headers = {
            "X-Shopify-Topic": "locations/update",
            "X-Shopify-Shop-Domain": DOMAIN,
            "X-Shopify-Webhook-Id": str(uuid.uuid4()),
            "X-Shopify-Event-Id": str(uuid.uuid4()),
            "X-Shopify-Api-Version": "2026-10",
            "X-Shopify-Triggered-At": machine_now().isoformat(),
            "X-Shopify-Hmac-Sha256": sign_webhook(body, secret=CLIENT_SECRET),
        }
        begun = time.monotonic()
        try:
            answer = http.post(f"{self.demo.app_url}/webhooks", content=body, headers=headers)
        except httpx.TransportError:
            return
        if answer.status_code == httpx.codes.OK:
            self.answers_ms.append((time.monotonic() - begun) * 1000)

    def _sell(self) -> None:
        now = time.monotonic()
        if now < self._next_sale:
            return
        self._next_sale = now + _SALE_EVERY
        try:
            if not self._on:
                self._on = self._switch_on()
            elif len(self._open) < 2:
                sold = self.merchant.act("/orders", items={_KETTLE: 1 if self.held_seconds else 6})
                self._open[sold["name"].lstrip("#")] = time.monotonic()
        except (httpx.HTTPError, NotSeen):
            return

    def _switch_on(self) -> bool:
        with self.database.read() as conn:
            row = conn.execute(sa.text(_IS_STORED)).first()
        if row is not None:
            self.merchant.send("/variants/on", ids=str(row.variant_id))
        return row is not None

    def _look(self) -> None:
        for name, since in list(self._open.items()):
            state = self.merchant.ask(f"/orders/{name}/state")
            if any(each["status"] == "ON_HOLD" for each in state["fulfillment_orders"]):
                self.held_seconds.append(time.monotonic() - since)
                del self._open[name]
            elif time.monotonic() - since > _HELD_WITHIN:
                self.held_seconds.append(_HELD_WITHIN)
                del self._open[name]
