"""Doing something now and then from a loop that turns more often."""

from __future__ import annotations

import time


class Every:
    """True at the first question, then once for each `seconds` that passed. By a clock that nobody can set."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next = float("-inf")

    def is_time(self) -> bool:
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + self._seconds
        return True
