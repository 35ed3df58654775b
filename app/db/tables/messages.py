"""What customers are told: one row per order and cause, open to newer decisions until first tried, then frozen."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from app.db.tables.base import BigId, Json, UTCDateTime, metadata, shop_key


class MessageState(StrEnum):
    OPEN = "open"
    """Newer decisions still merge into it."""
    FROZEN = "frozen"
    """Recipient and body are fixed: every further try sends the same."""
    SENT = "sent"
    SUPERSEDED = "superseded"
    REFUSED = "refused"
    """It cannot be sent as it is; the reason is shown to the merchant."""


message = sa.Table(
    "message",
    metadata,
    shop_key(),
    sa.Column("message_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("order_id", BigId, nullable=False),
    sa.Column("kind", sa.Text, nullable=False, comment="placed, eta_changed, shipping_soon, cancelled"),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("items", Json, nullable=False, comment="what it speaks of, by unit positions"),
    sa.Column("created_at", UTCDateTime, nullable=False),
    sa.Column("not_before", UTCDateTime, nullable=False),
    sa.Column("due_at", UTCDateTime, comment="a legal notice's last moment"),
    sa.Column("recipient", sa.LargeBinary, comment="encrypted"),
    sa.Column("body", sa.LargeBinary, comment="encrypted: it holds a name"),
    sa.Column("unique_id", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("sent_at", UTCDateTime),
    sa.Column("last_error", sa.Text),
    sa.Index("ix_message_waiting", "shop_id", "state", "not_before"),
    sa.Index("ix_message_order", "shop_id", "order_id", "kind"),
)
