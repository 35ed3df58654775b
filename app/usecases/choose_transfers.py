"""Whether a delivery that is entered here becomes a transfer in Shopify too."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, shops
from app.db.shops import Shop


def choose_transfers(conn: sa.Connection, shop: Shop, *, writes: bool, by: str, now: datetime) -> None:
    """From the next delivery on. Those that are here stay here, and transfers that were made stay in Shopify."""
    if shops.settings(conn, shop.id).writes_transfers == writes:
        return
    shops.save_settings(conn, shop.id, writes_transfers=writes)
    detail = {"writes_transfers": writes}
    activity.log(conn, shop.id, "changed where deliveries are kept", "settings", actor=by, at=now, detail=detail)
