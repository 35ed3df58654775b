"""The rows of the inbox: put, read in order, settle, replay. Instants are the machine's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.db.instant import database_now
from app.db.rows import insert_into
from app.db.tables.inbox import Lane, State, inbox, standing
from app.db.tables.shops import shop as shop_table
from app.domain.ids import ShopId

_LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One thing that came. `body` is what was sent, byte for byte, and never shown in a log."""

    id: int
    domain: str
    """The shop's `*.myshopify.com`."""
    topic: str
    triggered_at: datetime | None
    """When Shopify says it happened; None for rows of ours."""
    received_at: datetime
    body: bytes = field(repr=False)
    attempts: int = 0
    """How often it was tried too early."""
    failures: int = 0
    """How often trying it raised, or killed the worker."""
    former: Collection[str] | None = None
    """Domains that the shop had before."""

    def is_of(self, domain: str) -> bool:
        """Whether the shop has that domain, or had it."""
        return domain == self.domain or domain in (self.former or ())


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """A row that waits for a person, as a page shows it."""

    id: int
    topic: str
    received_at: datetime
    reason: str


def put(connection: sa.Connection, shop: ShopId, *, lane: Lane, topic: str, webhook_id: str, body: bytes) -> bool:
    """One row of ours, in the caller's transaction. False when `webhook_id` was there already: nothing new."""
    now = database_now(connection)
    values = {"shop_id": shop, "lane": lane, "topic": topic, "webhook_id": webhook_id, "body": body}
    statement = insert_into(connection, inbox).values(values | {"received_at": now, "run_at": now})
    return connection.execute(statement.on_conflict_do_nothing().returning(inbox.c.id)).first() is not None


def waiting(connection: sa.Connection, shop: ShopId, *, lane: Lane, limit: int) -> list[InboxRow]:
    """The first `limit` rows of the lane whose time has come, in the order they came."""
    return _first(connection, limit, _ready(connection, shop, lane))


def untried(connection: sa.Connection, shop: ShopId, *, lane: Lane, topic: str, limit: int) -> list[InboxRow]:
    """The first `limit` rows of the lane and topic that were never tried, whether their time has come or not."""
    mine = sa.and_(standing(State.WAITING), inbox.c.lane == lane, inbox.c.shop_id == shop)
    never = sa.and_(inbox.c.topic == topic, inbox.c.attempts == 0, inbox.c.failures == 0)
    return _first(connection, limit, sa.and_(mine, never))


def is_waiting(connection: sa.Connection, shop: ShopId, *, lane: Lane) -> bool:
    """Whether the lane has a row whose time has come."""
    return bool(connection.scalar(sa.select(sa.exists().where(_ready(connection, shop, lane)))))


def settle(connection: sa.Connection, shop: ShopId, ids: Collection[int]) -> None:
    """The rows are done. Their bodies go: they were hints, and some name a customer."""
    values = {"state": State.DONE, "done_at": database_now(connection), "body": b"", "last_error": None}
    connection.execute(_waiting_among(shop, ids).values(values))


def settle_all(connection: sa.Connection, shop: ShopId) -> None:
    """Whatever came for the shop is done, parked rows too, and says nothing any more."""
    values = {
        "state": State.DONE,
        "done_at": database_now(connection),
        "body": b"",
        "last_error": None,
        "event_id": None,
    }
    connection.execute(inbox.update().where(inbox.c.shop_id == shop).values(values))


def forward(connection: sa.Connection, shop: ShopId, to: ShopId) -> None:
    """What waits for `shop`, parked rows too, waits for the shop `to`; what came there as well stays where it is."""
    there = sa.select(inbox.c.webhook_id).where(inbox.c.shop_id == to).scalar_subquery()
    open_ones = sa.or_(standing(State.WAITING), standing(State.PARKED))
    mine = sa.and_(inbox.c.shop_id == shop, open_ones, inbox.c.webhook_id.not_in(there))
    connection.execute(inbox.update().where(mine).values(shop_id=to))


def empty_parked(connection: sa.Connection, shop: ShopId, *, lane: Lane, naming: Collection[bytes]) -> None:
    """Parked rows of a lane whose bodies hold one of these words are never tried again: they are done, and empty."""
    mine = sa.and_(inbox.c.shop_id == shop, inbox.c.lane == lane, standing(State.PARKED))
    rows = connection.execute(sa.select(inbox.c.id, inbox.c.body).where(mine))
    found = [row.id for row in rows if any(word in row.body for word in naming)]
    values = {"state": State.DONE, "done_at": database_now(connection), "body": b"", "last_error": None}
    connection.execute(inbox.update().where(inbox.c.shop_id == shop, inbox.c.id.in_(found)).values(values))


def park(connection: sa.Connection, shop: ShopId, ids: Collection[int], *, reason: str) -> None:
    """The rows wait for a person, with the reason beside them."""
    connection.execute(_waiting_among(shop, ids).values(state=State.PARKED, last_error=reason[:_LONGEST_REASON]))


def postpone(
    connection: sa.Connection, shop: ShopId, ids: Collection[int], *, seconds: float, counted: bool = True
) -> None:
    """The rows wait for `seconds`. `counted`: it was too early, and that was an attempt; else it was not tried."""
    tried = {"attempts": inbox.c.attempts + 1, "failures": 0} if counted else {}
    connection.execute(_waiting_among(shop, ids).values(run_at=_later(connection, seconds), **tried))


def count_failure(connection: sa.Connection, shop: ShopId, row: int, *, step: int = 1) -> None:
    """Add 1 before a row is tried alone, so that one which kills the worker counts too; -1 when not at fault."""
    connection.execute(_waiting_among(shop, (row,)).values(failures=inbox.c.failures + step))


def delay(connection: sa.Connection, shop: ShopId, row: int, *, seconds: float, reason: str) -> None:
    """It failed: the row waits for `seconds`, with what it failed of beside it."""
    values = {"run_at": _later(connection, seconds), "last_error": reason[:_LONGEST_REASON]}
    connection.execute(_waiting_among(shop, (row,)).values(values))


def parked(connection: sa.Connection, shop: ShopId, *, limit: int = 100) -> list[ParkedRow]:
    """What waits for a person, oldest first."""
    reason = sa.func.coalesce(inbox.c.last_error, "").label("reason")
    query = (
        sa.select(inbox.c.id, inbox.c.topic, inbox.c.received_at, reason)
        .where(inbox.c.shop_id == shop, standing(State.PARKED))
        .order_by(inbox.c.id)
        .limit(limit)
    )
    return [ParkedRow(**row) for row in connection.execute(query).mappings()]


def replay(connection: sa.Connection, shop: ShopId, ids: Collection[int] | None = None) -> int:
    """Parked rows wait to be tried again, as if they had just come; all of the shop's when `ids` is None.

    Gives how many.
    """
    which = sa.true() if ids is None else inbox.c.id.in_(ids)
    statement = (
        inbox.update()
        .where(inbox.c.shop_id == shop, standing(State.PARKED), which)
        .values(state=State.WAITING, attempts=0, failures=0, last_error=None, run_at=database_now(connection))
    )
    return connection.execute(statement).rowcount


def purge(connection: sa.Connection, *, older_than: timedelta, limit: int) -> int:
    """Delete at most `limit` rows that have been done for longer than `older_than`, of every shop. Gives how many.

    Their ids are what a redelivery is known by, so keep them for as long as one may come.
    """
    done_before = database_now(connection, later=-older_than)
    old = sa.select(inbox.c.id).where(standing(State.DONE), inbox.c.done_at < done_before).limit(limit)
    return connection.execute(inbox.delete().where(inbox.c.id.in_(old))).rowcount


def _later(connection: sa.Connection, seconds: float) -> sa.ColumnElement[datetime]:
    return database_now(connection, later=timedelta(seconds=seconds))


def _first(connection: sa.Connection, limit: int, which: sa.ColumnElement[bool]) -> list[InboxRow]:
    names = ("id", "topic", "triggered_at", "received_at", "body", "attempts", "failures")
    query = (
        sa.select(*(inbox.c[name] for name in names), shop_table.c.domain, shop_table.c.former)
        .join(shop_table, shop_table.c.id == inbox.c.shop_id)
        .where(which)
        .order_by(inbox.c.id)
        .limit(limit)
    )
    return [InboxRow(**row) for row in connection.execute(query).mappings()]


def _ready(connection: sa.Connection, shop: ShopId, lane: Lane) -> sa.ColumnElement[bool]:
    timely = inbox.c.run_at <= database_now(connection)
    return sa.and_(standing(State.WAITING), inbox.c.lane == lane, inbox.c.shop_id == shop, timely)


def _waiting_among(shop: ShopId, ids: Collection[int]) -> sa.Update:
    """A row that was settled by somebody else is left alone: the second guard beside the lease's fence."""
    return inbox.update().where(inbox.c.shop_id == shop, inbox.c.id.in_(ids), standing(State.WAITING))
