"""Rows that fail, or kill their worker: they are found, tried alone, and park; the others go on in batches."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.clock import machine_now
from app.db import leases
from app.db.session import Database
from app.db.tables.inbox import Lane, State, inbox, lease
from app.domain.ids import ShopId
from app.inbox.work import Work
from tests.integration.factories.inbox import (
    Recorder,
    drain,
    lane_of,
    make_ready,
    order,
    put,
    seconds_until,
    standing,
)


def test_one_faulty_hint_in_a_batch_parks_in_the_end_and_the_others_are_done_at_once(
    database: Database, northpine: ShopId
) -> None:
    put(database, northpine, "7", "8", "9")

    def act(work: Work) -> None:
        if order(8) in work.hints:
            raise ValueError("Order 8 is odd.")

    drain(database, Recorder(database, act))
    assert standing(database) == [
        (State.DONE, 0, 1, None),
        (State.WAITING, 0, 1, "ValueError: Order 8 is odd."),
        (State.DONE, 0, 1, None),
    ]

    for _ in range(4):
        make_ready(database)
        drain(database, Recorder(database, act))
    assert standing(database)[1] == (State.PARKED, 0, 5, "ValueError: Order 8 is odd.")


def test_a_faulty_row_waits_longer_after_each_failure(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "8")
    waits: list[int] = []

    def act(_work: Work) -> None:
        raise ValueError

    for _ in range(4):
        drain(database, Recorder(database, act))
        with database.read() as connection:
            waits.append(round(seconds_until(connection.scalar(sa.select(inbox.c.run_at)))))
        make_ready(database)

    assert waits == [1, 5, 30, 120]


def test_a_lane_goes_in_batches_again_once_it_is_drained(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "7", "8")
    faults = iter([ValueError("once")])

    def act(_work: Work) -> None:
        for fault in faults:
            raise fault

    handler = Recorder(database, act)
    drain(database, handler)
    assert handler.batches == [(order(7), order(8)), (order(7),), (order(8),)]
    assert lane_of(database)["one_by_one"] is False


def test_a_row_that_kills_its_worker_is_found_and_parked(database: Database, northpine: ShopId) -> None:
    """A killed worker never gives its lease back: the next one goes row by row and counts each before it is tried."""
    put(database, northpine, "7", "8")

    class Killed(BaseException):
        pass

    def act(work: Work) -> None:
        if order(8) in work.hints:
            raise Killed

    for _ in range(6):
        with pytest.raises(Killed):
            drain(database, Recorder(database, act))
        with database.write() as connection:
            connection.execute(lease.update().values(until=machine_now() - timedelta(seconds=1)))
    drain(database, Recorder(database, act))

    assert standing(database) == [
        (State.DONE, 0, 1, None),
        (State.PARKED, 0, 5, "It was tried 5 times, and never finished."),
    ]


def test_after_a_dead_worker_one_batch_is_tried_alone_and_what_keeps_coming_goes_in_batches(
    database: Database, northpine: ShopId
) -> None:
    """A busy lane is never drained: it must not go row by row for ever, slower than news comes."""
    with database.write() as connection:
        assert leases.claim(connection, northpine, lane=Lane.LIVE, owner="dead", seconds=-1) is not None
    put(database, northpine, "1", "2", "3", "4", "5")
    coming = [str(number) for number in range(6, 12)]

    def more(work: Work) -> None:
        put(database, northpine, *coming[:2])
        del coming[:2]

    handler = Recorder(database, more)
    drain(database, handler, batch=3)

    told = [[hint.id for hint in batch] for batch in handler.batches]
    assert told[:3] == [[1], [2], [3]]
    assert max(len(batch) for batch in told[4:]) == 3
    assert sorted(number for batch in told for number in batch) == list(range(1, 12))


def test_only_the_batch_that_failed_is_tried_alone(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "1", "2", "3", "4", "5", "6", "7")

    def stumble(work: Work) -> None:
        if order(2) in work.left:
            raise ValueError("two")

    handler = Recorder(database, stumble)
    drain(database, handler, batch=3)

    told = [[hint.id for hint in batch] for batch in handler.batches]
    assert told == [[1, 2, 3], [1], [2], [3], [4], [5, 6, 7]]
