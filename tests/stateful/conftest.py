"""Which database a shop is lived in over: SQLite, or PostgreSQL with `STATEFUL_DATABASE=postgresql`."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from app.db.session import Database


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
