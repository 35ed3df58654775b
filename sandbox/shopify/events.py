"""What happened in a shop, for whoever listens: the webhook dispatcher, and tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Event:
    """One topic for one resource. All events of one act share `event_id`, as at Shopify."""

    event_id: str
    shop_domain: str
    topic: str
    """As in the webhook header: `inventory_levels/update`."""
    body: dict[str, Any]
    """JSON values only: the webhook's body, as it was at that moment."""
    triggered_at: datetime
    """Business clock, UTC."""


class Outbox:
    """Holds an act's events until the act is over, then tells every listener, outside the store's lock."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Event], None]] = []
        self._pending: list[Event] = []

    def listen(self, listener: Callable[[Event], None]) -> None:
        self._listeners.append(listener)

    def add(self, event: Event) -> None:
        self._pending.append(event)

    def take(self) -> list[Event]:
        taken, self._pending = self._pending, []
        return taken

    def tell(self, events: list[Event]) -> None:
        for event in events:
            for listener in self._listeners:
                listener(event)
