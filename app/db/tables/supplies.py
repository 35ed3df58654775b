"""Facts about what is coming: suppliers, supplies, the log of every date stated, and what was received."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from app.db.tables.base import BigId, UTCDateTime, metadata, shop_key


class SupplySource(StrEnum):
    """Where a supply is kept, hence where a receipt of it is written."""

    SHIPMENT = "shipment"
    """A Shopify inventory shipment."""
    TRANSFER = "transfer"
    """What a Shopify transfer has not put into a shipment yet."""
    OWN = "own"
    """Typed in, imported, or ordered here, and not written to Shopify: there, nobody knows of it."""


class EtaSource(StrEnum):
    SHOPIFY = "shopify"
    MERCHANT = "merchant"
    SUPPLIER = "supplier"


supplier = sa.Table(
    "supplier",
    metadata,
    shop_key(),
    sa.Column("supplier_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("buffer_days", sa.Integer, comment="the merchant's own addition; null: learn, or the shop's"),
    sa.UniqueConstraint("shop_id", "name"),
)

inbound = sa.Table(
    "inbound",
    metadata,
    shop_key(),
    sa.Column("inbound_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, comment="the name that made it ours, folded; null: it was Shopify's first"),
    sa.Column("transfer_id", BigId),
    sa.Column("shipment_id", BigId),
    sa.Column("destination_id", BigId, comment="location; null: not known yet"),
    sa.Column("supplier_id", BigId),
    sa.Column("ordered_on", sa.Date),
    sa.Column("status", sa.Text, nullable=False, comment="open or closed, or Shopify's word for it"),
    sa.Column("closed_at", UTCDateTime),
    sa.Column("received_on", sa.Date),
    sa.Column("fetched_at", UTCDateTime, nullable=False),
    sa.UniqueConstraint("shop_id", "source", "transfer_id", "shipment_id"),
    sa.UniqueConstraint("shop_id", "reference"),
    comment="What arrives together: one date, one supplier, one or more supplies",
)

supply = sa.Table(
    "supply",
    metadata,
    shop_key(),
    sa.Column("supply_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("inbound_id", BigId, nullable=False),
    sa.Column("item_id", BigId, nullable=False),
    sa.Column("shipment_line_id", BigId),
    sa.Column("quantity", BigId, nullable=False),
    sa.Column("accepted", BigId, nullable=False),
    sa.Column("rejected", BigId, nullable=False),
    sa.Column("closed", BigId, nullable=False, server_default="0", comment="units that will not come any more"),
    sa.UniqueConstraint("shop_id", "inbound_id", "item_id"),
    sa.Index("ix_supply_item", "shop_id", "item_id"),
    comment="The units of one item in an inbound: what lines are pegged to",
)

eta_log = sa.Table(
    "eta_log",
    metadata,
    shop_key(),
    sa.Column("inbound_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("stated_at", UTCDateTime, nullable=False),
    sa.Column("eta", sa.Date, comment="local date at the dock; null: withdrawn"),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("stated_by", sa.Text, nullable=False, server_default=""),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    comment="Append-only: an overwritten ETA would make every supplier look punctual",
)

receipt = sa.Table(
    "receipt",
    metadata,
    shop_key(),
    sa.Column("supply_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("received_on", sa.Date, nullable=False),
    sa.Column("recorded_at", UTCDateTime, nullable=False),
    sa.Column("accepted", BigId, nullable=False),
    sa.Column("rejected", BigId, nullable=False),
)
