"""When news is not looked at the moment it comes, because a moment later one look serves for two.

A call costs the same for one item and for twenty-five: a lone change of stock is looked at when it comes, and in a
stream of them each look, whatever it is for, takes along all that came since the last one. A new order is looked at
once it is routed, or after a moment: it has no fulfilment orders before, so there is nothing to hold, and its units are
in the stock's news.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Set as AbstractSet

from app.db.session import Database
from app.domain.ids import ShopId
from app.inbox.hints import Hint, Kind
from app.inbox.work import Pending, Work
from app.refetch.noted import TOPIC

_SECONDS = 1.0
"""From the beginning of a look to the next one that is for levels alone. A shopper's page is so much late at most, and
only in a stream.
"""
_ROUTING = 0.7
"""Shopify routes an order a moment after it was placed, and says so; nobody says how long that takes."""
_FORGOTTEN = 60.0
_CREATED = "orders/create"
_ROUTED = "fulfillment_orders/order_routing_complete"
_NO_LOOK = frozenset({Kind.DELIVER, Kind.PLAN, Kind.SHAPE, Kind.LEFT_BEHIND})
"""They ask Shopify for nothing."""


class Pace:
    """The looks of one worker process. Each shop's lane is with one thread at a time."""

    def __init__(
        self, *, seconds: float = _SECONDS, routing: float = _ROUTING, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds = seconds
        self._routing = routing
        self._now = now
        self._last: dict[ShopId, float] = {}
        self._first: dict[tuple[ShopId, Hint], float] = {}
        """When each order that waits for its routing was held back first."""

    def hold_back(self, database: Database, work: Work) -> None:
        """Let orders wait that are not routed yet, and news of levels if the last look is too recent and nothing else
        in the batch needs one now. Nothing waits where rows are tried alone.
        """
        if work.is_alone:
            return
        unrouted = self._unrouted(work)
        if later := unrouted | self._too_soon(work, work.left - unrouted.keys()):
            with database.write() as conn:
                work.finish(conn, later=later)
        if any(hint.kind not in _NO_LOOK for hint in work.left):
            self._look(work)

    def _look(self, work: Work) -> None:
        """It takes along the news that were held back, and the orders where something was routed."""
        self._last[work.shop] = self._now()
        work.take_along(TOPIC)
        if _is_routed(work):
            work.take_along(_CREATED)
        for hint in work.left:
            self._first.pop((work.shop, hint), None)

    def _unrouted(self, work: Work) -> dict[Hint, float]:
        """Seconds that orders have to wait yet; none where something was routed, for it may be these."""
        if not self._routing or _is_routed(work):
            return {}
        now = self._now()
        self._forget(now)
        created = [each.hint for each in work.pending if each.hint in work.left and _is_created(each)]
        waits = {hint: self._first.setdefault((work.shop, hint), now) + self._routing - now for hint in created}
        return {hint: wait for hint, wait in waits.items() if wait > 0}

    def _forget(self, now: float) -> None:
        """Another process has looked at these."""
        for each, first in list(self._first.items()):
            if now - first > _FORGOTTEN:
                self._first.pop(each, None)

    def _too_soon(self, work: Work, left: AbstractSet[Hint]) -> dict[Hint, float]:
        news = {each.hint for each in work.pending if each.hint in left and _is_news(each)}
        wait = self._last.get(work.shop, float("-inf")) + self._seconds - self._now()
        if wait <= 0 or any(hint.kind not in _NO_LOOK for hint in left - news):
            return {}
        return dict.fromkeys(news, wait)


def _is_routed(work: Work) -> bool:
    """Whether an order was routed; which one nobody knows before the look."""
    return any(row.topic == _ROUTED for each in work.pending if each.hint in work.left for row in each.rows)


def _is_created(pending: Pending) -> bool:
    """Whether all that is known of the order is that it was placed."""
    return (
        pending.hint.kind is Kind.ORDER and not pending.attempts and {row.topic for row in pending.rows} == {_CREATED}
    )


def _is_news(pending: Pending) -> bool:
    """Whether it is only a level that changed: whatever else names an item, or waited before, is in a hurry."""
    return pending.hint.kind is Kind.ITEM and all(row.topic == TOPIC and not row.attempts for row in pending.rows)
