"""Many intentions in one transaction, and never waiting for a row while holding others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa

from app.clock import FixedClock
from app.converge.desk import Desk
from app.db import footprints, shops, shopstate
from app.db.activity import WORKER
from app.db.leases import LeaseLost
from app.db.session import Database
from app.db.shopstate import METAFIELD, Desired, variant_resource
from app.db.tables.shopstate import desired
from app.domain.ids import ShopId, VariantId
from tests.conftest import add_shop
from tests.integration.factories.moments import NOW
from tests.integration.test_planning_races import wait_until_waiting

WANTED = [Desired(variant_resource(VariantId(number)), METAFIELD, {"v": 1}) for number in (31, 32, 33)]
BUSY = WANTED[0]


def ready(database: Database) -> tuple[ShopId, Desk]:
    shop = add_shop(database, "northpine.myshopify.com")
    with database.write() as conn:
        for each in WANTED:
            shopstate.want(conn, shop, each, by=WORKER, at=NOW)
        known = shops.by_id(conn, shop)
    admin = cast("Any", SimpleNamespace(now=lambda: NOW))
    return shop, Desk(admin, database, known, FixedClock(NOW), lambda: True)


def intended(database: Database, shop: ShopId) -> list[str]:
    with database.read() as conn:
        return [each.resource for each in WANTED if footprints.footprint_of(conn, shop, *each.key)]


def test_all_that_nobody_holds_is_intended_at_once_and_what_is_not_wanted_any_more_is_left_out(database):
    shop, desk = ready(database)
    with database.write() as conn:
        shopstate.want(conn, shop, Desired(BUSY.resource, METAFIELD, {"v": 2}), by=WORKER, at=NOW)
    assert desk.intend_all(WANTED) == WANTED[1:]
    assert intended(database, shop) == [each.resource for each in WANTED[1:]]


def test_a_wish_that_a_planner_holds_is_intended_after_the_others_were_committed(
    postgresql_database: Database,
) -> None:
    database = postgresql_database
    shop, desk = ready(database)
    with ThreadPoolExecutor(1) as thread:
        with database.write() as planner:
            held = sa.and_(desired.c.shop_id == shop, desired.c.resource == BUSY.resource)
            planner.execute(sa.select(desired.c.field).where(held).with_for_update()).all()
            running = thread.submit(desk.intend_all, WANTED)
            wait_until_waiting(database, 1, [running])
            assert intended(database, shop) == [each.resource for each in WANTED[1:]]
        assert running.result() == WANTED
    assert intended(database, shop) == [each.resource for each in WANTED]


def test_a_worker_whose_lane_is_another_ones_intends_nothing(database):
    shop, desk = ready(database)
    lost = Desk(desk.admin, desk.database, desk.shop, desk.clock, lambda: False)
    with pytest.raises(LeaseLost):
        lost.intend_all(WANTED)
    assert intended(database, shop) == []
