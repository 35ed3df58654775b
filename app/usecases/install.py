"""A merchant opened the app for the first time, or again after removing it: what waited for the install goes on now."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from datetime import datetime

import sqlalchemy as sa

from app.db import activity, imports, leases, shops
from app.db.shops import Shop
from app.db.tables.shops import ShopState
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.usecases.count_left_behind import come_back_in_a_week


def install(conn: sa.Connection, shop: Shop, scopes: AbstractSet[str], *, now: datetime) -> None:
    """The shop's token is stored: open its lanes, end their rest, and look at everything once. Safe to run twice."""
    was_there = shop.state is ShopState.INSTALLED
    shops.update(
        conn,
        shop.id,
        state=ShopState.INSTALLED,
        scopes=sorted(scopes),
        installed_at=shop.installed_at if was_there else now,
        uninstalled_at=None,
    )
    leases.wake(conn, shop.id)
    if not was_there:
        imports.forget(conn, shop.id)
        activity.log(conn, shop.id, "installed the app", "shop", actor="person", at=now)
        enqueue(conn, shop.id, Hint(Kind.RECONCILE), cause="installed")
        come_back_in_a_week(conn, shop, now=now)
