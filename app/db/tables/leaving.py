"""What removing the app would leave behind, week by week."""

from __future__ import annotations

import sqlalchemy as sa

from app.db.tables.base import metadata, shop_key

left_behind = sa.Table(
    "left_behind",
    metadata,
    shop_key(),
    sa.Column("counted_on", sa.Date, primary_key=True, comment="the shop's own day"),
    sa.Column("selling_on", sa.Integer, nullable=False, comment="variants that go on selling past their stock"),
    sa.Column("dated", sa.Integer, nullable=False, comment="variants whose page shows a date of ours"),
    sa.Column("holds", sa.Integer, nullable=False, comment="fulfilment orders on a hold of ours"),
    sa.Column("marked", sa.Integer, nullable=False, comment="orders with a tag, a note or a deadline of ours"),
)
