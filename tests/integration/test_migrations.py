"""The migrations make exactly the tables that the code names."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.db.migrate import is_current, migrate
from app.db.session import Database
from app.db.tables.base import metadata


def test_the_migrated_database_is_the_one_the_code_describes(database):
    with database.engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        differences = [each for each in compare_metadata(context, metadata) if "alembic_version" not in str(each)]

    assert differences == []


def test_migrating_twice_changes_nothing(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'new.db'}")

    assert not is_current(database)
    migrate(database)
    migrate(database)

    assert is_current(database)
    database.close()
