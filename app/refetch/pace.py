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
"""Between the beginnings of two looks at levels. A shopper's page is so much late at most, and only in a stream."""
_ROUTING = 0.7
"""Shopify routes an order a moment after it was placed, and says so; nobody says how long that takes."""
_CREATED = "orders/create"
_NO_LOOK = frozenset({Kind.DELIVER, Kind.PLAN})
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
        self._held_back: set[tuple[ShopId, Hint]] = set()

    def hold_back(self, database: Database, work: Work) -> None:
        """Let orders wait that are not routed yet, and news of levels if the last look is too recent and nothing else
        in the batch needs one now. A look that is not held back takes along the news that were, and the orders where
        something was routed.
        """
        unrouted = self._unrouted(work)
        left = work.left - unrouted
        soon = self._too_soon(work, left)
        later = dict.fromkeys(unrouted, self._routing) | soon
        if later:
            with database.write() as conn:
                work.finish(conn, later=later)
        if any(hint.kind not in _NO_LOOK for hint in left - soon.keys()):
            self._last[work.shop] = self._now()
            work.take_along(TOPIC)
            if _is_routed(work):
                work.take_along(_CREATED)
            self._held_back.difference_update((work.shop, hint) for hint in work.left)

    def _unrouted(self, work: Work) -> set[Hint]:
        """Orders that are held back for the first time; none where something was routed, for it may be these."""
        if not self._routing or _is_routed(work):
            return set()
        new = {(work.shop, each.hint) for each in work.pending if each.hint in work.left and _is_created(each)}
        waited, fresh = new & self._held_back, new - self._held_back
        self._held_back = (self._held_back - waited) | fresh
        return {hint for _, hint in fresh}

    def _too_soon(self, work: Work, left: AbstractSet[Hint]) -> dict[Hint, float]:
        news = {each.hint for each in work.pending if each.hint in left and _is_news(each)}
        wait = self._last.get(work.shop, float("-inf")) + self._seconds - self._now()
        if wait <= 0 or any(hint.kind not in _NO_LOOK for hint in left - news):
            return {}
        return dict.fromkeys(news, wait)


def _is_routed(work: Work) -> bool:
    """Whether a fulfilment order is among the news; whose it is nobody knows before the look."""
    return any(hint.kind is Kind.FULFILLMENT_ORDER for hint in work.left)


def _is_created(pending: Pending) -> bool:
    """Whether all that is known of the order is that it was placed."""
    return (
        pending.hint.kind is Kind.ORDER and not pending.attempts and {row.topic for row in pending.rows} == {_CREATED}
    )


def _is_news(pending: Pending) -> bool:
    """Whether it is only a level that changed: whatever else names an item has a reason to be in a hurry."""
    return pending.hint.kind is Kind.ITEM and all(row.topic == TOPIC for row in pending.rows)
