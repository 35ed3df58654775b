"""The merchant takes Klaviyo away. Requirement 3.1.5 of Built for Shopify: what connects must also disconnect."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, connections
from app.db.shops import Shop


def disconnect_klaviyo(conn: sa.Connection, shop: Shop, *, by: str, now: datetime) -> None:
    """Forget the key. Messages that wait are kept for the next connection; nothing happens if there was none."""
    known = connections.klaviyo(conn, shop.id)
    if known is None:
        return
    connections.disconnect_klaviyo(conn, shop.id)
    activity.log(
        conn, shop.id, "disconnected Klaviyo", "klaviyo", actor=by, at=now, detail={"account": known.account_id}
    )
