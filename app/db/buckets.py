"""Shopify's points as rows, so that all our processes spend from the same bucket. Implements the client's `Bucket`.

Each method is one short transaction of its own, closed before any call. The time is the database's, because several
machines refill one bucket.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db.instant import database_now
from app.db.rows import insert_into
from app.db.session import Database
from app.db.tables.inbox import bucket
from app.domain.ids import ShopId
from app.shopify.bucket import BucketState
from app.shopify.ports import ShopRef, ThrottleStatus


class BucketRows:
    """One row a shop. A shop without a row has the smallest bucket, full."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, shop: ShopRef, points: int, *, people: bool) -> float:
        """Take `points` and return 0.0, or take nothing and return the seconds to wait before asking again."""
        with self._database.write() as connection:
            now = _seconds(connection)
            state, wait = _locked(connection, shop.id, now=now).take(points, people=people, now=now)
            _save(connection, shop.id, state)
        return wait

    def settle(self, shop: ShopRef, *, taken: int, status: ThrottleStatus | None) -> None:
        """Give back what was set aside and believe Shopify's figure; nothing is known when it gave none."""
        if status is None:
            return
        with self._database.write() as connection:
            now = _seconds(connection)
            _save(connection, shop.id, _locked(connection, shop.id, now=now).settle(taken, status, now=now))


def _locked(connection: sa.Connection, shop: ShopId, *, now: float) -> BucketState:
    """The shop's state, made if it has none, and nobody else's to change until the transaction ends."""
    fresh = {"shop_id": shop} | asdict(BucketState(at=now))
    connection.execute(insert_into(connection, bucket).values(fresh).on_conflict_do_nothing())
    columns = (bucket.c.maximum, bucket.c.available, bucket.c.restore_rate, bucket.c.at)
    query = sa.select(*columns).where(bucket.c.shop_id == shop).with_for_update()
    return BucketState(**connection.execute(query).mappings().one())


def _save(connection: sa.Connection, shop: ShopId, state: BucketState) -> None:
    connection.execute(bucket.update().where(bucket.c.shop_id == shop).values(asdict(state)))


def _seconds(connection: sa.Connection) -> float:
    now: Any = connection.scalar(sa.select(database_now(connection)))
    instant: datetime = now
    return instant.timestamp()
