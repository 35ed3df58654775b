from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from app.clock import FixedClock
from app.db.session import Database
from app.db.tables.inbox import Lane, due, inbox
from app.domain.ids import ShopId
from app.inbox.enqueue import call_off, enqueue_at, move_due
from app.inbox.hints import Hint, Kind

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
KETTLE = Hint(Kind.VARIANT, 9007199254740993)


def alarms(database: Database) -> list[tuple[str, datetime]]:
    with database.read() as connection:
        return [(row.cause, row.at) for row in connection.execute(sa.select(due).order_by(due.c.at))]


def moved(database: Database) -> list[tuple[str, bytes, int]]:
    with database.read() as connection:
        return [(row.topic, row.body, row.lane) for row in connection.execute(sa.select(inbox).order_by(inbox.c.id))]


def test_putting_the_same_alarm_again_moves_it(database: Database, northpine: ShopId) -> None:
    for days in (5, 2):
        with database.write() as connection:
            enqueue_at(connection, northpine, KETTLE, cause="stale", at=NOW + timedelta(days=days))

    assert alarms(database) == [("stale", NOW + timedelta(days=2))]


def test_alarms_are_called_off_by_cause_or_all_at_once(database: Database, northpine: ShopId) -> None:
    with database.write() as connection:
        for cause in ("a", "b", "c"):
            enqueue_at(connection, northpine, KETTLE, cause=cause, at=NOW)
        call_off(connection, northpine, KETTLE, cause="b")
    assert [cause for cause, _ in alarms(database)] == ["a", "c"]

    with database.write() as connection:
        call_off(connection, northpine, KETTLE)
    assert alarms(database) == []


def test_what_is_due_becomes_a_row_and_what_is_not_stays(database: Database, northpine: ShopId) -> None:
    with database.write() as connection:
        enqueue_at(connection, northpine, KETTLE, cause="stale", at=NOW)
        enqueue_at(connection, northpine, Hint(Kind.RECONCILE), cause="nightly", at=NOW - timedelta(hours=1))
        enqueue_at(connection, northpine, KETTLE, cause="later", at=NOW + timedelta(seconds=1))

    assert move_due(database, FixedClock(NOW)) == 2

    assert sorted(moved(database)) == [
        ("hint:nightly", b'{"kind":"reconcile","id":0,"gone":false}', Lane.BULK),
        ("hint:stale", b'{"kind":"variant","id":9007199254740993,"gone":false}', Lane.LIVE),
    ]
    assert alarms(database) == [("later", NOW + timedelta(seconds=1))]
    assert move_due(database, FixedClock(NOW)) == 0


def test_an_alarm_set_again_for_the_same_instant_rings_again(database: Database, northpine: ShopId) -> None:
    for _ in range(2):
        with database.write() as connection:
            enqueue_at(connection, northpine, KETTLE, cause="stale", at=NOW)
        assert move_due(database, FixedClock(NOW)) == 1

    assert len(moved(database)) == 2


def test_many_processes_move_each_alarm_once(database: Database, northpine: ShopId) -> None:
    with database.write() as connection:
        for number in range(1, 701):
            enqueue_at(connection, northpine, Hint(Kind.ORDER, number), cause="promise", at=NOW)
    start = threading.Barrier(4)

    def move(_number: int) -> int:
        start.wait(10)
        return sum(move_due(database, FixedClock(NOW)) for _ in range(4))

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(move, range(4))) == 700

    bodies = [body for _, body, _ in moved(database)]
    assert (len(bodies), len(set(bodies))) == (700, 700)
