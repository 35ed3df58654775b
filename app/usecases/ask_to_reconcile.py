"""Compare everything now instead of at night."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, comparisons, shops
from app.db.inbox import is_waiting
from app.db.session import Database
from app.db.shops import Shop
from app.db.tables.inbox import Lane
from app.db.tables.shops import ShopState
from app.errors import NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind


def compare_now(conn: sa.Connection, shop: Shop, *, by: str, now: datetime) -> None:
    """A merchant's wish. Nothing happens where a comparison is under way or waits already."""
    if comparisons.current(conn, shop.id) is not None or is_waiting(conn, shop.id, lane=Lane.BULK):
        return
    activity.log(conn, shop.id, "asked for a comparison", "shop", actor=by, at=now)
    enqueue(conn, shop.id, Hint(Kind.RECONCILE), cause="asked for")


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
