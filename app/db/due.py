"""What time will bring. `at` is business time, so moving that clock brings it about everywhere at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.db.rows import put as put_rows
from app.db.tables.inbox import due
from app.domain.ids import ShopId

_ANY_DUE = sa.select(sa.exists().where(due.c.at <= sa.bindparam("now")))
_KEY = (due.c.shop_id, due.c.kind, due.c.ref, due.c.cause)


@dataclass(frozen=True, slots=True)
class DueRow:
    """Look again at resource `ref` of `kind`, because of `cause`."""

    shop: ShopId
    kind: str
    ref: int
    cause: str


def put(connection: sa.Connection, shop: ShopId, *, kind: str, ref: int, cause: str, at: datetime) -> None:
    """Set the alarm, or move it when this (kind, ref, cause) has one."""
    put_rows(connection, due, [{"shop_id": shop, "kind": kind, "ref": ref, "cause": cause, "at": at}])


def drop(connection: sa.Connection, shop: ShopId, *, kind: str, ref: int, cause: str | None = None) -> None:
    """Take the alarm back; every alarm of the resource when `cause` is None."""
    which = sa.true() if cause is None else due.c.cause == cause
    connection.execute(due.delete().where(due.c.shop_id == shop, due.c.kind == kind, due.c.ref == ref, which))


def any_due(connection: sa.Connection, *, now: datetime) -> bool:
    """Whether `take` would find something, asked without a write."""
    return bool(connection.scalar(_ANY_DUE, {"now": now}))


def take(connection: sa.Connection, *, now: datetime, limit: int) -> list[DueRow]:
    """Remove and give at most `limit` rows whose time has come. No two processes get the same one."""
    chosen = sa.select(*_KEY).where(due.c.at <= now).order_by(due.c.at).limit(limit).with_for_update(skip_locked=True)
    taken = connection.execute(due.delete().where(sa.tuple_(*_KEY).in_(chosen)).returning(*_KEY))
    return [DueRow(ShopId(row.shop_id), row.kind, row.ref, row.cause) for row in taken]
