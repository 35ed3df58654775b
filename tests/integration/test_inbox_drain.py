"""What becomes of rows, whatever the handler does. Faults and dead workers are in `test_inbox_faults.py`."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.clock import FixedClock, machine_now
from app.db import inbox as rows_of
from app.db import leases
from app.db.session import Database
from app.db.tables.inbox import Lane, State, inbox, lease
from app.db.tables.shops import ShopState, shop
from app.domain.ids import ShopId
from app.inbox.drain import Drainer
from app.inbox.enqueue import enqueue, enqueue_at
from app.inbox.work import Backoff, Work
from tests.integration.factories.inbox import (
    CLOCK,
    Recorder,
    drain,
    lane_of,
    make_ready,
    order,
    parse,
    put,
    seconds_until,
    standing,
)


def test_rows_of_one_resource_are_handed_over_as_one_hint(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "7", "8", "7", "7 9")
    handler = Recorder(database)

    drain(database, handler)

    assert handler.batches == [(order(7), order(8), order(9))]
    assert standing(database) == [(State.DONE, 0, 0, None)] * 4


def test_a_done_row_keeps_its_labels_and_loses_its_body(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "7")

    drain(database, Recorder(database))

    with database.read() as connection:
        row = connection.execute(sa.select(inbox)).mappings().one()
    assert (row["topic"], row["body"]) == ("orders/updated", b"")
    assert row["done_at"] is not None


def test_what_comes_while_a_batch_is_worked_on_is_worked_on_after_it(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "7")
    more = iter(["7"])

    def act(_work: Work) -> None:
        for body in more:
            put(database, northpine, body)

    handler = Recorder(database, act)
    drain(database, handler)

    assert handler.batches == [(order(7),), (order(7),)]


def test_shops_are_worked_on_apart_and_in_turn(database: Database, northpine: ShopId) -> None:
    with database.write() as connection:
        new = sa.insert(shop).values(domain="southpine.myshopify.com", state=ShopState.INSTALLED).returning(shop.c.id)
        southpine = ShopId(connection.execute(new).scalar_one())
    put(database, southpine, "2")
    put(database, northpine, "1", "3")
    seen: list[tuple[ShopId, int]] = []

    drain(database, Recorder(database, lambda work: seen.append((work.shop, len(work.pending)))))

    assert seen == [(northpine, 2), (southpine, 1)]


def test_rows_that_nobody_can_read_park_and_rows_that_name_nothing_are_done(
    database: Database, northpine: ShopId
) -> None:
    put(database, northpine, "7", topic="nonsense/sent")
    put(database, northpine, "")
    handler = Recorder(database)

    drain(database, handler)

    assert handler.batches == []
    assert standing(database) == [(State.PARKED, 0, 0, "Nobody can read this."), (State.DONE, 0, 0, None)]


def test_a_hint_that_is_parked_leaves_the_others_done_and_can_be_replayed(
    database: Database, northpine: ShopId
) -> None:
    put(database, northpine, "7", "8")

    def act(work: Work) -> None:
        with database.write() as connection:
            work.finish(connection, done=[order(8)], parked={order(7): "Shopify says it is not ours."})

    drain(database, Recorder(database, act))
    assert [state for state, *_ in standing(database)] == [State.PARKED, State.DONE]
    with database.write() as connection:
        (parked,) = rows_of.parked(connection, northpine)
        assert (parked.topic, parked.reason) == ("orders/updated", "Shopify says it is not ours.")
        assert rows_of.replay(connection, northpine, [parked.id]) == 1

    handler = Recorder(database)
    drain(database, handler)
    assert handler.batches == [(order(7),)]
    assert standing(database) == [(State.DONE, 0, 0, None)] * 2


def test_a_hint_to_retry_waits_as_long_as_asked_and_counts_its_attempts(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "7")

    def too_early(work: Work) -> None:
        with database.write() as connection:
            work.finish(connection, retry=dict.fromkeys(work.hints, 30.0))

    drain(database, Recorder(database, too_early))
    assert standing(database) == [(State.WAITING, 1, 0, None)]
    with database.read() as connection:
        run_at = connection.scalar(sa.select(inbox.c.run_at))
    assert 25 < seconds_until(run_at) <= 30

    make_ready(database)
    attempts: list[int] = []
    drain(database, Recorder(database, lambda work: attempts.append(work.pending[0].attempts)))
    assert attempts == [1]


def test_a_row_with_two_hints_takes_the_worse_fate(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "7 8", "8")

    def act(work: Work) -> None:
        with database.write() as connection:
            work.finish(connection, done=[order(8)])
        assert [state for state, *_ in standing(database)] == [State.WAITING, State.DONE]
        with database.write() as connection:
            work.finish(connection, parked={order(7): "no"})

    drain(database, Recorder(database, act))

    assert [state for state, *_ in standing(database)] == [State.PARKED, State.DONE]


def test_effect_and_settlement_commit_together_or_not_at_all(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "7")
    tries: list[int] = []

    def act(work: Work) -> None:
        tries.append(1)
        if len(tries) == 1:
            with database.write() as connection:
                work.finish(connection, done=work.hints)
                connection.execute(shop.update().values(name="Half done"))
                raise ZeroDivisionError

    drain(database, Recorder(database, act))

    assert len(tries) == 2
    assert standing(database) == [(State.DONE, 0, 1, None)]
    with database.read() as connection:
        assert connection.scalar(sa.select(shop.c.name)) == ""


def test_a_shop_that_does_not_answer_rests_and_no_attempt_is_counted(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "7", "8")

    def act(_work: Work) -> None:
        raise Backoff("Shopify answers 503.", seconds=60)

    handler = Recorder(database, act)
    drain(database, handler)

    assert len(handler.batches) == 1
    assert standing(database) == [(State.WAITING, 0, 0, None)] * 2
    row = lane_of(database)
    assert (row["setbacks"], row["reason"], row["until"]) == (1, "Shopify answers 503.", None)
    assert 55 < seconds_until(row["not_before"]) <= 60


def test_a_shop_that_keeps_silent_rests_twice_as_long_each_time_up_to_five_minutes(
    database: Database, northpine: ShopId
) -> None:
    put(database, northpine, "7")
    rests: list[int] = []

    def act(_work: Work) -> None:
        raise Backoff("Nobody there.")

    for _ in range(11):
        drain(database, Recorder(database, act))
        rests.append(round(seconds_until(lane_of(database)["not_before"])))
        make_ready(database)
    assert rests == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]

    drain(database, Recorder(database))
    assert (lane_of(database)["setbacks"], lane_of(database)["reason"]) == (0, None)


def test_a_resting_shop_is_woken_when_there_is_reason_to(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "7")

    def act(_work: Work) -> None:
        raise Backoff("The token was revoked.", seconds=3600)

    drain(database, Recorder(database, act))
    with database.write() as connection:
        leases.wake(connection, northpine)
    drain(database, Recorder(database))

    assert standing(database) == [(State.DONE, 0, 0, None)]


def test_a_handler_that_forgets_a_hint_is_at_fault(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "7")

    drain(database, lambda work: None)

    assert standing(database)[0][3].startswith("RuntimeError: The handler did not say what became of [Hint(")


def test_a_hint_of_another_batch_cannot_be_finished(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "7")

    def act(work: Work) -> None:
        with pytest.raises(ValueError, match="Not in this batch"), database.write() as connection:
            work.finish(connection, done=[order(8)])

    drain(database, Recorder(database, act))


def test_a_worker_whose_lease_was_taken_over_commits_nothing(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "7")

    def act(work: Work) -> None:
        assert work.is_held()
        with database.write() as connection:
            connection.execute(lease.update().values(until=machine_now() - timedelta(seconds=1)))
            assert leases.claim(connection, northpine, lane=Lane.LIVE, owner="another", seconds=30)
        assert not work.is_held()
        with database.write() as connection:
            connection.execute(shop.update().values(name="Too late"))
            work.finish(connection, done=work.hints)

    drain(database, Recorder(database, act))

    assert standing(database) == [(State.WAITING, 0, 0, None)]
    with database.read() as connection:
        assert connection.scalar(sa.select(shop.c.name)) == ""
    assert lane_of(database)["owner"] == "another"


def test_live_work_goes_before_bulk_work_and_bulk_goes_batch_by_batch(database: Database, northpine: ShopId) -> None:
    put(database, northpine, "1", "2", "3", lane=Lane.BULK)
    late = iter(["9"])

    def act(work: Work) -> None:
        if work.lane is Lane.BULK:
            for body in late:
                assert not work.should_yield()
                put(database, northpine, body)
                assert work.should_yield()

    handler = Recorder(database, act)
    drain(database, handler, batch=1)

    assert handler.batches == [(order(1),), (order(9),), (order(2),), (order(3),)]


def test_a_due_row_is_looked_at_when_the_business_clock_gets_there(database: Database, northpine: ShopId) -> None:
    clock = FixedClock(datetime(2026, 11, 21, 15, tzinfo=UTC))
    with database.write() as connection:
        for days in (9, 3):
            enqueue_at(connection, northpine, order(7), cause="promise", at=clock.now() + timedelta(days=days))
    handler = Recorder(database)
    drainer = Drainer(database, handler=handler, parse=parse, clock=clock)

    drainer.drain_all()
    assert handler.batches == []
    clock.advance(timedelta(days=3))
    drainer.drain_all()
    assert handler.batches == [(order(7),)]
    clock.advance(timedelta(days=30))
    drainer.drain_all()
    assert handler.batches == [(order(7),)]


def test_a_hint_of_our_own_is_there_exactly_when_its_decision_is(database: Database, northpine: ShopId) -> None:
    def decide_and_fail() -> None:
        with database.write() as connection:
            enqueue(connection, northpine, order(1), cause="undone")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        decide_and_fail()
    with database.write() as connection:
        enqueue(connection, northpine, order(2), cause="a person asked")
    handler = Recorder(database)

    drain(database, handler)

    assert handler.batches == [(order(2),)]


def test_a_worker_takes_up_what_comes_and_stops_when_told(database: Database, northpine: ShopId) -> None:
    seen = threading.Event()
    drainer = Drainer(
        database,
        handler=Recorder(database, lambda _work: seen.set()),
        parse=parse,
        clock=CLOCK,
        poll_seconds=30,
    )
    stop = threading.Event()
    worker = threading.Thread(target=drainer.run_until, args=(stop,))
    worker.start()
    try:
        put(database, northpine, "7")
        drainer.wake.ring()
        assert seen.wait(10)
    finally:
        stop.set()
        drainer.wake.ring()
        worker.join(10)

    assert not worker.is_alive()
    assert standing(database) == [(State.DONE, 0, 0, None)]
    assert lane_of(database)["until"] is None


def test_a_worker_that_is_told_to_stop_finishes_the_batch_in_hand_and_keeps_its_lease_meanwhile(
    database: Database, northpine: ShopId
) -> None:
    put(database, northpine, "7")
    put(database, northpine, "8")
    begun, go_on = threading.Event(), threading.Event()
    seen: list[bool] = []

    def act(work: Work) -> None:
        begun.set()
        assert go_on.wait(20)
        seen.append(work.is_held())

    drainer = Drainer(
        database,
        handler=Recorder(database, act),
        parse=parse,
        clock=CLOCK,
        batch=1,
        lease_seconds=2.0,
        poll_seconds=0.05,
    )
    stop = threading.Event()
    worker = threading.Thread(target=drainer.run_until, args=(stop,))
    worker.start()
    try:
        assert begun.wait(10)
        stop.set()
        first_end = lane_of(database)["until"]
        deadline = time.monotonic() + 10
        while machine_now() < first_end + timedelta(seconds=0.3) and time.monotonic() < deadline:
            threading.Event().wait(0.05)
    finally:
        go_on.set()
        worker.join(10)

    assert not worker.is_alive()
    assert seen == [True]
    assert [state for state, *_ in standing(database)] == [State.DONE, State.WAITING]
