"""Whose data we keep and how it goes: the three compliance requests (mandatory for every app; 30 days to act).

Facts hold no name, address, e-mail or phone. What does is a message's recipient and body, both encrypted; the ledger
that remains proves what was promised and when, without saying to whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.db import activity, messages, redaction
from app.db.shops import Shop
from app.domain.ids import OrderId


def note_data_request(conn: sa.Connection, shop: Shop, orders: Sequence[int], *, now: datetime) -> None:
    """A customer asked what is kept about them: tell the merchant, who answers, which orders it concerns."""
    activity.log(
        conn,
        shop.id,
        "asked for a customer's data",
        "privacy",
        actor="shopify",
        at=now,
        detail={"orders": [str(order) for order in orders]},
    )


def forget_customer(conn: sa.Connection, shop: Shop, orders: Sequence[int], *, now: datetime) -> None:
    """Empty recipient and body of every message about these orders; what is not sent yet will not be."""
    messages.forget(conn, shop.id, [OrderId(order) for order in orders])
    activity.log(
        conn,
        shop.id,
        "removed a customer's data",
        "privacy",
        actor="shopify",
        at=now,
        detail={"orders": [str(order) for order in orders]},
    )


def forget_shop(conn: sa.Connection, shop: Shop) -> None:
    """Delete every row of the shop but the one that answers late webhooks."""
    redaction.erase(conn, shop.id)
