"""The app was removed from a shop. Its token is dead already, so nothing at Shopify can be put back now."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, cart_limit, footprints, shops
from app.db.shops import Shop
from app.db.shopstate import LIMIT
from app.db.tables.shops import ShopState


def uninstall(conn: sa.Connection, shop: Shop, *, triggered_at: datetime, now: datetime) -> bool:
    """Mark the shop as uninstalled; False for a webhook that is older than the present installation.

    The limit in the cart ends with the app whose function it is, and so does the access it was allowed.
    """
    if shop.installed_at is not None and triggered_at < shop.installed_at:
        return False
    shops.update(conn, shop.id, state=ShopState.UNINSTALLED, uninstalled_at=now)
    cart_limit.choose(conn, shop.id, cart_limit.OFF)
    footprints.forget(conn, shop.id, LIMIT)
    activity.log(conn, shop.id, "uninstalled the app", "shop", actor="shopify", at=now)
    return True
