"""The merchant's backorder settings: a null is inherited from the wider scope (variant, product, shop)."""

from __future__ import annotations

import sqlalchemy as sa

from app.db.tables.base import BigId, UTCDateTime, metadata, shop_key

terms = sa.Table(
    "terms",
    metadata,
    shop_key(),
    sa.Column("scope", sa.Text, primary_key=True, comment="shop, product or variant"),
    sa.Column("scope_id", BigId, primary_key=True, autoincrement=False, comment="0 for the shop"),
    sa.Column("mode", sa.Text),
    sa.Column("rule", sa.Text),
    sa.Column("quantile", sa.Integer),
    sa.Column("receiving_days", sa.Integer),
    sa.Column("handling_days", sa.Integer),
    sa.Column("safety_units", sa.Integer),
    sa.Column("limit_units", sa.Integer, comment="-1: explicitly without limit"),
    sa.Column("longest_wait_days", sa.Integer),
    sa.Column("lead_time_days", sa.Integer),
    sa.Column("release_on", sa.Date),
    sa.Column("share_hours", sa.Integer, comment="fair share: orders of so many hours share what is on hand"),
    sa.Column(
        "lets_go",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="of a variant that is off: its orders are held no more, though units are still owed",
    ),
    sa.Column("changed_by", sa.Text, nullable=False),
    sa.Column("changed_at", UTCDateTime, nullable=False),
)
