"""Writing rows on either database: insert-or-update by primary key, and row ids that need no counter there."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]

_CHUNK = 500


def insert_into(conn: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """The dialect's own INSERT, which knows ON CONFLICT."""
    return sqlite.insert(table) if conn.dialect.name == "sqlite" else postgresql.insert(table)


def put(conn: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert `rows`, which all name the same columns; where the primary key exists, set those columns anew."""
    if not rows:
        return
    statement = insert_into(conn, table)
    keys = [column.name for column in table.primary_key]
    changes = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    final = (
        statement.on_conflict_do_update(index_elements=keys, set_=changes)
        if changes
        else statement.on_conflict_do_nothing()
    )
    for start in range(0, len(rows), _CHUNK):
        conn.execute(final, [dict(row) for row in rows[start : start + _CHUNK]])


def add(conn: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert `rows`. Raises IntegrityError where a key exists."""
    for start in range(0, len(rows), _CHUNK):
        conn.execute(sa.insert(table), [dict(row) for row in rows[start : start + _CHUNK]])


_sequence = itertools.count(secrets.randbits(21))


def row_id(at: datetime) -> int:
    """A 63-bit id that grows with time: milliseconds since 1970, then a per-process sequence with a random start.

    No counter in the database, so that two transactions of one shop never wait for each other over a number.
    """
    return (int(at.timestamp() * 1000) << 21) | (next(_sequence) & 0x1FFFFF)
