"""What a merchant orders from a supplier, and files of deliveries on their way in."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from app.db.tables.base import BigId, Json, UTCDateTime, metadata, shop_key


class ImportState(StrEnum):
    """Where a file of deliveries stands."""

    CHECKED = "checked"
    """Read and compared with the shop; nothing of it counts yet."""
    RUNNING = "running"
    DONE = "done"


purchase_order = sa.Table(
    "purchase_order",
    metadata,
    shop_key(),
    sa.Column("purchase_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False, comment="the number, folded"),
    sa.Column("supplier_id", BigId, nullable=False),
    sa.Column("destination_id", BigId, nullable=False, comment="location"),
    sa.Column("currency", sa.Text, nullable=False, comment="ISO 4217, of every unit cost"),
    sa.Column("ordered_on", sa.Date, comment="null: not ordered yet"),
    sa.Column("expected_on", sa.Date, comment="local date at the dock, as it stood when it was ordered"),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.Text, nullable=False, comment="draft, ordered or cancelled; receipts are the supplies'"),
    sa.Column("inbound_id", BigId, comment="what it became when it was ordered"),
    sa.Column("made_at", UTCDateTime, nullable=False),
    sa.UniqueConstraint("shop_id", "reference"),
)

purchase_line = sa.Table(
    "purchase_line",
    metadata,
    shop_key(),
    sa.Column("purchase_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("item_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("quantity", BigId, nullable=False),
    sa.Column("unit_cost", BigId, comment="in the currency's minor units; null: not said"),
    sa.Column("pack", BigId, nullable=False, comment="units a pack; 1: sold singly"),
    sa.Column("least", BigId, nullable=False, comment="the supplier's minimum order quantity"),
)

supply_import = sa.Table(
    "supply_import",
    metadata,
    shop_key(),
    sa.Column("import_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("rows", Json, nullable=False, comment="the good rows, in the order of the file"),
    sa.Column("faults", Json, nullable=False, comment="[[row, sentence]]"),
    sa.Column("done", sa.Integer, nullable=False, server_default="0", comment="rows that were taken over"),
    sa.Column("added", sa.Integer, nullable=False, server_default="0"),
    sa.Column("changed", sa.Integer, nullable=False, server_default="0"),
    sa.Column(
        "refused", Json, nullable=False, comment="[[row, sentence]] of rows that no longer fitted when they came"
    ),
    sa.Column("uploaded_at", UTCDateTime, nullable=False),
    sa.Column("uploaded_by", sa.Text, nullable=False),
)
