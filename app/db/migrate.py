"""Bring a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import migrations
from app.db.session import Database


def config() -> Config:
    """Alembic's settings; revisions are named by date."""
    made = Config()
    made.set_main_option("script_location", str(Path(migrations.__file__).parent))
    made.set_main_option("file_template", "%%(year)d-%%(month).2d-%%(day).2d-%%(hour).2d%%(minute).2d_%%(slug)s")
    return made


def migrate(database: Database) -> None:
    """Run what is missing. Safe to run twice, or by two processes at once."""
    made = config()
    with database.engine.connect() as connection:
        made.attributes["connection"] = connection
        command.upgrade(made, "head")
        connection.commit()


def is_current(database: Database) -> bool:
    """Whether the schema is the one this code was written for."""
    head = ScriptDirectory.from_config(config()).get_current_head()
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
