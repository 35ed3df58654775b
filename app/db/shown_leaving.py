"""What the page about leaving shows: frozen values, as in `app/db/shown.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Trace:
    """One kind of thing that we wrote into the shop."""

    name: str
    """Such as "Inventory settings"."""
    ours: int
    """How many are there now, or on their way in or out."""
    put_back: int
    """How many are as they were before us. Things on orders are only counted while they are there."""
    left_alone: int
    """How many somebody else has changed since: theirs is what counts."""


@dataclass(frozen=True, slots=True)
class LeavingView:
    """How much of us is in the shop."""

    begun_at: datetime | None
    """When the shop was switched off, UTC, business clock; None: it is not."""
    lets_go: bool
    """Whether orders that still wait were let go then."""
    variants_on: int
    orders_held: int
    """Orders with units that we hold."""
    traces: tuple[Trace, ...]
    transfers: tuple[str, ...] = ()
    """References of open deliveries that were made transfers in Shopify: goods on their way, so they stay there."""

    @property
    def ours(self) -> int:
        return sum(trace.ours for trace in self.traces)

    @property
    def gone(self) -> int:
        return sum(trace.put_back for trace in self.traces)
