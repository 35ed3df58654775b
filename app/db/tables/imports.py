"""How far the read of a whole shop has come: all that a worker needs to go on where another one died."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from app.db.tables.base import BigId, UTCDateTime, metadata, shop_key


class Step(StrEnum):
    """What is being read, in this order."""

    VARIANTS = "variants"
    """With their inventory items and levels."""
    ORDERS = "orders"
    """Open ones, with lines and fulfilment orders."""
    TRANSFERS = "transfers"
    """Open ones and those of the past two years, with shipments."""
    CATCH_UP = "catch_up"
    """What changed at Shopify while the rest was read."""
    DONE = "done"


bulk_import = sa.Table(
    "bulk_import",
    metadata,
    shop_key(),
    sa.Column("step", sa.Text, nullable=False),
    sa.Column("operation_id", BigId, comment="Shopify's bulk operation of this step; null: not started yet"),
    sa.Column("read_at", UTCDateTime, comment="when that operation was asked for: its rows are facts of then"),
    sa.Column("next_operation_id", BigId, comment="the next step's, asked for while this one is stored"),
    sa.Column("next_read_at", UTCDateTime),
    sa.Column("from_id", BigId, nullable=False, comment="the operation was asked for ids from here on"),
    sa.Column("stored", BigId, nullable=False, comment="line number of the last root stored from its file"),
    sa.Column("objects", BigId, nullable=False, comment="lines of the file, or those written so far"),
    sa.Column("failures", sa.Integer, nullable=False, comment="of this step, in a row"),
    sa.Column("last_error", sa.Text),
    sa.Column("began_at", UTCDateTime, nullable=False, comment="machine clock"),
    sa.Column("since", UTCDateTime, comment="Shopify's clock at the first operation: catch up from here"),
    comment="One read of everything by bulk operations at a time",
)
