"""Whatever workers do, in whatever order: no row is lost, and no effect is had twice."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import FixedClock, machine_now
from app.db import inbox as rows_of
from app.db import leases
from app.db.session import Database
from app.db.tables.inbox import Lane, State, inbox, lease
from app.db.tables.shops import ShopState, shop
from app.domain.ids import ShopId
from app.inbox.drain import Drainer
from app.inbox.hints import Hint, Kind
from app.inbox.work import Backoff, Work

CLOCK = FixedClock(datetime(2026, 11, 21, tzinfo=UTC))
SHOPS = 2
POISON = 4
"""Resources from this number on can never be worked on."""


class Killed(BaseException):
    """The process is gone: nothing of ours runs after it."""


def do_well(house: House, work: Work) -> None:
    house.settle(work, list(work.hints))


def do_half_and_back_off(house: House, work: Work) -> None:
    house.settle(work, list(work.hints)[::2])
    raise Backoff("503", seconds=60)


def fail_after_half(house: House, work: Work) -> None:
    house.settle(work, list(work.hints)[::2])
    raise ValueError("a fault")


def die_after_half(house: House, work: Work) -> None:
    house.settle(work, list(work.hints)[::2])
    raise Killed


def lose_the_lane(house: House, work: Work) -> None:
    """Another worker takes it over and does the work before this one commits."""
    house.let_time_pass()
    with house.database.write() as connection:
        stolen = leases.claim(connection, work.shop, lane=work.lane, owner="thief", seconds=30)
        assert stolen
        if all(hint.id < POISON for hint in work.hints):
            ids = [row.id for item in work.pending for row in item.rows]
            house.have_effects(connection, ids)
            rows_of.settle(connection, work.shop, ids)
        leases.release(connection, stolen, drained=False)
    house.settle(work, list(work.hints))


def ask_for_later(house: House, work: Work) -> None:
    with house.database.write() as connection:
        work.finish(connection, retry=dict.fromkeys(work.hints, 5.0))


ACTS = (do_well, do_half_and_back_off, fail_after_half, die_after_half, lose_the_lane, ask_for_later)
Act = Callable[["House", Work], None]


class House:
    """A database with two shops, and the effects that work had in it."""

    def __init__(self, folder: Path, template: Path) -> None:
        shutil.copyfile(template, folder / "house.sqlite3")
        self.database = Database(f"sqlite:///{folder / 'house.sqlite3'}")
        self.count = 0
        with self.database.write() as connection:
            connection.exec_driver_sql("CREATE TABLE effect (row_id BIGINT NOT NULL)")
            for number in range(SHOPS):
                connection.execute(sa.insert(shop).values(domain=f"shop-{number}", state=ShopState.INSTALLED))

    def put(self, shop_id: int, resource: int) -> None:
        self.count += 1
        with self.database.write() as connection:
            rows_of.put(
                connection,
                ShopId(shop_id),
                lane=Lane.LIVE,
                topic="t/t",
                webhook_id=str(self.count),
                body=str(resource).encode(),
            )

    def settle(self, work: Work, hints: list[Hint]) -> None:
        if any(hint.id >= POISON for hint in work.hints):
            raise ValueError("poison")
        with self.database.write() as connection:
            self.have_effects(connection, [row.id for item in work.pending if item.hint in hints for row in item.rows])
            work.finish(connection, done=hints)

    def have_effects(self, connection: sa.Connection, ids: list[int]) -> None:
        connection.execute(sa.table("effect", sa.column("row_id")).insert(), [{"row_id": row_id} for row_id in ids])

    def let_time_pass(self) -> None:
        past = machine_now() - timedelta(seconds=1)
        with self.database.write() as connection:
            connection.execute(inbox.update().values(run_at=past))
            connection.execute(lease.update().values(not_before=None))
            connection.execute(lease.update().where(lease.c.until.is_not(None)).values(until=past))

    def work(self, act: Act) -> None:
        drainer = Drainer(
            self.database,
            handler=lambda work: act(self, work),
            parse=lambda row: (Hint(Kind.ORDER, int(row.body)),),
            clock=CLOCK,
            batch=3,
        )
        with contextlib.suppress(Killed):
            drainer.drain_once()

    def effects(self) -> Counter[int]:
        with self.database.read() as connection:
            return Counter(connection.scalars(sa.select(sa.column("row_id")).select_from(sa.table("effect"))))

    def in_state(self, state: State) -> set[int]:
        with self.database.read() as connection:
            return set(connection.scalars(sa.select(inbox.c.id).where(inbox.c.state == state)))


arrivals = st.tuples(st.integers(1, SHOPS), st.sampled_from([1, 2, 3, 1, 2, 3, POISON]))
events = st.lists(st.one_of(arrivals, st.sampled_from(ACTS), st.just("time")), min_size=8, max_size=25)


@settings(max_examples=25, deadline=None)
@given(events)
def test_every_row_has_its_effect_once_or_parks(sqlite_template: Path, events: list[object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder), sqlite_template)
        for event in events:
            if isinstance(event, tuple):
                house.put(*event)
            elif callable(event):
                house.work(event)
            else:
                house.let_time_pass()
            assert max(house.effects().values(), default=1) == 1
            assert set(house.effects()) == house.in_state(State.DONE)

        for _ in range(3 * house.count + 8):
            if not house.in_state(State.WAITING):
                break
            house.let_time_pass()
            house.work(do_well)

        assert house.in_state(State.WAITING) == set()
        assert set(house.effects()) == house.in_state(State.DONE)
        assert len(house.in_state(State.DONE)) + len(house.in_state(State.PARKED)) == house.count
        house.database.close()
