"""Customers who asked what is kept about them: until they are forgotten, or the shop is."""

from __future__ import annotations

import sqlalchemy as sa

from app.db.tables.base import BigId, Json, UTCDateTime, metadata, shop_key

data_request = sa.Table(
    "data_request",
    metadata,
    shop_key(),
    sa.Column("request_id", BigId, primary_key=True, autoincrement=False, comment="ours"),
    sa.Column("shopify_id", BigId, nullable=False, comment="Shopify's number of the request; 0: it gave none"),
    sa.Column("customer_id", BigId, nullable=False, comment="0: it gave none"),
    sa.Column("orders", Json, nullable=False, comment="ids of the orders it is about"),
    sa.Column("asked_at", UTCDateTime, nullable=False, comment="business clock"),
    sa.Column("opened_at", UTCDateTime, comment="when the merchant first looked at the data"),
)
