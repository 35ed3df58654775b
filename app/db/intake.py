"""Webhooks of many shops, put into the inbox by one statement.

A driver that is given them row by row takes turns with the database for each, and on SQLite its thread has to win the
interpreter back from the event loop every time. Types are converted here and not by SQLAlchemy for the same reason:
both together are two thirds of what storing a webhook costs (measured).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from operator import itemgetter

from app.db.session import Database
from app.db.tables.inbox import Lane, inbox
from app.domain.ids import ShopId

_COLUMNS = (
    inbox.c.shop_id,
    inbox.c.lane,
    inbox.c.topic,
    inbox.c.webhook_id,
    inbox.c.event_id,
    inbox.c.api_version,
    inbox.c.triggered_at,
    inbox.c.received_at,
    inbox.c.run_at,
    inbox.c.body,
)
_Values = tuple[int, int, str, str, str | None, str | None, str | None, str, str, bytes]


@dataclass(slots=True)
class Arrival:
    """A delivery to store. `triggered_at` and `received_at` are UTC; the latter is the machine's."""

    domain: str
    lane: Lane
    topic: str
    webhook_id: str
    event_id: str | None
    api_version: str | None
    triggered_at: datetime | None
    received_at: datetime
    body: bytes = field(repr=False)


def take_in(database: Database, arrivals: Sequence[Arrival], shop_ids: Mapping[str, ShopId]) -> None:
    """Store `arrivals`, whose domains are all among `shop_ids`. Those whose (shop, webhook id) is known are dropped.

    In the order of their key: a redelivery that comes to two processes must not lock crosswise.
    """
    zone = "" if database.is_sqlite else "+00"
    values = [_values(arrival, shop_ids[arrival.domain], zone) for arrival in arrivals]
    rows = sorted(values, key=itemgetter(0, 3))
    statement = _statement(len(rows), "?" if database.is_sqlite else "%s")
    database.write_at_once(statement, tuple(value for row in rows for value in row), urgent=True)


def _values(arrival: Arrival, shop: ShopId, zone: str) -> _Values:
    received = _text(arrival.received_at, zone)
    return (
        shop,
        int(arrival.lane),
        arrival.topic,
        arrival.webhook_id,
        arrival.event_id,
        arrival.api_version,
        _text(arrival.triggered_at, zone) if arrival.triggered_at else None,
        received,
        received,
        arrival.body,
    )


def _text(instant: datetime, zone: str) -> str:
    """Without a zone as SQLAlchemy keeps instants in SQLite, with UTC's as PostgreSQL reads them."""
    return instant.replace(tzinfo=None).isoformat(" ", "microseconds") + zone


@lru_cache(maxsize=100)
def _statement(rows: int, placeholder: str) -> str:
    names = ", ".join(column.name for column in _COLUMNS)
    row = f"({', '.join([placeholder] * len(_COLUMNS))})"
    return f"INSERT INTO {inbox.name} ({names}) VALUES {', '.join([row] * rows)} ON CONFLICT DO NOTHING"  # noqa: S608
