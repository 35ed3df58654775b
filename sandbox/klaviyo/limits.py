"""Klaviyo's rate limits: fixed windows of a second and of a minute, for each account and endpoint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from sandbox.klaviyo.spec import Operation

MINUTE = 60


@dataclass(slots=True)
class Window:
    number: int = -1
    used: int = 0

    def take(self, number: int) -> int:
        """Count one request in the window of this number; the count in it so far."""
        if number != self.number:
            self.number, self.used = number, 0
        self.used += 1
        return self.used


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the limits say to one request. `retry_after` is None where it may pass; seconds."""

    headers: dict[str, str]
    retry_after: int | None


class Limits:
    """The windows of one account. `seconds` is a clock of the machine that only moves forward."""

    def __init__(self, seconds: Callable[[], float] = monotonic) -> None:
        self._seconds = seconds
        self._bursts: dict[str, Window] = {}
        self._minutes: dict[str, Window] = {}

    def take(self, endpoint: str, allowed: Operation) -> Allowance:
        now = int(self._seconds())
        burst = self._bursts.setdefault(endpoint, Window()).take(now)
        steady = self._minutes.setdefault(endpoint, Window()).take(now // MINUTE)
        reset = MINUTE - now % MINUTE
        headers = {
            "RateLimit-Limit": str(allowed.steady),
            "RateLimit-Remaining": str(max(allowed.steady - steady, 0)),
            "RateLimit-Reset": str(reset),
        }
        if steady > allowed.steady:
            return Allowance(headers, reset)
        return Allowance(headers, 1 if burst > allowed.burst else None)
