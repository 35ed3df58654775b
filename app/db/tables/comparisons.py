"""What was compared with Shopify and how it differed: a row a run, and the differences of each, both bounded."""

from __future__ import annotations

import sqlalchemy as sa

from app.db.tables.base import BigId, Json, UTCDateTime, metadata, shop_key

comparison = sa.Table(
    "comparison",
    metadata,
    shop_key(),
    sa.Column("comparison_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("cause", sa.Text, nullable=False, comment="night, asked for, installed, or what gave rise to doubt"),
    sa.Column("is_first", sa.Boolean, nullable=False, comment="there was nothing yet to compare with"),
    sa.Column("began_at", UTCDateTime, nullable=False, comment="machine clock"),
    sa.Column("since", UTCDateTime, nullable=False, comment="the same instant by the business clock"),
    sa.Column("finished_at", UTCDateTime, comment="machine clock; null: under way, or given up"),
    sa.Column("variants", BigId, nullable=False, server_default="0", comment="how many of each were compared"),
    sa.Column("items", BigId, nullable=False, server_default="0"),
    sa.Column("orders", BigId, nullable=False, server_default="0"),
    sa.Column("deliveries", BigId, nullable=False, server_default="0"),
    sa.Column("causes", Json, nullable=False, comment="all differences, also those without a row: {why: number}"),
)

difference = sa.Table(
    "difference",
    metadata,
    shop_key(),
    sa.Column("comparison_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("ref", BigId, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False, comment="empty: the whole thing is there on one side only"),
    sa.Column("ours", sa.Text),
    sa.Column("theirs", sa.Text, comment="Shopify's; for what cannot be read, why"),
    sa.Column("known_since", UTCDateTime, comment="machine clock; null: we did not have it"),
    sa.Column("why", sa.Text, nullable=False),
    comment="At most 50 for each run and cause: no customer data",
)
