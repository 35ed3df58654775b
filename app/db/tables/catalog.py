"""Facts about what a shop sells and where it keeps it: locations, pools, variants, stock levels."""

from __future__ import annotations

import sqlalchemy as sa

from app.db.tables.base import BigId, UTCDateTime, metadata, shop_key

location = sa.Table(
    "location",
    metadata,
    shop_key(),
    sa.Column("location_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False),
    sa.Column("fulfills_online_orders", sa.Boolean, nullable=False),
    sa.Column("timezone", sa.Text, comment="set by the merchant; null: the shop's (Shopify's Location has none)"),
    sa.Column("fetched_at", UTCDateTime, nullable=False),
)

pool = sa.Table(
    "pool",
    metadata,
    shop_key(),
    sa.Column("pool_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
)

pool_location = sa.Table(
    "pool_location",
    metadata,
    shop_key(),
    sa.Column("location_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("pool_id", BigId, nullable=False),
)

pool_country = sa.Table(
    "pool_country",
    metadata,
    shop_key(),
    sa.Column("country", sa.Text, primary_key=True),
    sa.Column("pool_id", BigId, nullable=False),
)

variant = sa.Table(
    "variant",
    metadata,
    shop_key(),
    sa.Column("variant_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("item_id", BigId, nullable=False),
    sa.Column("product_id", BigId, nullable=False),
    sa.Column("product_title", sa.Text, nullable=False),
    sa.Column("product_handle", sa.Text, nullable=False, server_default=""),
    sa.Column("product_status", sa.Text, nullable=False, server_default="ACTIVE"),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("sku", sa.Text, nullable=False, server_default=""),
    sa.Column("image_url", sa.Text),
    sa.Column("price_minor", BigId, nullable=False, server_default="0"),
    sa.Column("inventory_policy", sa.Text, nullable=False, comment="Shopify's: CONTINUE or DENY, as observed"),
    sa.Column("metafield_digest", sa.Text, comment="what our next write must name; null: there is none yet"),
    sa.Column("requires_components", sa.Boolean, nullable=False),
    sa.Column("updated_at", UTCDateTime, nullable=False),
    sa.Column("fetched_at", UTCDateTime, nullable=False),
    sa.Column("deleted_at", UTCDateTime),
    sa.Index("ix_variant_item", "shop_id", "item_id"),
    sa.Index("ix_variant_product", "shop_id", "product_id"),
)

component = sa.Table(
    "component",
    metadata,
    shop_key(),
    sa.Column("bundle_id", BigId, primary_key=True, autoincrement=False, comment="the variant that is made of others"),
    sa.Column("variant_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("item_id", BigId, nullable=False),
    sa.Column("each", BigId, nullable=False, comment="units that go into one bundle"),
    sa.Index("ix_component_item", "shop_id", "item_id"),
    sa.Index("ix_component_variant", "shop_id", "variant_id"),
)

item = sa.Table(
    "item",
    metadata,
    shop_key(),
    sa.Column("item_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("sku", sa.Text, nullable=False, server_default=""),
    sa.Column("tracked", sa.Boolean, nullable=False),
    sa.Column("updated_at", UTCDateTime, nullable=False),
    sa.Column("fetched_at", UTCDateTime, nullable=False),
    sa.Column("deleted_at", UTCDateTime),
)

discontinued = sa.Table(
    "discontinued",
    metadata,
    shop_key(),
    sa.Column("item_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("said_at", UTCDateTime, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    comment="Items of which the merchant says that no more will come",
)

level = sa.Table(
    "level",
    metadata,
    shop_key(),
    sa.Column("item_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("location_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("available", BigId, nullable=False),
    sa.Column("committed", BigId, nullable=False),
    sa.Column("on_hand", BigId, nullable=False),
    sa.Column("incoming", BigId, nullable=False),
    sa.Column("updated_at", UTCDateTime, nullable=False),
    sa.Column("fetched_at", UTCDateTime, nullable=False),
)

gap = sa.Table(
    "gap",
    metadata,
    shop_key(),
    sa.Column("item_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("pool_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("checksum", sa.Text, primary_key=True, comment="committed or incoming"),
    sa.Column("units", BigId, nullable=False, comment="Shopify's figure less ours"),
    sa.Column("since", UTCDateTime, nullable=False),
    sa.Column("named_at", UTCDateTime, comment="logged as a known difference: no longer waited for"),
    comment="Where a checksum of ours disagrees with Shopify's figure",
)
