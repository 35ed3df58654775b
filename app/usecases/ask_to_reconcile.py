"""Compare everything now instead of at night."""

from __future__ import annotations

from app.db import shops
from app.db.session import Database
from app.db.tables.shops import ShopState
from app.errors import NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind


def ask_to_reconcile(database: Database, domain: str = "") -> int:
    """Ask for one installed shop, or for all; gives how many. Raises NotFound for a shop that is not installed."""
    with database.write() as conn:
        installed = shops.in_state(conn, ShopState.INSTALLED)
        wanted = [shop for shop in installed if domain in {"", shop.domain}]
        if domain and not wanted:
            raise NotFound(f"{domain} is not installed.")
        for shop in wanted:
            enqueue(conn, shop.id, Hint(Kind.RECONCILE), cause="asked for")
        return len(wanted)
