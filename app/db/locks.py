"""All row locks of the app, in one order. Whoever plans, worker or person, takes these first: no unit is given twice.

On SQLite a write transaction has the whole database from its first moment, so there is nothing left to lock.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from app.db.rows import insert_into
from app.db.tables.plans import plan
from app.domain.ids import ItemId, PoolId, ShopId


def lock_items(conn: sa.Connection, shop: ShopId, items: Iterable[tuple[ItemId, PoolId]]) -> None:
    """Hold the (item, pool) rows until the transaction ends, taken in id order so that two planners cannot deadlock."""
    ordered = sorted(set(items))
    if not ordered:
        return
    conn.execute(
        insert_into(conn, plan).on_conflict_do_nothing(),
        [{"shop_id": shop, "item_id": item, "pool_id": pool} for item, pool in ordered],
    )
    if conn.dialect.name == "sqlite":
        return
    for item, pool in ordered:
        conn.execute(
            sa.select(plan.c.item_id)
            .where(plan.c.shop_id == shop, plan.c.item_id == item, plan.c.pool_id == pool)
            .with_for_update()
        )
