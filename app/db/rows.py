"""Writing rows on either database: insert-or-update by primary key, and row ids that need no counter there."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]

SHOP: Final[sa.BindParameter[Any]] = sa.bindparam("shop")
"""Statements that every plan runs are made once, with names for what they are asked for: making one takes six times as
long as running it.
"""

_CHUNK = 500


def insert_into(conn: sa.Connection, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """The dialect's own INSERT, which knows ON CONFLICT."""
    return _insert_into(conn.dialect.name, table)


def _insert_into(dialect: str, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def put(conn: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert `rows`, which all name the same columns; where the primary key exists, set those columns anew."""
    if not rows:
        return
    statement = _upsert(conn.dialect.name, table, tuple(rows[0]))
    for start in range(0, len(rows), _CHUNK):
        conn.execute(statement, [dict(row) for row in rows[start : start + _CHUNK]])


@cache
def _upsert(dialect: str, table: sa.Table, columns: tuple[str, ...]) -> sa.Insert:
    """Made once for each set of columns that some function of ours writes: building it takes longer than running it."""
    statement = _insert_into(dialect, table)
    keys = [column.name for column in table.primary_key]
    changes = {name: statement.excluded[name] for name in columns if name not in keys}
    if not changes:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(index_elements=keys, set_=changes)


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
