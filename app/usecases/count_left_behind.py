"""Once a week: count what removing the app would leave behind, before somebody removes it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

import sqlalchemy as sa

from app.clock import local_date, next_local
from app.db import left_behind, shops
from app.db.shops import Shop
from app.inbox.enqueue import enqueue_at
from app.inbox.hints import Hint, Kind

_EARLY: Final = time(4)
"""In the shop's own zone: after the night's comparison."""
_SIX_DAYS: Final = timedelta(days=6)


def count_left_behind(conn: sa.Connection, shop: Shop, *, now: datetime) -> None:
    """Keep the numbers with the shop's day, and come back in a week. Asks nothing of Shopify."""
    zone = shops.by_id(conn, shop.id).timezone
    left_behind.save(conn, shop.id, left_behind.count(conn, shop.id, on=local_date(now, zone)))
    come_back_in_a_week(conn, shop, now=now)


def come_back_in_a_week(conn: sa.Connection, shop: Shop, *, now: datetime) -> None:
    """`now` is the business instant. What is due in a shop that has removed the app is dropped, so installing asks."""
    at = next_local(now + _SIX_DAYS, _EARLY, shops.by_id(conn, shop.id).timezone)
    enqueue_at(conn, shop.id, Hint(Kind.LEFT_BEHIND), cause="weekly", at=at)
