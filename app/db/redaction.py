"""Everything of a shop, gone: what `shop/redact` asks for 48 hours after the app was removed."""

from __future__ import annotations

import sqlalchemy as sa

from app.db.tables.base import metadata
from app.db.tables.shops import ShopState, shop
from app.domain.ids import ShopId

_KEPT = frozenset({"shop", "inbox", "lease"})
"""The shop's own row is a tombstone; inbox and lease are under the feet of whoever runs this, and hold no bodies."""


def erase(conn: sa.Connection, shop_id: ShopId) -> None:
    for table in metadata.sorted_tables:
        if table.name not in _KEPT:
            conn.execute(sa.delete(table).where(table.c.shop_id == shop_id))
    blank = {"name": "", "storefront_url": "", "scopes": None, "installed_at": None, "fetched_at": None}
    conn.execute(sa.update(shop).where(shop.c.id == shop_id).values(state=ShopState.REDACTED, **blank))
