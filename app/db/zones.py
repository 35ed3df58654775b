"""In which time zone each location lives: as the merchant says, else the shop's. Shopify's Location has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from app.clock import local_date
from app.db.rows import SHOP
from app.db.shops import Shop
from app.db.tables.catalog import location
from app.domain.ids import LocationId, PoolId, ShopId
from app.domain.pools import Pools

_OWN = sa.select(location.c.location_id, location.c.timezone, location.c.is_active).where(
    location.c.shop_id == SHOP, location.c.timezone.is_not(None)
)


@dataclass(frozen=True, slots=True)
class Location:
    """An open location. `own` is its own IANA zone; None: the shop's counts."""

    id: LocationId
    name: str
    own: str | None


@dataclass(frozen=True, slots=True)
class Zones:
    """IANA names: the shop's, and those of locations that have their own."""

    shop: str
    own: Mapping[LocationId, str] = field(default_factory=dict)
    closed: frozenset[LocationId] = frozenset()
    """Of those with their own the ones from which nothing ships any more: what stands there keeps its days."""

    def of(self, place: LocationId | None) -> str:
        """None: nobody knows the place."""
        return self.shop if place is None else self.own.get(place, self.shop)

    def today(self, place: LocationId | None, now: datetime) -> date:
        """The calendar day of `now` (aware) at the place."""
        return local_date(now, self.of(place))

    def today_in(self, pool: PoolId, pools: Pools, now: datetime) -> date:
        """The latest day of the shop and of the pool's open locations: what is promised for it is over nowhere."""
        there = [place for place in self.own.keys() - self.closed if pools.of_place(place) == pool]
        return max(self.today(place, now) for place in [None, *there])


def read(conn: sa.Connection, shop: Shop) -> Zones:
    """The zones of all locations that have their own."""
    found = conn.execute(_OWN, {"shop": shop.id}).all()
    own = {LocationId(row.location_id): row.timezone for row in found}
    return Zones(shop.timezone, own, frozenset(LocationId(row.location_id) for row in found if not row.is_active))


def locations(conn: sa.Connection, shop: ShopId) -> tuple[Location, ...]:
    """All that are open, in the order of their names."""
    mine = sa.and_(location.c.shop_id == shop, location.c.is_active)
    columns = (location.c.location_id, location.c.name, location.c.timezone)
    rows = conn.execute(sa.select(*columns).where(mine).order_by(location.c.name, location.c.location_id))
    return tuple(Location(LocationId(row.location_id), row.name, row.timezone) for row in rows)


def of_location(conn: sa.Connection, shop: ShopId, place: LocationId) -> Location | None:
    """None: there is no such location, or it is closed."""
    return next((each for each in locations(conn, shop) if each.id == place), None)


def say(conn: sa.Connection, shop: ShopId, place: LocationId, zone: str | None) -> None:
    """Give the location a zone of its own; None: the shop's counts."""
    mine = sa.and_(location.c.shop_id == shop, location.c.location_id == place)
    conn.execute(sa.update(location).where(mine).values(timezone=zone))
