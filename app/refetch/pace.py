"""How often a busy shop's stock is read: the first news of it at once, what comes on its heels together.

A call costs the same for one item and for twenty-five. So a lone webhook is looked at when it comes, and in a stream of
them each look takes along whatever came since the last one.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from app.db.session import Database
from app.domain.ids import ShopId
from app.inbox.hints import Hint, Kind
from app.inbox.work import Pending, Work
from app.refetch.noted import TOPIC

_SECONDS = 1.0
"""Between the beginnings of two looks at levels. A shopper's page is so much late at most, and only in a stream."""


class Pace:
    """The looks of one worker process. Each shop's lane is with one thread at a time."""

    def __init__(self, *, seconds: float = _SECONDS, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._last: dict[ShopId, float] = {}

    def hold_back(self, database: Database, work: Work) -> None:
        """Let news of levels wait, if the last look is too recent and nothing else in the batch needs one now."""
        news = {each.hint for each in work.pending if each.hint in work.left and _is_news(each)}
        if not news:
            return
        now = self._now()
        wait = self._last.get(work.shop, float("-inf")) + self._seconds - now
        if wait <= 0 or work.left - news - {Hint(Kind.DELIVER)}:
            self._last[work.shop] = now
            return
        with database.write() as conn:
            work.finish(conn, later=dict.fromkeys(news, wait))


def _is_news(pending: Pending) -> bool:
    """Whether it is only a level that changed: whatever else names an item has a reason to be in a hurry."""
    return pending.hint.kind is Kind.ITEM and all(row.topic == TOPIC for row in pending.rows)
