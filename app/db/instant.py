"""The machine clock as SQL sees it.

Leases of several machines must be judged by one clock, and that is the database's; on SQLite there is one machine, and
its file has no clock of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.clock import machine_now
from app.db.tables.base import UTCDateTime


def database_now(connection: sa.Connection, *, later: timedelta = timedelta(0)) -> sa.ColumnElement[datetime]:
    """The current instant plus `later`, for use in a statement. It moves on while a transaction is open."""
    if connection.dialect.name == "sqlite":
        return sa.literal(machine_now() + later, UTCDateTime)
    return sa.func.clock_timestamp(type_=UTCDateTime) + sa.literal(later, sa.Interval)


def asked_now(dialect: str) -> sa.ColumnElement[datetime]:
    """The current instant in a statement that is made once; run it with `now_for` of the connection."""
    if dialect == "sqlite":
        return sa.bindparam("now", type_=UTCDateTime)
    return sa.func.clock_timestamp(type_=UTCDateTime)


def now_for(connection: sa.Connection) -> dict[str, datetime]:
    return {"now": machine_now()} if connection.dialect.name == "sqlite" else {}
