"""Units on hand and on their way, by item."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from app.db.tables.catalog import level, pool_location
from app.db.tables.supplies import SupplySource, inbound, supply
from app.db.views.reader import Reader
from app.db.views.sums import units
from app.domain.ids import ItemId, ShopId

STILL_COMING: Final = supply.c.quantity - supply.c.accepted - supply.c.rejected - supply.c.closed
"""Units of a supply that have not been received; below zero where more came than were announced."""

_PLANNED_FOR: Final = sa.and_(
    pool_location.c.shop_id == level.c.shop_id,
    pool_location.c.location_id == level.c.location_id,
)
_TOGETHER: Final = sa.and_(inbound.c.shop_id == supply.c.shop_id, inbound.c.inbound_id == supply.c.inbound_id)


@dataclass(frozen=True, slots=True)
class Stock:
    """An item's, at the locations that are planned for; `incoming` to any location.

    `on_hand` is what may be sold, floor 0; `available` is that less what orders have taken, and negative where they
    took more than is there. `fetched` are the machine instants of the oldest facts.
    """

    on_hand: int = 0
    available: int = 0
    incoming: int = 0
    fetched: tuple[datetime, ...] = ()


def of_items(reader: Reader, items: Collection[ItemId]) -> dict[ItemId, Stock]:
    """The stock of each of these items. Two statements."""
    here = _by_item(reader, _here().where(level.c.shop_id == reader.shop.id, level.c.item_id.in_(items)))
    coming = _by_item(reader, _coming().where(supply.c.shop_id == reader.shop.id, supply.c.item_id.in_(items)))
    return {each: _stock(here.get(each), coming.get(each)) for each in items}


def is_out(shop: ShopId, item: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """The condition "nothing of this item can be sold from stock"; an item that is kept nowhere is not out."""
    available = (
        sa.select(sa.func.sum(level.c.available))
        .join(pool_location, _PLANNED_FOR)
        .where(level.c.shop_id == shop, level.c.item_id == item)
    )
    return available.scalar_subquery() <= 0


def _here() -> sa.Select[Any]:
    return (
        sa.select(
            level.c.item_id,
            units(level.c.available).label("available"),
            units(level.c.available + level.c.committed).label("sellable"),
            sa.func.min(level.c.fetched_at).label("fetched_at"),
        )
        .join(pool_location, _PLANNED_FOR)
        .group_by(level.c.item_id)
    )


def _coming() -> sa.Select[Any]:
    return (
        sa.select(
            supply.c.item_id,
            units(STILL_COMING).label("units"),
            sa.func.min(sa.case((inbound.c.source != SupplySource.OWN, inbound.c.fetched_at))).label("fetched_at"),
        )
        .join(inbound, _TOGETHER)
        .where(inbound.c.closed_at.is_(None), STILL_COMING > 0)
        .group_by(supply.c.item_id)
    )


def _by_item(reader: Reader, statement: sa.Select[Any]) -> dict[ItemId, sa.RowMapping]:
    return {ItemId(row["item_id"]): row for row in reader.conn.execute(statement).mappings()}


def _stock(here: sa.RowMapping | None, coming: sa.RowMapping | None) -> Stock:
    return Stock(
        on_hand=max(0, here["sellable"]) if here else 0,
        available=here["available"] if here else 0,
        incoming=coming["units"] if coming else 0,
        fetched=tuple(row["fetched_at"] for row in (here, coming) if row and row["fetched_at"]),
    )
