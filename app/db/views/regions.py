"""Regions with the names of what is in them."""

from __future__ import annotations

import sqlalchemy as sa

from app.db import plans, pools
from app.db.shown_regions import Place, RegionRow, RegionsView
from app.db.tables.catalog import location, pool_location
from app.db.views.reader import Reader
from app.domain.ids import DEFAULT_POOL, LocationId, PoolId


def regions_view(reader: Reader) -> RegionsView:
    known = pools.read(reader.conn, reader.shop.id)
    places = _places(reader)
    return RegionsView(
        regions=tuple(
            RegionRow(
                slot=slot,
                name=known.names[slot],
                countries=tuple(sorted(each for each, of in known.countries.items() if of == slot)),
                places=places.get(slot, ()),
            )
            for slot in known.drawn
        ),
        rest=places.get(DEFAULT_POOL, ()),
        orders=plans.orders_planned(reader.conn, reader.shop.id),
    )


def _places(reader: Reader) -> dict[PoolId, tuple[Place, ...]]:
    same = sa.and_(location.c.shop_id == pool_location.c.shop_id, location.c.location_id == pool_location.c.location_id)
    rows = reader.conn.execute(
        sa.select(pool_location.c.pool_id, location.c.location_id, location.c.name)
        .join(location, same)
        .where(pool_location.c.shop_id == reader.shop.id)
        .order_by(location.c.name, location.c.location_id)
    )
    found: dict[PoolId, tuple[Place, ...]] = {}
    for row in rows:
        pool = PoolId(row.pool_id)
        found[pool] = (*found.get(pool, ()), Place(LocationId(row.location_id), row.name))
    return found
