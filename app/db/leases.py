"""Who works on which lane of which shop. A lease is the only lock; its token fences off whoever held it before.

A holder that stops without a word loses the lane when the lease ends, and everything it then tries to commit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from app.db.instant import asked_now, database_now, now_for
from app.db.rows import insert_into
from app.db.tables.inbox import Lane, State, inbox, lease, standing
from app.db.tables.shops import ShopState, shop
from app.domain.ids import ShopId

_LONGEST_REASON = 500


class LeaseLost(Exception):
    """The lane is somebody else's now. Roll back and let go; the rows are theirs."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one lane of one shop until `seconds` after the last sign of life."""

    shop: ShopId
    lane: Lane
    token: int
    seconds: float
    one_by_one: bool = False
    """Try rows alone: a batch failed here, or the last holder died at work."""
    setbacks: int = 0
    """How often in a row the shop did not answer."""


def ready(connection: sa.Connection, *, lane: Lane, after: ShopId, limit: int) -> list[ShopId]:
    """Shops above `after` with work to do in the lane that nobody holds, in id order."""
    asked = {"after": after, "most": limit} | now_for(connection)
    return [ShopId(found) for found in connection.scalars(_ready(connection.dialect.name, lane), asked)]


@cache
def _ready(dialect: str, lane: Lane) -> sa.Select[Any]:
    """A loose index scan: the cost is a few index reads a shop, however many rows wait."""
    waiting = sa.and_(standing(State.WAITING), inbox.c.lane == lane)
    first = sa.select(sa.func.min(inbox.c.shop_id).label("shop_id")).where(
        waiting, inbox.c.shop_id > sa.bindparam("after")
    )
    shops = first.cte("shops", recursive=True)
    following = sa.select(sa.func.min(inbox.c.shop_id)).where(waiting, inbox.c.shop_id > shops.c.shop_id)
    shops = shops.union_all(sa.select(following.scalar_subquery()).where(shops.c.shop_id.is_not(None)))
    now = asked_now(dialect)
    timely = sa.exists().where(waiting, inbox.c.shop_id == shops.c.shop_id, inbox.c.run_at <= now)
    held = sa.exists().where(lease.c.shop_id == shops.c.shop_id, lease.c.lane == lane, ~_free(now))
    query = sa.select(shops.c.shop_id).join(shop, shop.c.id == shops.c.shop_id).where(timely, ~held)
    if lane is not Lane.PRIVACY:
        query = query.where(shop.c.state != ShopState.STUB)
    return query.order_by(shops.c.shop_id).limit(sa.bindparam("most"))


def claim(connection: sa.Connection, shop: ShopId, *, lane: Lane, owner: str, seconds: float) -> Lease | None:
    """Take the lane if it is free; None when somebody was faster.

    A lease that ended without being given back is that of a worker that died, so the next one goes row by row.
    """
    until = database_now(connection, later=timedelta(seconds=seconds))
    values = {"shop_id": shop, "lane": lane, "owner": owner, "token": 1, "until": until}
    taken = {
        "owner": owner,
        "token": lease.c.token + 1,
        "until": until,
        "one_by_one": sa.or_(lease.c.one_by_one, lease.c.until.is_not(None)),
    }
    statement = (
        insert_into(connection, lease)
        .values(values)
        .on_conflict_do_update(index_elements=["shop_id", "lane"], set_=taken, where=_free(database_now(connection)))
        .returning(lease.c.token, lease.c.one_by_one, lease.c.setbacks)
    )
    row = connection.execute(statement).first()
    return (
        None if row is None else Lease(shop, lane, row.token, seconds, one_by_one=row.one_by_one, setbacks=row.setbacks)
    )


def fence(connection: sa.Connection, held: Lease) -> None:
    """Belongs into every transaction that settles rows. Raises LeaseLost when the lane is somebody else's.

    On PostgreSQL the row stays locked until the commit, so nobody can take the lane in between.
    """
    _touch(connection, held, {"until": _end(connection, held), "setbacks": 0, "reason": None})


def renew(connection: sa.Connection, held: Lease) -> bool:
    """A sign of life during long work. False when the lane is somebody else's."""
    return _update(connection, held, {"until": _end(connection, held)}) == 1


def is_held(connection: sa.Connection, held: Lease) -> bool:
    """Whether the lane is still ours, to be asked just before something that cannot be taken back."""
    ours = (lease.c.shop_id == held.shop, lease.c.lane == held.lane, lease.c.token == held.token)
    return bool(connection.scalar(sa.select(sa.exists().where(*ours, lease.c.until > database_now(connection)))))


def go_one_by_one(connection: sa.Connection, held: Lease) -> None:
    """From here on rows are tried alone, also by a later holder. Raises LeaseLost."""
    _touch(connection, held, {"until": _end(connection, held), "one_by_one": True})


def go_together(connection: sa.Connection, held: Lease) -> None:
    """What was to be tried alone is done with: rows go in batches again. Raises LeaseLost."""
    _touch(connection, held, {"until": _end(connection, held), "one_by_one": False})


def release(connection: sa.Connection, held: Lease, *, drained: bool) -> None:
    """Give the lane back. `drained`: nothing was left to try, so the next rows may go in batches again."""
    _update(connection, held, {"until": None} | ({"one_by_one": False} if drained else {}))


def back_off(connection: sa.Connection, held: Lease, *, seconds: float, reason: str) -> None:
    """Give the lane back and let nobody take it for `seconds`, because the shop does not answer."""
    values = {
        "until": None,
        "not_before": database_now(connection, later=timedelta(seconds=seconds)),
        "setbacks": lease.c.setbacks + 1,
        "reason": reason[:_LONGEST_REASON],
    }
    _update(connection, held, values)


def wake(connection: sa.Connection, shop: ShopId) -> None:
    """End a shop's back-off now: its token was renewed, its plan paid, its merchant came back."""
    connection.execute(lease.update().where(lease.c.shop_id == shop).values(not_before=None, setbacks=0, reason=None))


def _free(now: sa.ColumnElement[datetime]) -> sa.ColumnElement[bool]:
    unheld = sa.or_(lease.c.until.is_(None), lease.c.until < now)
    return sa.and_(unheld, sa.or_(lease.c.not_before.is_(None), lease.c.not_before <= now))


def _end(connection: sa.Connection, held: Lease) -> sa.ColumnElement[datetime]:
    return database_now(connection, later=timedelta(seconds=held.seconds))


def _touch(connection: sa.Connection, held: Lease, values: Mapping[str, object]) -> None:
    if _update(connection, held, values) != 1:
        raise LeaseLost(f"Shop {held.shop}, lane {held.lane.name}: another worker has it.")


def _update(connection: sa.Connection, held: Lease, values: Mapping[str, object]) -> int:
    """A lease that was given back stays so: a sign of life that comes a moment later must not keep others out."""
    ours = (lease.c.shop_id == held.shop, lease.c.lane == held.lane, lease.c.token == held.token)
    return connection.execute(lease.update().where(*ours, lease.c.until.is_not(None)).values(values)).rowcount
