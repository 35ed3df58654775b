"""Things that happen a moment later, as at Shopify: fulfilment orders after their order, jobs, bulk operations."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Scheduler(Protocol):
    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Run `act` once, about `seconds` of machine time from now, in any thread. It takes the store's lock itself."""
        ...


class TimerScheduler:
    """Real time, one daemon timer an act: the running sandbox."""

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        timer = threading.Timer(seconds, act)
        timer.daemon = True
        timer.start()


class ManualScheduler:
    """Nothing happens until `run_due`: tests."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def later(self, seconds: float, act: Callable[[], None]) -> None:  # noqa: ARG002  tests decide the moment
        self.waiting.append(act)

    def run_due(self) -> int:
        """Run all that waits, also what that adds; return how many ran."""
        ran = 0
        while self.waiting:
            self.waiting.pop(0)()
            ran += 1
        return ran


class ImmediateScheduler:
    """There is no later: seeding, and tests that do not care."""

    def later(self, seconds: float, act: Callable[[], None]) -> None:  # noqa: ARG002  there is no waiting here
        act()
