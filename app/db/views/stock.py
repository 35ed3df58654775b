"""Units on hand and on their way, by item."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from app.db.tables.catalog import level, pool_location
from app.db.tables.supplies import inbound, supply
from app.db.views.sums import units
from app.domain.ids import DEFAULT_POOL, ShopId

STILL_COMING: Final = supply.c.quantity - supply.c.accepted - supply.c.rejected - supply.c.closed
"""Units of a supply that have not been received; below zero where more came than were announced."""


def on_hand(shop: ShopId) -> sa.Select[Any]:
    """(item_id, available, sellable, fetched_at) of items kept in the default pool, the one that is planned for.

    `sellable` is on hand less what may not be sold; `available` is that less what orders have taken. Either may be
    negative: more was sold, or moved, than was there.
    """
    here = sa.and_(
        pool_location.c.shop_id == level.c.shop_id,
        pool_location.c.pool_id == DEFAULT_POOL,
        pool_location.c.location_id == level.c.location_id,
    )
    return (
        sa.select(
            level.c.item_id,
            units(level.c.available).label("available"),
            units(level.c.available + level.c.committed).label("sellable"),
            sa.func.min(level.c.fetched_at).label("fetched_at"),
        )
        .join(pool_location, here)
        .where(level.c.shop_id == shop)
        .group_by(level.c.item_id)
    )


def incoming(shop: ShopId) -> sa.Select[Any]:
    """(item_id, units, fetched_at) of items with units still to come, to any location."""
    return (
        sa.select(
            supply.c.item_id, units(STILL_COMING).label("units"), sa.func.min(inbound.c.fetched_at).label("fetched_at")
        )
        .join(inbound, sa.and_(inbound.c.shop_id == supply.c.shop_id, inbound.c.inbound_id == supply.c.inbound_id))
        .where(supply.c.shop_id == shop, inbound.c.closed_at.is_(None), STILL_COMING > 0)
        .group_by(supply.c.item_id)
    )
