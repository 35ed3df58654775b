"""Asking ourselves to look again: now, or when the business clock gets there.

Both write in the caller's transaction, so the hint is there exactly when the decision behind it is.
"""

from __future__ import annotations

import uuid
from datetime import datetime

import sqlalchemy as sa

from app.clock import Clock
from app.db import due
from app.db import inbox as rows_of
from app.db.session import Database
from app.domain.ids import ShopId
from app.inbox.hints import INTERNAL, Hint, Kind, encode, lane_of

_AT_ONCE = 500


def enqueue(connection: sa.Connection, shop: ShopId, hint: Hint, *, cause: str) -> None:
    """Look at it now. `cause` is a word or two for the person who reads the inbox."""
    rows_of.put(
        connection,
        shop,
        lane=lane_of(hint.kind),
        topic=f"{INTERNAL}{cause}",
        webhook_id=f"{INTERNAL}{uuid.uuid4().hex}",
        body=encode(hint),
    )


def enqueue_at(connection: sa.Connection, shop: ShopId, hint: Hint, *, cause: str, at: datetime) -> None:
    """Look at it at `at`, business time. The same hint and cause again moves it. `gone` is not kept."""
    due.put(connection, shop, kind=hint.kind, ref=hint.id, cause=cause, at=at)


def call_off(connection: sa.Connection, shop: ShopId, hint: Hint, *, cause: str | None = None) -> None:
    """Take back what `enqueue_at` asked for, for one cause or for all."""
    due.drop(connection, shop, kind=hint.kind, ref=hint.id, cause=cause)


def move_due(database: Database, clock: Clock) -> int:
    """Move what is due into the inbox, each row once across all processes. Gives how many; 500 at most."""
    now = clock.now()
    with database.read() as connection:
        if not due.any_due(connection, now=now):
            return 0
    with database.write() as connection:
        rows = due.take(connection, now=now, limit=_AT_ONCE)
        for row in rows:
            enqueue(connection, row.shop, Hint(Kind(row.kind), row.ref), cause=row.cause)
    return len(rows)
