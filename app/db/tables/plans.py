"""The plan: derived from facts, replaceable, never the truth. Planning is serialised per item (`app.db.locks`)."""

from __future__ import annotations

import sqlalchemy as sa

from app.db.tables.base import BigId, Json, UTCDateTime, metadata, shop_key

plan = sa.Table(
    "plan",
    metadata,
    shop_key(),
    sa.Column("item_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("pool_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("input_hash", sa.Text, nullable=False, server_default=""),
    sa.Column("output_hash", sa.Text, nullable=False, server_default=""),
    sa.Column("availability", Json, comment="state, steps and units left, as the metafield will say"),
    sa.Column("planned_at", UTCDateTime),
)

plan_part = sa.Table(
    "plan_part",
    metadata,
    shop_key(),
    sa.Column("line_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("first_unit", sa.Integer, primary_key=True, autoincrement=False, comment="position in the line, from 1"),
    sa.Column("item_id", BigId, nullable=False),
    sa.Column("pool_id", BigId, nullable=False),
    sa.Column("quantity", BigId, nullable=False),
    sa.Column("supply_id", BigId, comment="0: on hand; null: nothing covers these units"),
    sa.Column("ship_by", sa.Date, comment="null: now (on hand), or no honest date (nothing covers them)"),
    sa.Column("p50", sa.Date),
    sa.Column("p80", sa.Date),
    sa.Column("p90", sa.Date),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("alone", Json, comment="what its item's plan says, where the rest of its parcel says something else"),
    sa.Index("ix_plan_part_item", "shop_id", "item_id", "pool_id"),
)

published = sa.Table(
    "published",
    metadata,
    shop_key(),
    sa.Column("variant_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("decided_at", UTCDateTime, nullable=False),
    sa.Column("live_from", UTCDateTime, comment="null: not written yet, or overtaken before it was"),
    sa.Column("live_to", UTCDateTime),
    comment="Every version a shopper could have seen, and when: the promise is what that version showed",
)

share_window = sa.Table(
    "share_window",
    metadata,
    shop_key(),
    sa.Column("item_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("pool_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("opens_at", UTCDateTime, primary_key=True, comment="when the order was placed that opened it"),
    sa.Column("closes_at", UTCDateTime, nullable=False),
    sa.Column("units", BigId, nullable=False, comment="on hand and free when it opened"),
    sa.Column("closed_at", UTCDateTime, comment="null: the shares are not fixed yet"),
    comment="Fair share: orders placed from opens_at until before closes_at share the units",
)
