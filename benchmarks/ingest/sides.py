"""The servers that are measured: how each is started on an empty database, and how many deliveries it has kept."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from app.db.session import Database
from app.db.tables.inbox import State, inbox
from app.db.tables.shops import ShopState, shop
from benchmarks.ingest.tools import HERE, PEER

ROOT = HERE.parents[1]
SHOPS = 200
"""As many as the load names."""
SECRET = "benchmark-secret"  # noqa: S105  both sides and the load share it


@dataclass(frozen=True, slots=True)
class Side:
    """One thing to measure. `engine` is peer, sqlite or postgresql."""

    name: str
    engine: str
    drains: bool = False


PEER_SIDE = Side("peer: Node library, SQLite", "peer")
OURS = (
    Side("ours, SQLite", "sqlite"),
    Side("ours, SQLite, worker draining", "sqlite", drains=True),
    Side("ours, PostgreSQL", "postgresql"),
    Side("ours, PostgreSQL, worker draining", "postgresql", drains=True),
)


@dataclass(frozen=True, slots=True)
class Running:
    """A started side. `database` is None for the peer, whose deliveries are in `file`."""

    port: int
    file: Path
    database: Database | None

    def kept(self) -> int:
        """How many deliveries are stored."""
        if self.database is None:
            with sqlite3.connect(self.file) as connection:
                return int(connection.execute("SELECT count(*) FROM inbox").fetchone()[0])
        return self._count(sa.true())

    def drained(self) -> int:
        """How many of them the worker is done with."""
        return self._count(inbox.c.state == State.DONE)

    def _count(self, condition: sa.ColumnElement[bool]) -> int:
        assert self.database is not None
        with self.database.read() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(inbox).where(condition)) or 0


@contextmanager
def running(side: Side, *, folder: Path, server: str) -> Iterator[Running]:
    """Start `side` on an empty database, and end it. `server` is the URL of PostgreSQL's own database."""
    place = folder / uuid.uuid4().hex
    place.mkdir()
    file = place / "inbox.sqlite3"
    if side.engine == "peer":
        with _process(["node", str(PEER / "server.mjs"), str(file), SECRET]) as port:
            yield Running(port, file, None)
    else:
        with _database(side, file=file, server=server) as database:
            url = database.url.render_as_string(hide_password=False)
            flags = ["--drain"] if side.drains else []
            with _process([sys.executable, "-m", "benchmarks.ingest.ours", url, SECRET, *flags]) as port:
                yield Running(port, file, database)
    shutil.rmtree(place)


@contextmanager
def _database(side: Side, *, file: Path, server: str) -> Iterator[Database]:
    if side.engine == "sqlite":
        database = _migrated(f"sqlite:///{file}")
        yield database
        database.close()
        return
    name = f"backorder_bench_{uuid.uuid4().hex[:12]}"
    admin = Database(server)
    outside = admin.engine.execution_options(isolation_level="AUTOCOMMIT")
    with outside.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    database = _migrated(admin.url.set(database=name).render_as_string(hide_password=False))
    yield database
    database.close()
    with outside.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.close()


def _migrated(url: str) -> Database:
    database = Database(url)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.exec_driver_sql("CREATE TABLE effect (row_id BIGINT NOT NULL)")
        domains = [f"shop-{number}.myshopify.com" for number in range(SHOPS)]
        installed = [{"domain": domain, "state": ShopState.INSTALLED} for domain in domains]
        connection.execute(sa.insert(shop), installed)
    return database


@contextmanager
def _process(arguments: list[str]) -> Iterator[int]:
    process = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
        process.stdout.close()
