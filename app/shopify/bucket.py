"""The arithmetic of Shopify's leaky bucket of points, and a bucket for a single process.

Sizes (shopify.dev, API rate limits): Standard plans restore 100 points a second, Advanced 200, Plus 1,000; the bucket
holds twenty times that. Until Shopify has said which one a shop has, the smallest is assumed.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.shopify.ports import ShopRef, ThrottleStatus

SMALLEST_BUCKET = 2000.0
SMALLEST_RATE = 100.0
KEPT_FOR_PEOPLE = 0.5
"""The part of the bucket that background work leaves to people: it starts nothing while less than that is there."""


@dataclass(frozen=True, slots=True)
class BucketState:
    """One shop's points as last known. `at` is seconds on any clock that only goes forward."""

    maximum: float = SMALLEST_BUCKET
    available: float = SMALLEST_BUCKET
    restore_rate: float = SMALLEST_RATE
    at: float = 0.0

    def refilled(self, now: float) -> BucketState:
        gained = max(0.0, now - self.at) * self.restore_rate
        return replace(self, available=min(self.maximum, self.available + gained), at=max(now, self.at))

    def take(self, points: int, *, people: bool, now: float) -> tuple[BucketState, float]:
        """The state after taking `points`, and 0.0; or the state unchanged but refilled, and the seconds to wait.

        `points` is what Shopify asks to be there; the actual cost is a tenth of it where most pages are short. So one
        background call at a time may reach below the half for as long as it takes, and the next waits until it is back.
        """
        state = self.refilled(now)
        floor = 0.0 if people else self.maximum * KEPT_FOR_PEOPLE
        missing = min(max(points, floor), self.maximum) - state.available
        if missing > 0:
            return state, missing / self.restore_rate
        return replace(state, available=state.available - points), 0.0

    def settle(self, taken: int, status: ThrottleStatus, *, now: float) -> BucketState:
        """The state after Shopify answered a call for which `taken` points were set aside.

        What was set aside is given back and Shopify's own figure, which knows the actual cost, caps the result. Calls
        still under way stay set aside: Shopify may not have counted them yet.
        """
        state = self.refilled(now)
        available = min(state.available + taken, status.available)
        return BucketState(status.maximum, available, status.restore_rate, state.at)


class LocalBucket:
    """A bucket for one process: tests and command-line tools. Thread-safe."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._states: dict[int, BucketState] = {}
        self._lock = threading.Lock()

    def take(self, shop: ShopRef, points: int, *, people: bool) -> float:
        with self._lock:
            state, wait = self._state(shop).take(points, people=people, now=self._monotonic())
            self._states[shop.id] = state
            return wait

    def settle(self, shop: ShopRef, *, taken: int, status: ThrottleStatus | None) -> None:
        if status is None:
            return
        with self._lock:
            self._states[shop.id] = self._state(shop).settle(taken, status, now=self._monotonic())

    def _state(self, shop: ShopRef) -> BucketState:
        return self._states.get(shop.id) or BucketState(at=self._monotonic())
