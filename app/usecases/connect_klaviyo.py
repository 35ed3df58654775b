"""Klaviyo has taken the merchant's key: keep it, sealed, and send what waits."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, connections
from app.db.shops import Shop
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind


def connect_klaviyo(
    conn: sa.Connection, shop: Shop, *, sealed_key: bytes, account_id: str, by: str, now: datetime
) -> None:
    """Store a private key that opens `account_id`, in place of any connection there was."""
    connections.connect_klaviyo(
        conn, shop.id, kind=connections.PRIVATE_KEY, secret=sealed_key, account_id=account_id, at=now
    )
    activity.log(conn, shop.id, "connected Klaviyo", "klaviyo", actor=by, at=now, detail={"account": account_id})
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="connected Klaviyo")
