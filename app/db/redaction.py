"""Everything of a shop, gone: what `shop/redact` asks for 48 hours after the app was removed."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any, Final

import sqlalchemy as sa

from app.db import inbox, leases, tables
from app.db.tables.base import metadata
from app.db.tables.shops import ShopState, shop
from app.domain.ids import ShopId

_KEPT: Final = frozenset({"shop", "inbox", "lease"})
"""The shop's own row is a tombstone; inbox and lease are under the feet of whoever runs this, and are emptied."""
_BLANK: Final[dict[str, Any]] = {
    "former": None,
    "shopify_id": None,
    "name": "",
    "timezone": "UTC",
    "currency": "USD",
    "locale": "en",
    "storefront_url": "",
    "plan": "",
    "scopes": None,
    "api_version_seen": None,
    "installed_at": None,
    "uninstalled_at": None,
    "fetched_at": None,
}


def erase(conn: sa.Connection, shop_id: ShopId) -> None:
    """Leave the domain, that it is gone, and the ids by which a repeated webhook is known. Safe to run twice."""
    for module in pkgutil.iter_modules(tables.__path__):
        importlib.import_module(f"{tables.__name__}.{module.name}")
    for table in metadata.sorted_tables:
        if table.name not in _KEPT:
            conn.execute(sa.delete(table).where(table.c.shop_id == shop_id))
    inbox.settle_all(conn, shop_id)
    leases.wake(conn, shop_id)
    conn.execute(sa.update(shop).where(shop.c.id == shop_id).values(state=ShopState.REDACTED, **_BLANK))
