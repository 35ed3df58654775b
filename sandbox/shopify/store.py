"""The shops of one sandbox, and the only way to act on them: `with store.act():`."""

from __future__ import annotations

import threading
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from app.clock import machine_now
from sandbox.shopify.dials import Dials
from sandbox.shopify.events import Event, Outbox
from sandbox.shopify.scheduler import TimerScheduler

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from app.clock import Clock
    from sandbox.shopify.bucket import Bucket
    from sandbox.shopify.model import App, Shop
    from sandbox.shopify.scheduler import Scheduler

FIRST_ID = 2**53 + 1
"""Real ids outgrow a double; a client that rounds one must meet it here first."""


class Store:
    """Several shops, one app, one business clock. Every read and write happens inside `act`."""

    def __init__(
        self,
        *,
        app: App,
        clock: Clock,
        machine: Callable[[], datetime] = machine_now,
        scheduler: Scheduler | None = None,
        public_url: str = "http://127.0.0.1:4001",
    ) -> None:
        self.app = app
        self.public_url = public_url
        self.clock = clock
        self.machine = machine
        self.scheduler = scheduler or TimerScheduler()
        self.dials = Dials()
        self.outbox = Outbox()
        self.shops: dict[str, Shop] = {}
        self.buckets: dict[str, Bucket] = {}
        self._lock = threading.RLock()
        self._depth = 0
        self._event_id = ""
        self._next_id = FIRST_ID

    def find(self, domain: str) -> Shop | None:
        """The shop that has this `*.myshopify.com` domain, or had it before."""
        known = self.shops.get(domain)
        return known or next((each for each in self.shops.values() if domain in each.former_domains), None)

    def called(self, domain: str) -> Shop:
        """As `find`. Raises KeyError for a domain that no shop ever had."""
        found = self.find(domain)
        if found is None:
            raise KeyError(domain)
        return found

    @contextmanager
    def act(self) -> Iterator[None]:
        """Hold the state for one act. Nested acts join the outer one; its events leave when the outermost ends.

        A failed act's events leave too: what it changed before failing did happen.
        """
        events: list[Event] = []
        try:
            with self._lock:
                self._depth += 1
                if self._depth == 1:
                    self._event_id = str(uuid.uuid4())
                try:
                    yield
                finally:
                    self._depth -= 1
                    if self._depth == 0:
                        events = self.outbox.take()
        finally:
            self.outbox.tell(events)

    def emit(self, shop: Shop, topic: str, body: dict[str, Any]) -> None:
        """Say that `topic` happened. `body` is the webhook's JSON body; it is not copied, so build it fresh."""
        self.outbox.add(
            Event(
                event_id=self._event_id,
                shop_domain=shop.domain,
                topic=topic,
                body=body,
                triggered_at=self.now(),
            )
        )

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Run `act` inside an act of its own, `seconds` of machine time from now."""

        def run() -> None:
            with self.act():
                act()

        self.scheduler.later(seconds, run)

    def clear(self) -> None:
        """Forget every shop; ids start over, so the same seed gives the same shop."""
        self.shops.clear()
        self.buckets.clear()
        self.dials = Dials()
        self._next_id = FIRST_ID

    def new_id(self) -> int:
        """Above 2**53 and growing: id order is creation order."""
        with self._lock:
            self._next_id += 1
            return self._next_id

    def now(self) -> datetime:
        """The business clock, UTC, whole seconds as Shopify shows them."""
        return self.clock.now().replace(microsecond=0)
