"""Rows in an inbox, a handler that remembers them, and a drainer that works in the test's own thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from app.clock import FixedClock, machine_now
from app.db import inbox as rows_of
from app.db.inbox import InboxRow
from app.db.session import Database
from app.db.tables.inbox import Lane, inbox, lease
from app.domain.ids import ShopId
from app.inbox.drain import Drainer
from app.inbox.hints import Hint, Kind, Unreadable
from app.inbox.work import Work

CLOCK = FixedClock(datetime(2026, 11, 21, 15, tzinfo=UTC))


def order(number: int) -> Hint:
    return Hint(Kind.ORDER, number)


def parse(row: InboxRow) -> Sequence[Hint]:
    """A body of "7 8" names the orders 7 and 8."""
    if row.topic == "nonsense/sent":
        raise Unreadable("Nobody can read this.")
    return tuple(order(int(word)) for word in row.body.split())


class Recorder:
    """A handler that finishes everything and remembers what it got, or does what a test tells it to."""

    def __init__(self, database: Database, act: Callable[[Work], None] | None = None) -> None:
        self.database = database
        self.batches: list[tuple[Hint, ...]] = []
        self._act = act

    def __call__(self, work: Work) -> None:
        self.batches.append(work.hints)
        if self._act:
            self._act(work)
        if work.left:
            with self.database.write() as connection:
                work.finish(connection, done=work.left)


def drain(database: Database, handler: Callable[[Work], None], **changes: float) -> None:
    Drainer(database, handler=handler, parse=parse, clock=CLOCK, **changes).drain_all()


def put(
    database: Database, shop_id: ShopId, *bodies: str, lane: Lane = Lane.LIVE, topic: str = "orders/updated"
) -> None:
    with database.write() as connection:
        for body in bodies:
            name = f"{topic} {body} {time.perf_counter_ns()}"
            rows_of.put(connection, shop_id, lane=lane, topic=topic, webhook_id=name, body=body.encode())


def standing(database: Database) -> list[tuple[str, int, int, str | None]]:
    columns = (inbox.c.state, inbox.c.attempts, inbox.c.failures, inbox.c.last_error)
    with database.read() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*columns).order_by(inbox.c.id))]


def make_ready(database: Database) -> None:
    """Let time pass for rows that wait and lanes that rest."""
    with database.write() as connection:
        connection.execute(inbox.update().values(run_at=machine_now() - timedelta(seconds=1)))
        connection.execute(lease.update().values(not_before=None))


def lane_of(database: Database) -> sa.RowMapping:
    with database.read() as connection:
        return connection.execute(sa.select(lease)).mappings().one()


def seconds_until(instant: datetime) -> float:
    return (instant - machine_now()).total_seconds()
