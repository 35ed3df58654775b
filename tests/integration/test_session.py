from __future__ import annotations

import itertools
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.db import session
from app.db.gate import WriteGate
from app.db.session import Database
from app.db.tables.shops import shop
from tests.engines import LASTING


def names(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.scalars(sa.select(shop.c.domain).order_by(shop.c.domain)))


def add(database: Database, domain: str) -> None:
    with database.write() as connection:
        connection.execute(sa.insert(shop).values(domain=domain))


def test_a_write_that_raises_leaves_nothing(database: Database) -> None:
    def add_and_fail() -> None:
        with database.write() as connection:
            connection.execute(sa.insert(shop).values(domain="a"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        add_and_fail()

    assert names(database) == []
    add(database, "a")
    assert names(database) == ["a"]


def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=r"read-?only"), database.read() as connection:
        connection.execute(sa.insert(shop).values(domain="a"))


def test_what_one_reads_in_a_write_transaction_on_sqlite_cannot_change_under_it(sqlite_database: Database) -> None:
    """Two increments of one number, each read before it is written: BEGIN IMMEDIATE puts them one after the other."""
    add(sqlite_database, "a")

    def increment(_number: int) -> None:
        with sqlite_database.write() as connection:
            now = connection.scalar(sa.select(shop.c.shopify_id)) or 0
            connection.execute(shop.update().values(shopify_id=now + 1))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(increment, range(40)))

    with sqlite_database.read() as connection:
        assert connection.scalar(sa.select(shop.c.shopify_id)) == 40


def test_sqlite_commits_reach_the_disk_before_they_are_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "_WRITER_PRAGMAS", LASTING)
    database = Database(f"sqlite:///{tmp_path / 'lasting.sqlite3'}")
    with database.write() as connection:
        settings = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
        assert [*settings, connection.exec_driver_sql("PRAGMA foreign_keys").scalar()] == ["wal", 2, 1]
    database.close()


def test_a_write_inside_a_write_is_a_fault_and_not_a_deadlock(sqlite_database: Database) -> None:
    with (
        sqlite_database.write(),
        pytest.raises(RuntimeError, match="inside another"),
        sqlite_database.write(),
    ):
        pass

    add(sqlite_database, "a")


def test_sqlite_must_be_a_file() -> None:
    with pytest.raises(ValueError, match="must be a file"):
        Database("sqlite:///:memory:")


@pytest.mark.parametrize("given", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_any_spelling_of_a_postgresql_url_takes_the_one_driver(given: str) -> None:
    assert Database(given).url.drivername == "postgresql+psycopg"


WRITER = """
import sys, sqlalchemy as sa
from app.db import session
from app.db.session import Database
from app.db.tables.shops import shop
from tests.engines import LASTING
database = Database(sys.argv[1])
for number in range(150):
    with database.write() as connection:
        connection.execute(sa.insert(shop).values(domain=f"{sys.argv[2]}-{number}"))
    with database.read() as connection:
        connection.scalar(sa.select(sa.func.count()).select_from(shop))
"""


@pytest.mark.processes
def test_two_processes_on_one_sqlite_file_never_see_it_busy(sqlite_database: Database) -> None:
    command = [sys.executable, "-c", WRITER, f"sqlite:///{sqlite_database.url.database}"]
    root = Path(__file__).parents[2]
    writers = [
        subprocess.Popen([*command, name], cwd=root, stderr=subprocess.PIPE, text=True) for name in ("one", "two")
    ]

    for writer in writers:
        _, errors = writer.communicate(timeout=60)
        assert (writer.returncode, errors) == (0, "")
    assert len(names(sqlite_database)) == 300


class Turns:
    """Threads that queue at a gate while the test holds it, and the order they then came through in."""

    def __init__(self, gate: WriteGate) -> None:
        self.gate = gate
        self.order: list[str] = []

    def run(self, waiting: str) -> list[str]:
        with ThreadPoolExecutor(len(waiting)) as threads, self.gate.turn(urgent=True):
            for kind in waiting:
                threads.submit(self._pass, kind)
            deadline = threading.Event()
            while self.gate._urgent_waiting + self.gate._plain_waiting < len(waiting):
                deadline.wait(0.001)
        return self.order

    def _pass(self, kind: str) -> None:
        with self.gate.turn(urgent=kind == "u"):
            self.order.append(kind)


def test_urgent_writers_pass_first() -> None:
    assert Turns(WriteGate(weight=100)).run("ppuuu") == ["u", "u", "u", "p", "p"]


def test_a_plain_writer_passes_after_every_few_urgent_ones() -> None:
    """The turn that the test itself holds counts as the first urgent one."""
    assert Turns(WriteGate(weight=2)).run("uuuuupp") == ["u", "p", "u", "u", "p", "u", "u"]


def test_a_plain_writer_leaves_a_pause_after_an_urgent_one_unless_it_is_owed_its_turn() -> None:
    """Nobody urgent is waiting, yet the plain one waits for the second urgent turn, after which it is owed."""
    turns = Turns(WriteGate(weight=2, pause=3_600.0))

    with ThreadPoolExecutor(1) as threads:
        with turns.gate.turn(urgent=True):
            pass
        threads.submit(turns._pass, "p")
        while not turns.gate._plain_waiting:
            threading.Event().wait(0.001)
        turns._pass("u")

    assert turns.order == ["u", "p"]


def test_a_plain_writer_passes_once_the_pause_after_an_urgent_one_is_over() -> None:
    turns = Turns(WriteGate(weight=100, pause=0.001))
    turns._pass("u")
    turns._pass("p")

    assert turns.order == ["u", "p"]


def test_a_pause_that_ends_while_the_clock_is_read_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is read once for each look: read twice, the plain writer waited for a pause that was over, for ever."""
    gate = WriteGate(pause=0.001)
    ticks = itertools.chain([10.0, 10.0009], itertools.repeat(10.002))
    monkeypatch.setattr("app.db.gate.time.monotonic", lambda: next(ticks))
    turns = Turns(gate)

    turns._pass("u")
    turns._pass("p")

    assert turns.order == ["u", "p"]


def test_a_statement_at_once_is_committed_when_it_returns(database: Database) -> None:
    database.write_at_once("INSERT INTO shop (domain) VALUES ('a')", ())

    assert names(database) == ["a"]


def test_a_statement_at_once_that_is_refused_raises_and_leaves_nothing(database: Database) -> None:
    add(database, "a")

    with pytest.raises(sa.exc.IntegrityError):
        database.write_at_once("INSERT INTO shop (domain) VALUES ('b'), ('a')", ())

    assert names(database) == ["a"]


def test_a_statement_at_once_survives_the_loss_of_its_connection(postgresql_database: Database) -> None:
    postgresql_database.write_at_once("INSERT INTO shop (domain) VALUES ('a')", ())
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with postgresql_database.write() as connection:
        connection.execute(sa.text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))  # noqa: S608

    postgresql_database.write_at_once("INSERT INTO shop (domain) VALUES ('b')", ())

    assert names(postgresql_database) == ["a", "b"]
