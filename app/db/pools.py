"""Pools of locations, read and written. The default pool is what the others leave of the active locations."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from app.db.rows import add, put
from app.db.tables.catalog import location, pool, pool_country, pool_location
from app.domain.ids import DEFAULT_POOL, LocationId, PoolId, ShopId
from app.domain.pools import NONE_DRAWN, Pools


@dataclass(frozen=True, slots=True)
class Region:
    """A drawn pool as the merchant means it. Countries are ISO 3166-1 alpha-2."""

    name: str
    countries: frozenset[str]
    locations: frozenset[LocationId]


def read(conn: sa.Connection, shop: ShopId) -> Pools:
    """One statement where none is drawn."""
    rows = conn.execute(
        sa.select(pool.c.pool_id, pool.c.name).where(pool.c.shop_id == shop, pool.c.pool_id != DEFAULT_POOL)
    ).all()
    if not rows:
        return NONE_DRAWN
    places = conn.execute(
        sa.select(pool_location.c.location_id, pool_location.c.pool_id).where(
            pool_location.c.shop_id == shop, pool_location.c.pool_id != DEFAULT_POOL
        )
    )
    countries = conn.execute(
        sa.select(pool_country.c.country, pool_country.c.pool_id).where(pool_country.c.shop_id == shop)
    )
    return Pools(
        names={PoolId(row.pool_id): row.name for row in rows},
        places={LocationId(row.location_id): PoolId(row.pool_id) for row in places},
        countries={row.country: PoolId(row.pool_id) for row in countries},
    )


def draw(conn: sa.Connection, shop: ShopId, pool_id: PoolId, region: Region) -> None:
    """Write a pool as it should be. Its locations and countries must be no other drawn pool's."""
    _empty(conn, shop, pool_id)
    put(conn, pool, [{"shop_id": shop, "pool_id": pool_id, "name": region.name}])
    places = sorted(region.locations)
    put(conn, pool_location, [{"shop_id": shop, "pool_id": pool_id, "location_id": place} for place in places])
    countries = sorted(region.countries)
    add(conn, pool_country, [{"shop_id": shop, "pool_id": pool_id, "country": country} for country in countries])
    fill_default(conn, shop)


def erase(conn: sa.Connection, shop: ShopId, pool_id: PoolId) -> None:
    """Its locations and countries are the default pool's again."""
    _empty(conn, shop, pool_id)
    conn.execute(sa.delete(pool).where(pool.c.shop_id == shop, pool.c.pool_id == pool_id))
    fill_default(conn, shop)


def _empty(conn: sa.Connection, shop: ShopId, pool_id: PoolId) -> None:
    for table in (pool_location, pool_country):
        conn.execute(sa.delete(table).where(table.c.shop_id == shop, table.c.pool_id == pool_id))


def fill_default(conn: sa.Connection, shop: ShopId) -> set[LocationId]:
    """Give the default pool every location that serves online orders and is no drawn pool's.

    One that serves none any more leaves its pool. Gives those that are in another pool than before. Whoever fills it at
    the same time waits: writing the default pool's own row comes first.
    """
    put(conn, pool, [{"shop_id": shop, "pool_id": DEFAULT_POOL, "name": "All locations"}])
    before, places = _pool_of_each(conn, shop), serving(conn, shop)
    drawn = {place: pool_id for place, pool_id in before.items() if pool_id != DEFAULT_POOL and place in places}
    after = dict.fromkeys(places, DEFAULT_POOL) | drawn
    moved = {place for place, _ in before.items() ^ after.items()}
    mine = sa.and_(pool_location.c.shop_id == shop, pool_location.c.location_id.in_(moved))
    conn.execute(sa.delete(pool_location).where(mine))
    rows = [{"shop_id": shop, "pool_id": after[place], "location_id": place} for place in sorted(moved & after.keys())]
    put(conn, pool_location, rows)
    return moved


def _pool_of_each(conn: sa.Connection, shop: ShopId) -> dict[LocationId, PoolId]:
    rows = conn.execute(
        sa.select(pool_location.c.location_id, pool_location.c.pool_id).where(pool_location.c.shop_id == shop)
    )
    return {LocationId(row.location_id): PoolId(row.pool_id) for row in rows}


def serving(conn: sa.Connection, shop: ShopId) -> set[LocationId]:
    """The active locations that fulfil online orders: only these are in pools."""
    found = conn.scalars(
        sa.select(location.c.location_id).where(
            location.c.shop_id == shop, location.c.is_active, location.c.fulfills_online_orders
        )
    )
    return {LocationId(each) for each in found}
