"""All locks of the app, in one order. Whoever plans, worker or person, takes these first: no unit is given twice.

On SQLite a write transaction has the whole database from its first moment, so there is nothing left to lock. On
PostgreSQL they are advisory locks of the transaction: an item that nobody has planned yet has no row to lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import sqlalchemy as sa

from app.db import bundles
from app.domain.ids import InboundId, ItemId, OrderId, ShopId


def lock_items(conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]) -> None:
    """Hold the items in all their pools until the transaction ends, in one order so that no two planners deadlock.

    With each come the items it stands beside in a bundle for sale: two planners would both tell shoppers of the bundle
    what the other's item had before.
    """
    if conn.dialect.name == "sqlite":
        return
    wanted = set(items)
    wanted |= bundles.companions(conn, shop, wanted)
    _lock(conn, {_key(f"{shop}:item:{item}") for item in wanted})


def lock_inbound(conn: sa.Connection, shop: ShopId, inbound: InboundId) -> None:
    """Hold a delivery's dates until the transaction ends; take it before the items that it brings."""
    _lock(conn, {_key(f"{shop}:inbound:{inbound}")})


def lock_references(conn: sa.Connection, shop: ShopId, references: Iterable[str]) -> None:
    """Hold folded references until the transaction ends, so that none is given to two deliveries; take them first."""
    _lock(conn, {_key(f"{shop}:reference:{each}") for each in references})


def lock_orders(conn: sa.Connection, shop: ShopId, orders: Iterable[OrderId]) -> None:
    """Hold the orders until the transaction ends; take the items first.

    An order's lines may be of items that two planners hold at once: whoever comes second sees what the first decided.
    """
    _lock(conn, {_key(f"{shop}:order:{order}") for order in orders})


def _lock(conn: sa.Connection, keys: set[int]) -> None:
    if conn.dialect.name == "sqlite":
        return
    for key in sorted(keys):
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _key(name: str) -> int:
    """A signed 64-bit number for the name. Two names that share one merely wait for each other."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
