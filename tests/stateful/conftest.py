"""Which database a shop is lived in over: SQLite, or PostgreSQL with `STATEFUL_DATABASE=postgresql`."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from app.db.session import Database
from app.replan import anew


@pytest.fixture(autouse=True)
def little_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a small shop too some acts are too much for one moment, and go on in steps while others act."""
    monkeypatch.setattr(anew, "ITEMS_AT_ONCE", 2)
    monkeypatch.setattr(anew, "ORDERS_AT_ONCE", 3)


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Callable[[], str] | None:
    """Empties a database on the server and gives its address; None: a file for each run."""
    if os.environ.get("STATEFUL_DATABASE") != "postgresql":
        return None
    database: Database = request.getfixturevalue("postgresql_schema")
    emptying: str = request.getfixturevalue("postgresql_emptying")

    def empty() -> str:
        with database.write() as connection:
            connection.exec_driver_sql(emptying)
        return database.url.render_as_string(hide_password=False)

    return empty
