"""Items whose every change matters: what the rest of the shop does is the merchant's own business."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from app.db import terms
from app.db.tables.catalog import item
from app.db.tables.orders import order_line
from app.db.tables.supplies import inbound, supply
from app.domain.ids import ItemId, ShopId

_AT_ONCE = 500


def watched(conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]) -> set[ItemId]:
    """Those of `items` that are switched on, owed, or on their way to the shop, and those we have never read."""
    wanted = set(items)
    known = conn.scalars(
        sa.select(item.c.item_id).where(
            item.c.shop_id == shop, item.c.item_id.in_(list(wanted)), item.c.deleted_at.is_(None)
        )
    )
    coming = conn.scalars(
        sa.select(supply.c.item_id).where(
            supply.c.shop_id == shop, supply.c.item_id.in_(list(wanted)), _is_coming(shop)
        )
    )
    unknown = wanted - {ItemId(each) for each in known}
    return unknown | {ItemId(each) for each in coming} | terms.planned_items(conn, shop, wanted)


def waited_for(conn: sa.Connection, shop: ShopId, *, read_at: datetime) -> list[ItemId]:
    """Planned items with open lines or units on their way, last read before `read_at` (machine clock)."""
    open_line = sa.exists().where(
        order_line.c.shop_id == shop, order_line.c.item_id == item.c.item_id, order_line.c.open > 0
    )
    coming = sa.exists().where(supply.c.shop_id == shop, supply.c.item_id == item.c.item_id, _is_coming(shop))
    rows = conn.scalars(
        sa.select(item.c.item_id)
        .where(item.c.shop_id == shop, item.c.fetched_at < read_at, item.c.deleted_at.is_(None))
        .where(sa.or_(open_line, coming))
    )
    waiting = sorted(ItemId(each) for each in rows)
    planned: set[ItemId] = set()
    for start in range(0, len(waiting), _AT_ONCE):
        planned |= terms.planned_items(conn, shop, waiting[start : start + _AT_ONCE])
    return sorted(planned)


def _is_coming(shop: ShopId) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        inbound.c.shop_id == shop, inbound.c.inbound_id == supply.c.inbound_id, inbound.c.closed_at.is_(None)
    )
