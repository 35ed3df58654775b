"""How the web tells a worker of the same process that something came. A worker elsewhere finds it at its next poll."""

from __future__ import annotations

import threading


class Wake:
    """A bell that cannot be missed: who saw count n waits only while it is still n."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._count = 0

    @property
    def count(self) -> int:
        """How often it has rung. Read it before looking for work, and wait for a change if there was none."""
        return self._count

    def ring(self) -> None:
        with self._rung:
            self._count += 1
            self._rung.notify_all()

    def wait(self, seen: int, *, seconds: float) -> None:
        """Return at the first ring after `seen`, or after `seconds`."""
        with self._rung:
            self._rung.wait_for(lambda: self._count != seen, timeout=seconds)
