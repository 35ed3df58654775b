"""Facts about demand: orders, their lines, and a cache of the fulfilment orders as Shopify cuts them today."""

from __future__ import annotations

import sqlalchemy as sa

from app.db.tables.base import BigId, Json, UTCDateTime, metadata, shop_key

order = sa.Table(
    "orders",
    metadata,
    shop_key(),
    sa.Column("order_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("processed_at", UTCDateTime, nullable=False),
    sa.Column("updated_at", UTCDateTime, nullable=False),
    sa.Column("fetched_at", UTCDateTime, nullable=False),
    sa.Column("cancelled_at", UTCDateTime),
    sa.Column("deleted_at", UTCDateTime),
    sa.Column("closed", sa.Boolean, nullable=False),
    sa.Column("test", sa.Boolean, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("locale", sa.Text),
    sa.Column("country", sa.Text, comment="ship-to: the jurisdiction, and the pool; null: nowhere, or not known"),
    sa.Column("company", sa.Text, comment="who ordered; empty: it may not be named; null: a person"),
    sa.Column("tags", Json, nullable=False),
    sa.Column("shipping", sa.Text, comment="as_they_come or whole_order, as its cart asked; null: as the shop does"),
    sa.Column("metafield_digest", sa.Text, comment="what our next write must name; null: there is none yet"),
    sa.Index("ix_orders_processed", "shop_id", "processed_at"),
    comment="No name, address, e-mail or phone: the recipient is read when a message is first tried",
)

order_line = sa.Table(
    "order_line",
    metadata,
    shop_key(),
    sa.Column("line_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("order_id", BigId, nullable=False),
    sa.Column("item_id", BigId, comment="null: the variant is gone, or takes no stock"),
    sa.Column("variant_id", BigId),
    sa.Column("title", sa.Text, nullable=False, server_default=""),
    sa.Column("ordered", BigId, nullable=False, comment="net of edits, removals and cancellation"),
    sa.Column("open", BigId, nullable=False, comment="not shipped yet, by the fulfilment orders"),
    sa.Column("committed", sa.Boolean, nullable=False, comment="counts in Shopify's committed from the sale on"),
    sa.Column("unit_price_minor", BigId, nullable=False, server_default="0"),
    sa.Column("shown_version", sa.Integer, comment="the metafield version that the cart line says it saw"),
    sa.Column("bundle_id", BigId, comment="the variant that was bought, where this line is a component of it"),
    sa.Column("bundle_each", BigId, comment="units of this line that went into one bundle"),
    sa.Index("ix_order_line_order", "shop_id", "order_id"),
    sa.Index("ix_order_line_item", "shop_id", "item_id"),
)

fulfillment_order = sa.Table(
    "fulfillment_order",
    metadata,
    shop_key(),
    sa.Column("fulfillment_order_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("order_id", BigId, nullable=False),
    sa.Column("location_id", BigId),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("request_status", sa.Text, nullable=False),
    sa.Column("updated_at", UTCDateTime, nullable=False),
    sa.Column("fulfill_by", UTCDateTime, comment="the deadline on it, whoever set it"),
    sa.Column("actions", Json, nullable=False, comment="Shopify's supportedActions"),
    sa.Column("holds", Json, nullable=False, comment="[{id, handle, ours}]"),
    sa.Index("ix_fulfillment_order_order", "shop_id", "order_id"),
)

fulfillment_line = sa.Table(
    "fulfillment_line",
    metadata,
    shop_key(),
    sa.Column("fulfillment_line_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("fulfillment_order_id", BigId, nullable=False),
    sa.Column("order_id", BigId, nullable=False),
    sa.Column("line_id", BigId, nullable=False),
    sa.Column("remaining", BigId, nullable=False),
    sa.Index("ix_fulfillment_line_order", "shop_id", "order_id"),
)

hard_peg = sa.Table(
    "hard_peg",
    metadata,
    shop_key(),
    sa.Column("line_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("supply_id", BigId, primary_key=True, autoincrement=False),
    sa.Column(
        "first_unit", sa.Integer, nullable=False, comment="position in the line, from 1; shipped units come first"
    ),
    sa.Column("quantity", BigId, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("at", UTCDateTime, nullable=False),
)
