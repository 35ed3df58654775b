"""All locks of the app, in one order. Whoever plans, worker or person, takes these first: no unit is given twice.

On SQLite a write transaction has the whole database from its first moment, so there is nothing left to lock. On
PostgreSQL they are advisory locks of the transaction: an item that nobody has planned yet has no row to lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import sqlalchemy as sa

from app.domain.ids import ItemId, PoolId, ShopId


def lock_items(conn: sa.Connection, shop: ShopId, items: Iterable[tuple[ItemId, PoolId]]) -> None:
    """Hold the (item, pool) pairs until the transaction ends, taken in one order so that no two planners deadlock."""
    keys = sorted({_key(shop, item, pool) for item, pool in items})
    if conn.dialect.name == "sqlite":
        return
    for key in keys:
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _key(shop: ShopId, item: ItemId, pool: PoolId) -> int:
    """A signed 64-bit number for the pair. Two pairs that share one merely wait for each other."""
    digest = hashlib.blake2b(f"{shop}:{item}:{pool}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
