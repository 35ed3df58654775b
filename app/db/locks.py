"""All locks of the app, in one order. Whoever plans, worker or person, takes these first: no unit is given twice.

On SQLite a write transaction has the whole database from its first moment, so there is nothing left to lock. On
PostgreSQL they are advisory locks of the transaction: an item that nobody has planned yet has no row to lock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from app.db import bundles, orders
from app.db.tables.catalog import variant
from app.db.tables.shopstate import desired, footprint
from app.domain.ids import InboundId, ItemId, OrderId, ShopId, VariantId


def lock_items(conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]) -> None:
    """Hold the items in all their pools until the transaction ends, in one order so that no two planners deadlock.

    With each come the items it stands beside in a bundle for sale or in an order that ships in one parcel: two planners
    would both tell shoppers of the bundle, or its customer, what the other's item had before.
    """
    if conn.dialect.name == "sqlite":
        return
    wanted = set(items)
    wanted |= bundles.companions(conn, shop, wanted) | orders.companions(conn, shop, wanted)
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


def lock_if_free(conn: sa.Connection, shop: ShopId, fields: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the fields (resource, name) whose wish, footprint and variant nobody else holds; they are held until the
    transaction ends. Never waits: whoever plans locks several of them too, in an order of its own.
    """
    if conn.dialect.name == "sqlite":
        return set(fields)
    free = _free(conn, shop, footprint, fields, or_missing=True) & _free(conn, shop, desired, fields)
    ids = {VariantId(int(each.removeprefix("variant:"))) for each, _ in free if each.startswith("variant:")}
    rows = sa.select(variant.c.variant_id).where(variant.c.shop_id == shop, variant.c.variant_id.in_(ids))
    held = set(conn.scalars(rows.with_for_update(skip_locked=True)))
    busy = {f"variant:{each}" for each in set(conn.scalars(rows)) - held}
    return {each for each in free if each[0] not in busy}


def _free(
    conn: sa.Connection,
    shop: ShopId,
    table: sa.Table,
    fields: Sequence[tuple[str, str]],
    *,
    or_missing: bool = False,
) -> set[tuple[str, str]]:
    rows = sa.select(table.c.resource, table.c.field).where(
        table.c.shop_id == shop, sa.tuple_(table.c.resource, table.c.field).in_(fields)
    )
    free = {(row.resource, row.field) for row in conn.execute(rows.with_for_update(skip_locked=True))}
    if or_missing:
        free |= set(fields) - {(row.resource, row.field) for row in conn.execute(rows)}
    return free


def _lock(conn: sa.Connection, keys: set[int]) -> None:
    if conn.dialect.name == "sqlite":
        return
    for key in sorted(keys):
        conn.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _key(name: str) -> int:
    """A signed 64-bit number for the name. Two names that share one merely wait for each other."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
