"""An item region by region: what a page adds up for the whole shop, split again where several regions are drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from app.db import plans, pools
from app.db.shown_regions import RegionUnits
from app.db.tables.catalog import level, pool_location
from app.db.tables.plans import plan, plan_part
from app.db.tables.supplies import inbound, supply
from app.db.views.reader import Reader
from app.db.views.stock import STILL_COMING
from app.db.views.stretches import IS_OWED
from app.db.views.sums import units
from app.domain.ids import DEFAULT_POOL, ItemId, LocationId, PoolId
from app.domain.model import UNLIMITED, SaleState, Unlimited
from app.domain.pools import Pools

_ELSEWHERE: Final = "Everywhere else"
_SELLING: Final = (SaleState.PREORDER, SaleState.BACKORDER, SaleState.IN_STOCK, SaleState.SOLD_OUT)
"""Of several regions' states the first of these speaks for all."""

Said = Mapping[str, Any]
"""What a shopper may be told, as a plan has it (`plan.availability`)."""


def read(reader: Reader, item: ItemId, *, stock_only: bool) -> tuple[RegionUnits, ...]:
    """The drawn regions by slot, then everywhere else; none where no region is drawn. One statement then.

    `stock_only`: Shopify sells nothing beyond stock, whatever is planned.
    """
    known = pools.read(reader.conn, reader.shop.id)
    if not known.drawn:
        return ()
    here, owed, coming = _on_hand(reader, item), _owed(reader, item), _coming(reader, item, known)
    stored = plans.of_item(reader.conn, reader.shop.id, item)
    return tuple(
        RegionUnits(
            name=known.names.get(pool, _ELSEWHERE),
            on_hand=max(0, here.get(pool, 0)),
            owed=owed.get(pool, 0),
            incoming=coming.get(pool, 0),
            left=_left(stored[pool].availability, stock_only=stock_only) if pool in stored else 0,
        )
        for pool in (*known.drawn, DEFAULT_POOL)
    )


def said_elsewhere(reader: Reader) -> dict[ItemId, list[Said]]:
    """What shoppers of drawn regions may be told of each planned item; nothing where none is drawn."""
    known = pools.read(reader.conn, reader.shop.id)
    found: defaultdict[ItemId, list[Said]] = defaultdict(list)
    if known.drawn:
        rows = reader.conn.execute(
            sa.select(plan.c.item_id, plan.c.availability)
            .where(plan.c.shop_id == reader.shop.id, plan.c.pool_id.in_(known.drawn))
            .where(plan.c.availability.is_not(None))
        )
        for row in rows:
            found[ItemId(row.item_id)].append(row.availability)
    return found


def together(said: Sequence[Said]) -> Said:
    """The offers of all regions as one: all that is left anywhere, and every date."""
    states = {each["state"] for each in said}
    left = [each["left"] for each in said]
    return {
        "state": next(state.value for state in _SELLING if state.value in states),
        "steps": [step for each in said for step in each["steps"]],
        "left": None if None in left else sum(left),
    }


def from_stock(said: Said) -> Said:
    """What is left where Shopify sells nothing beyond stock, as `app.domain.availability.from_stock` has it."""
    steps = [step for step in said["steps"] if step["by"] is None]
    state = SaleState.IN_STOCK if steps else SaleState.SOLD_OUT
    return {"state": state.value, "steps": steps, "left": steps[-1]["upto"] if steps else 0}


def _on_hand(reader: Reader, item: ItemId) -> dict[PoolId, int]:
    lies = sa.and_(pool_location.c.shop_id == level.c.shop_id, pool_location.c.location_id == level.c.location_id)
    rows = reader.conn.execute(
        sa.select(pool_location.c.pool_id, units(level.c.available + level.c.committed).label("units"))
        .join(level, lies)
        .where(level.c.shop_id == reader.shop.id, level.c.item_id == item)
        .group_by(pool_location.c.pool_id)
    )
    return {PoolId(row.pool_id): row.units for row in rows}


def _owed(reader: Reader, item: ItemId) -> dict[PoolId, int]:
    rows = reader.conn.execute(
        sa.select(plan_part.c.pool_id, units(plan_part.c.quantity).label("units"))
        .where(plan_part.c.shop_id == reader.shop.id, plan_part.c.item_id == item, IS_OWED)
        .group_by(plan_part.c.pool_id)
    )
    return {PoolId(row.pool_id): row.units for row in rows}


def _coming(reader: Reader, item: ItemId, known: Pools) -> dict[PoolId, int]:
    same = sa.and_(inbound.c.shop_id == supply.c.shop_id, inbound.c.inbound_id == supply.c.inbound_id)
    rows = reader.conn.execute(
        sa.select(inbound.c.destination_id, units(STILL_COMING).label("units"))
        .join(supply, same)
        .where(supply.c.shop_id == reader.shop.id, supply.c.item_id == item)
        .where(inbound.c.closed_at.is_(None), STILL_COMING > 0)
        .group_by(inbound.c.destination_id)
    )
    found: defaultdict[PoolId, int] = defaultdict(int)
    for row in rows:
        place = None if row.destination_id is None else LocationId(row.destination_id)
        found[known.of_place(place)] += row.units
    return found


def _left(said: Said | None, *, stock_only: bool) -> int | Unlimited:
    if said is None:
        return 0
    left: int | None = (from_stock(said) if stock_only else said)["left"]
    return UNLIMITED if left is None else left
