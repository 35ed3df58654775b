"""One page being read: its transaction, whose shop it is, and which day it is there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.clock import Clock, local_date, machine_now
from app.db import shops
from app.db.session import Database
from app.db.shops import Shop
from app.db.tables.shops import shop as shop_table
from app.domain.ids import ShopId
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class Reader:
    """`now` is the business instant, `today` the shop's calendar day then."""

    conn: sa.Connection
    shop: Shop
    now: datetime
    today: date

    def oldest(self, instants: Iterable[datetime | None]) -> datetime:
        """The earliest of these, machine clock; where there is none, when the shop itself was read, else now."""
        known = [each for each in instants if each is not None]
        return min(known) if known else self.shop_read_at() or machine_now()

    def shop_read_at(self) -> datetime | None:
        """When Shopify was last asked about the shop itself, machine clock; None: never."""
        fetched: datetime | None = self.conn.scalar(
            sa.select(shop_table.c.fetched_at).where(shop_table.c.id == self.shop.id)
        )
        return fetched


@contextmanager
def reading(database: Database, clock: Clock, shop: ShopId) -> Iterator[Reader]:
    """A read transaction for one page. Raises NotFound for a shop that was never given this id."""
    with database.read() as conn:
        try:
            known = shops.by_id(conn, shop)
        except sa.exc.NoResultFound:
            raise NotFound("There is no such shop.") from None
        now = clock.now()
        yield Reader(conn, known, now, local_date(now, known.timezone))
