"""The leaky bucket of query points, one per shop, on machine time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

DEPTH = 20
"""The bucket holds so many seconds of restoring."""


@dataclass
class Bucket:
    restore_rate: int
    """Points a second."""
    at: datetime
    available: float
    calls: int = 0
    spent: int = 0
    """Points, since the shop's first call."""

    @classmethod
    def full(cls, restore_rate: int, *, now: datetime) -> Bucket:
        return cls(restore_rate, now, restore_rate * DEPTH)

    @property
    def maximum(self) -> int:
        return self.restore_rate * DEPTH

    def has(self, points: int, *, now: datetime) -> bool:
        """Refill up to `now`, then say whether `points` could be taken."""
        passed = max(0.0, (now - self.at).total_seconds())
        self.available = min(self.maximum, self.available + passed * self.restore_rate)
        self.at = now
        return self.available >= points

    def take(self, points: int) -> None:
        self.available -= points
        self.calls += 1
        self.spent += points

    def status(self) -> dict[str, Any]:
        return {
            "maximumAvailable": float(self.maximum),
            "currentlyAvailable": int(self.available),
            "restoreRate": float(self.restore_rate),
        }
