"""Delivers webhooks from background threads: at least once, unordered, and as unkindly as the dials say."""

from __future__ import annotations

import heapq
import itertools
import random
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from sandbox.shopify.webhooks import routing

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.shopify.events import Event
    from sandbox.shopify.store import Store
    from sandbox.shopify.webhooks.delivery import Delivery

ATTEMPTS = 9
"""One and eight retries, after which Shopify gives up."""
SHUFFLE_SECONDS = 0.2
KEPT = 2000
"""Deliveries remembered for the control page."""


class Dispatcher:
    """`send` carries a delivery and returns the HTTP status, 0 for none.

    With `threads=0` nothing moves until `pump()`: tests that want to choose the moment.
    """

    def __init__(
        self, store: Store, *, send: Callable[[Delivery], int], threads: int = 4, retry_seconds: float = 1.0
    ) -> None:
        self._store = store
        self._send = send
        self._retry_seconds = retry_seconds
        self._random = random.Random(7)
        self._queue: list[tuple[float, float, int, Delivery]] = []
        self._serial = itertools.count()
        self._in_flight = 0
        self._changed = threading.Condition()
        self._closed = False
        self.log: deque[Delivery] = deque(maxlen=KEPT)
        """Newest last."""
        store.outbox.listen(self.accept)
        for number in range(threads):
            threading.Thread(target=self._work, name=f"webhooks-{number}", daemon=True).start()

    def accept(self, event: Event) -> None:
        """Queue what the event causes; lost ones are only logged."""
        dials = self._store.dials.webhooks
        for delivery in routing.deliveries(self._store, event=event):
            self.log.append(delivery)
            if self._drawn(dials.loss_percent):
                delivery.state = "lost"
                continue
            copies = 2 if self._drawn(dials.duplicate_percent) else 1
            for _ in range(copies):
                self._queue_up(delivery, after=dials.delay_seconds)

    def pump(self) -> int:
        """Deliver all that waits, in this thread, whatever its time; return how many sends that took."""
        sent = 0
        while True:
            with self._changed:
                if not self._queue:
                    return sent
                delivery = heapq.heappop(self._queue)[3]
            self._attempt(delivery)
            sent += 1

    def wait_idle(self, timeout: float) -> bool:
        """Wait until nothing is queued or under way; False when `timeout` seconds were not enough."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._queue and not self._in_flight, timeout)

    def waiting(self) -> int:
        with self._changed:
            return len(self._queue) + self._in_flight

    def forget(self) -> None:
        """Drop what waits and the log: the shop begins anew."""
        with self._changed:
            self._queue.clear()
            self.log.clear()
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _queue_up(self, delivery: Delivery, *, after: float) -> None:
        window = self._store.dials.webhooks.shuffle_window
        serial = next(self._serial)
        # Within its window the place is drawn; a short wait lets the window fill.
        place = serial // window + self._random.random() if window > 1 else serial
        wait = after + (SHUFFLE_SECONDS * self._random.random() if window > 1 else 0)
        with self._changed:
            heapq.heappush(self._queue, (time.monotonic() + wait if wait else 0, place, serial, delivery))
            self._changed.notify()

    def _work(self) -> None:
        while True:
            delivery = self._next()
            if delivery is None:
                return
            try:
                self._attempt(delivery)
            finally:
                with self._changed:
                    self._in_flight -= 1
                    self._changed.notify_all()

    def _next(self) -> Delivery | None:
        with self._changed:
            while not self._closed:
                if self._queue:
                    due = self._queue[0][0] - time.monotonic()
                    if due <= 0:
                        self._in_flight += 1
                        return heapq.heappop(self._queue)[3]
                    self._changed.wait(due)
                else:
                    self._changed.wait()
            return None

    def _attempt(self, delivery: Delivery) -> None:
        status = self._send(delivery)
        delivery.answers.append(status)
        if 200 <= status < 300:
            delivery.state = "delivered"
        elif len(delivery.answers) >= ATTEMPTS:
            delivery.state = "failed"
            self._give_up(delivery)
        else:
            self._queue_up(delivery, after=self._retry_seconds * 2 ** (len(delivery.answers) - 1))

    def _give_up(self, delivery: Delivery) -> None:
        """Subscriptions made through the API are deleted; those of shopify.app.toml never are."""
        shop = self._store.find(delivery.shop_domain)
        if shop and shop.installation and delivery.subscription_id:
            with self._store.act():
                shop.installation.subscriptions.pop(delivery.subscription_id, None)

    def _drawn(self, percent: float) -> bool:
        return bool(percent) and self._random.random() * 100 < percent
