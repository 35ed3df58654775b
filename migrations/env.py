"""Alembic's entry: migrate the database behind the URL that `backorder migrate` passes in."""

from __future__ import annotations

import importlib
import pkgutil

import sqlalchemy as sa
from alembic import context

from app.db import tables
from app.db.tables.base import metadata

for module in pkgutil.iter_modules(tables.__path__):
    importlib.import_module(f"{tables.__name__}.{module.name}")


def run(connection: sa.Connection) -> None:
    """Migrate on an open connection. On PostgreSQL only one process does so at a time, and none waits for ever."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        user_module_prefix="base.",
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(7224351)"))
            connection.execute(sa.text("SET LOCAL lock_timeout = '5s'"))
        context.run_migrations()


connection = context.config.attributes.get("connection")
if connection is not None:
    run(connection)
else:
    engine = sa.create_engine(context.config.get_main_option("sqlalchemy.url", ""))
    with engine.connect() as opened:
        run(opened)
