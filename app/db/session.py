"""The door to the database: one way to write, one way to read, the same code on SQLite and PostgreSQL.

The two are different context managers on purpose: a reader cannot write by accident on either engine.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import IsolationLevel

from app.db.gate import WriteGate

_BUSY_SECONDS = 30
_CONNECT_SECONDS = 10


class Database:
    """Engines behind a URL: `sqlite:///path` (WAL, synchronous FULL) or `postgresql://...` (psycopg 3).

    `pool_size` bounds the connections of each pool; it must be at least the number of threads that use it at once.
    An in-memory SQLite is refused: two connections would see two databases.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.url = _with_driver(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._gate = WriteGate() if self.is_sqlite else None
        if self.is_sqlite:
            self._writer = _sqlite_engine(self.url, pool_size, begin="BEGIN IMMEDIATE", pragmas=_WRITER_PRAGMAS)
            self._reader = _sqlite_engine(self.url, pool_size, begin="BEGIN", pragmas=_READER_PRAGMAS)
            self._single = _sqlite_engine(self.url, 1, begin=None, pragmas=_WRITER_PRAGMAS)
        else:
            self._writer = _postgresql_engine(self.url, pool_size)
            self._reader = self._writer.execution_options(postgresql_readonly=True)
            self._single = _postgresql_engine(self.url, 1, isolation_level="AUTOCOMMIT", pool_pre_ping=False)

    @property
    def engine(self) -> sa.Engine:
        """The writing engine, for migrations. Everything else uses `write` and `read`."""
        return self._writer

    @contextmanager
    def write(self, *, urgent: bool = False) -> Iterator[sa.Connection]:
        """A transaction that commits when the block ends and rolls back when it raises.

        On SQLite it has the write lock from its first moment (so nothing read in it can go stale), and `urgent` ones,
        which are the answers to Shopify, go before the others. On PostgreSQL it is READ COMMITTED: what a decision
        rests on must be locked by it. Keep it short, and do no network in it.
        """
        with self._turn(urgent=urgent), self._writer.begin() as connection:
            yield connection

    def write_at_once(self, statement: str, values: tuple[Any, ...], *, urgent: bool = False) -> None:
        """Execute one statement, in the driver's own words, that is a transaction by itself.

        It begins, writes and commits in one call of the driver: for what happens thousands of times a second. Where a
        lost connection leaves it open whether it did, it is executed again, which must do no harm.
        """
        try:
            self._execute_at_once(statement, values, urgent=urgent)
        except sa.exc.DBAPIError as error:
            if not error.connection_invalidated:
                raise
            self._execute_at_once(statement, values, urgent=urgent)

    def _execute_at_once(self, statement: str, values: tuple[Any, ...], *, urgent: bool) -> None:
        with self._turn(urgent=urgent), self._single.connect() as connection:
            connection.exec_driver_sql(statement, values)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A transaction that only sees: one snapshot on SQLite, READ COMMITTED and read-only on PostgreSQL."""
        with self._reader.begin() as connection:
            yield connection

    def refresh_statistics(self) -> None:
        """Let the query planner count again: after an import its old figures can cost a page minutes (measured)."""
        statement = "PRAGMA optimize" if self.is_sqlite else "ANALYZE"
        with self.write() as connection:
            connection.exec_driver_sql(statement)

    def close(self) -> None:
        """Give all connections back. The object can still be used; it connects anew."""
        for engine in (self._single, self._reader, self._writer):
            engine.dispose()

    def _turn(self, *, urgent: bool) -> AbstractContextManager[None]:
        return self._gate.turn(urgent=urgent) if self._gate else nullcontext()


def _with_driver(text: str) -> sa.URL:
    url = sa.make_url(text)
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise ValueError("An SQLite database must be a file.")
        return url
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url


_WRITER_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON")
_READER_PRAGMAS = ("query_only=ON",)


def _sqlite_engine(url: sa.URL, pool_size: int, *, begin: str | None, pragmas: tuple[str, ...]) -> sa.Engine:
    engine = sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(raw: Any, _record: Any) -> None:
        raw.isolation_level = None  # the driver must not begin transactions: we do, and say which kind
        _enter_wal(raw)
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}")

    if begin is not None:
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _enter_wal(raw: sqlite3.Connection) -> None:
    """Two processes that switch a new file to WAL at once do not wait for each other in SQLite's own busy handler."""
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            raw.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _postgresql_engine(
    url: sa.URL, pool_size: int, *, isolation_level: IsolationLevel = "READ COMMITTED", pool_pre_ping: bool = True
) -> sa.Engine:
    return sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=pool_pre_ping,
        isolation_level=isolation_level,
        connect_args={"connect_timeout": _CONNECT_SECONDS, "application_name": "backorder"},
    )
