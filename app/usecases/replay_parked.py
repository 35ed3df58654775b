"""Rows that waited for a person wait for a worker again."""

from __future__ import annotations

from app.db import inbox, shops
from app.db.inbox import ParkedRow
from app.db.session import Database
from app.db.tables.shops import ShopState
from app.errors import NotFound


def replay_parked(database: Database, domain: str = "") -> list[ParkedRow]:
    """Replay the parked rows of one shop, or of all that are installed, and give them. Raises NotFound."""
    with database.write() as conn:
        wanted = [shop for shop in shops.in_state(conn, ShopState.INSTALLED) if domain in {"", shop.domain}]
        if domain and not wanted:
            raise NotFound(f"{domain} is not installed.")
        rows = [row for shop in wanted for row in inbox.parked(conn, shop.id)]
        for shop in wanted:
            inbox.replay(conn, shop.id)
        return rows
