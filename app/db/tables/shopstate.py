"""What the shop should be, what we wrote into it, and how it was before: the way in and the way out again."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from app.db.tables.base import BigId, Json, UTCDateTime, metadata, shop_key


class FootprintState(StrEnum):
    """How far a write of ours is known to have got."""

    INTENDED = "intended"
    """Committed before the call: the shop holds either the value before or the one intended."""
    CONFIRMED = "confirmed"
    FOREIGN = "foreign"
    """Somebody else decided differently since: we stop, show it and ask."""
    RESTORED = "restored"


desired = sa.Table(
    "desired",
    metadata,
    shop_key(),
    sa.Column("resource", sa.Text, primary_key=True, comment="variant:1, order:2, limit:0"),
    sa.Column("field", sa.Text, primary_key=True, comment="inventory_policy, metafield, holds, tag, validation"),
    sa.Column("value", Json),
    sa.Column("why", sa.Text, nullable=False, server_default=""),
    sa.Column("decided_at", UTCDateTime, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False, server_default="worker", comment="an actor, as in activity"),
    sa.Column("not_before", UTCDateTime, comment="coalescing; holds never wait"),
    sa.Column(
        "settled", sa.Boolean, nullable=False, comment="the shop is known to be like this, or must be left alone"
    ),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("last_error", sa.Text),
    sa.Index("ix_desired_open", "shop_id", "settled"),
)

footprint = sa.Table(
    "footprint",
    metadata,
    shop_key(),
    sa.Column("resource", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("before", Json, comment="as the merchant had it; JSON null: there was nothing"),
    sa.Column("intended", Json),
    sa.Column("written", Json, comment="the last value known to have been written by us"),
    sa.Column("observed", Json, comment="what somebody else made of it, when state is foreign"),
    sa.Column("accepted", Json, comment="what somebody else made of it and the merchant wants to stay; never asked of"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False, comment="who decided what is intended: an actor, as in activity"),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("decided_at", UTCDateTime, comment="business clock; null: from when it was not noted who decides"),
    sa.Column("first_at", UTCDateTime, nullable=False),
    sa.Column("intended_at", UTCDateTime, nullable=False),
    sa.Column("confirmed_at", UTCDateTime, comment="a read begun before this instant is discarded"),
)

IS_FOREIGN = footprint.c.state == sa.literal_column(f"'{FootprintState.FOREIGN}'")
"""Somebody else has decided, spelled so that both planners match it to the partial index below."""

sa.Index("ix_footprint_foreign", footprint.c.shop_id, sqlite_where=IS_FOREIGN, postgresql_where=IS_FOREIGN)

action = sa.Table(
    "action",
    metadata,
    shop_key(),
    sa.Column("action_id", BigId, primary_key=True, autoincrement=False),
    sa.Column(
        "kind", sa.Text, nullable=False, comment="receive_shipment, set_arrival, receive_own, announce, refund_units"
    ),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("payload", Json, nullable=False),
    sa.Column("idempotency_key", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="waiting, done, refused"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("run_at", UTCDateTime, nullable=False),
    sa.Column("decided_at", UTCDateTime, nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    sa.Column("finished_at", UTCDateTime),
    sa.Column("result", Json),
    sa.Column("last_error", sa.Text),
    sa.UniqueConstraint("shop_id", "idempotency_key"),
    sa.Index("ix_action_waiting", "shop_id", "state", "run_at"),
)

activity = sa.Table(
    "activity",
    metadata,
    shop_key(),
    sa.Column("activity_id", BigId, primary_key=True, autoincrement=False),
    sa.Column("at", UTCDateTime, nullable=False),
    sa.Column("actor", sa.Text, nullable=False, comment="person:42, worker, shopify, customer"),
    sa.Column("verb", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", Json),
    sa.Index("ix_activity_at", "shop_id", "at"),
    sa.Index("ix_activity_subject", "shop_id", "subject"),
)
