"""The way in as tables: what came (`inbox`), who works on which shop (`lease`), what time will bring (`due`), and the
rate budgets that processes share (`bucket`).

The inbox row is the job. There is no second queue to fall out of step with it, and no row is ever "running": a process
that dies leaves a row that still waits, and the end of its lease is all the repair there is.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

import sqlalchemy as sa

from app.db.tables.base import BigId, UTCDateTime, metadata, shop_key


class Lane(IntEnum):
    """Each shop has three queues, leased and drained apart from each other."""

    LIVE = 0
    """Webhooks, due rows, a person's wish: seconds matter."""
    BULK = 1
    """Imports and reconciliations: they yield to live work."""
    PRIVACY = 2
    """The three compliance topics. Worked on whatever the shop's state: `shop/redact` comes last of all."""


class State(StrEnum):
    """Where an inbox row stands."""

    WAITING = "waiting"
    DONE = "done"
    PARKED = "parked"
    """A person has to look: `last_error` says why, and the row can be replayed."""


inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("id", BigId, primary_key=True, autoincrement=True),
    sa.Column("shop_id", BigId, nullable=False),
    sa.Column("lane", sa.SmallInteger, nullable=False),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("webhook_id", sa.Text, nullable=False),
    sa.Column("event_id", sa.Text),
    sa.Column("api_version", sa.Text),
    sa.Column("triggered_at", UTCDateTime),
    sa.Column("received_at", UTCDateTime, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default=State.WAITING),
    sa.Column("run_at", UTCDateTime, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_error", sa.Text),
    sa.Column("done_at", UTCDateTime),
    sa.UniqueConstraint("shop_id", "webhook_id"),
)
"""`id` alone is the key, because SQLite numbers rows only by a lone integer; every query names the shop all the same.

All instants are the machine's. `attempts` counts how often it was too early, `failures` how often trying it raised or
killed the worker. `webhook_id` is Shopify's for a webhook (equal on its retries) and ours for the rest.
"""


def standing(state: State) -> sa.ColumnElement[bool]:
    """The condition "the row is in this state", spelled so that both planners match it to the partial index below."""
    return inbox.c.state == sa.literal_column(f"'{state}'")


sa.Index(
    "ix_inbox_waiting",
    inbox.c.lane,
    inbox.c.shop_id,
    inbox.c.id,
    sqlite_where=standing(State.WAITING),
    postgresql_where=standing(State.WAITING),
)
sa.Index(
    "ix_inbox_parked",
    inbox.c.shop_id,
    inbox.c.id,
    sqlite_where=standing(State.PARKED),
    postgresql_where=standing(State.PARKED),
)
sa.Index(
    "ix_inbox_done",
    inbox.c.done_at,
    sqlite_where=standing(State.DONE),
    postgresql_where=standing(State.DONE),
)

lease = sa.Table(
    "lease",
    metadata,
    shop_key(),
    sa.Column("lane", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("owner", sa.Text, nullable=False),
    sa.Column("token", BigId, nullable=False),
    sa.Column("until", UTCDateTime),
    sa.Column("not_before", UTCDateTime),
    sa.Column("setbacks", sa.Integer, nullable=False, server_default="0"),
    sa.Column("one_by_one", sa.Boolean, nullable=False, server_default=sa.text("false")),
    sa.Column("reason", sa.Text),
)
"""The only lock of a lane. `token` grows at every claim and fences off whoever held it before.

`until` is null when nobody holds it. `not_before`, `setbacks` and `reason` are the back-off of a lane whose shop does
not answer. `one_by_one` is set when a batch failed or its worker died: rows are then tried alone, each counted before
it is tried, so that the one at fault parks and the others pass.
"""

due = sa.Table(
    "due",
    metadata,
    shop_key(),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("ref", BigId, primary_key=True, autoincrement=False),
    sa.Column("cause", sa.Text, primary_key=True),
    sa.Column("at", UTCDateTime, nullable=False),
    sa.Index("ix_due_at", "at"),
)
"""Time is a hint too: at `at` (business time) look again at resource `ref` of `kind`, because of `cause`.

Putting the same (kind, ref, cause) again moves it, so a decision that is taken anew leaves no old alarm behind.
"""

bucket = sa.Table(
    "bucket",
    metadata,
    shop_key(),
    sa.Column("maximum", sa.Double, nullable=False),
    sa.Column("available", sa.Double, nullable=False),
    sa.Column("restore_rate", sa.Double, nullable=False),
    sa.Column("at", sa.Double, nullable=False, comment="seconds since 1970 by the database's clock"),
)
"""Shopify's leaky bucket of points, as last known, shared by all processes."""
