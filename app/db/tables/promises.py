"""The promise ledger: append-only evidence of what each customer was told, agreed to, and got."""

from __future__ import annotations

import sqlalchemy as sa

from app.db.tables.base import BigId, Json, UTCDateTime, metadata, shop_key

promise = sa.Table(
    "promise",
    metadata,
    shop_key(),
    sa.Column("line_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False, comment="order of telling within the line"),
    sa.Column("first_unit", sa.Integer, nullable=False),
    sa.Column("quantity", BigId, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("order_id", BigId, nullable=False),
    sa.Column("shown_on", sa.Date, comment="null: we said that no date can be given"),
    sa.Column("legal_on", sa.Date, nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("p50", sa.Date),
    sa.Column("p80", sa.Date),
    sa.Column("p90", sa.Date),
    sa.Column("supply_id", BigId),
    sa.Column("shown_version", sa.Integer, comment="the published version that made the first promise"),
    sa.Column("made_at", UTCDateTime, nullable=False),
    sa.Column("plan_hash", sa.Text, nullable=False),
    sa.Index("ix_promise_order", "shop_id", "order_id"),
)

consent = sa.Table(
    "consent",
    metadata,
    shop_key(),
    sa.Column("line_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False, comment="the promise asked about"),
    sa.Column("state", sa.Text, nullable=False, comment="asked, implied, given, refused, expired"),
    sa.Column("asked_at", UTCDateTime, nullable=False),
    sa.Column("respond_by", UTCDateTime),
    sa.Column("answered_at", UTCDateTime),
    sa.Column("evidence", Json),
)

outcome = sa.Table(
    "outcome",
    metadata,
    shop_key(),
    sa.Column("line_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("first_unit", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("quantity", BigId, nullable=False),
    sa.Column("first_shown_on", sa.Date),
    sa.Column("last_shown_on", sa.Date),
    sa.Column("shipped_on", sa.Date),
    sa.Column("cancelled_on", sa.Date),
    sa.Column("kept_first", sa.Boolean),
    sa.Column("kept_last", sa.Boolean),
    sa.Column("supplier_id", BigId),
    sa.Column("scored_at", UTCDateTime, nullable=False),
)
