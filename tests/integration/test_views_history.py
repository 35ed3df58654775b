"""What a variant's page tells of what was done with it, and of what we wrote into the shop: who, what, when."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import FixedClock
from app.db import activity, footprints, shopstate
from app.db.activity import WORKER
from app.db.footprints import SWITCHED_OFF
from app.db.session import Database
from app.db.shopstate import METAFIELD, POLICY, Desired, variant_resource
from app.db.tables.shopstate import footprint
from app.db.views import history
from app.db.views.reader import reading
from app.domain.ids import ShopId
from tests.integration.factories.catalog import item_of
from tests.integration.factories.main_job import KETTLE
from tests.integration.factories.moments import NOW

RESOURCE = variant_resource(KETTLE)
SARAH, OLE = "person:42", "person:7"
ON = Desired(RESOURCE, POLICY, "CONTINUE", "44 units can still be promised")
SHOWN = Desired(RESOURCE, METAFIELD, {"v": 1}, "44 units can still be promised")
LATER = NOW + timedelta(hours=1)


def told(database: Database, shop: ShopId) -> list[tuple[str, str, datetime]]:
    with reading(database, FixedClock(LATER), shop) as reader:
        return [(each.by, each.sentence, each.at) for each in history.read(reader, KETTLE, item_of(KETTLE))]


def begin(conn: sa.Connection, shop: ShopId, wanted: Desired, *, by: str, at: datetime, before: Any) -> None:
    """`at` is the business instant of the decision; the worker's own clock is another."""
    shopstate.want(conn, shop, wanted, by=by, at=at)
    footprints.intend(conn, shop, wanted, observed=before, at=at + timedelta(days=300))


def written(conn: sa.Connection, shop: ShopId, wanted: Desired, *, by: str, at: datetime, before: Any = None) -> None:
    begin(conn, shop, wanted, by=by, at=at, before=before)
    done = footprints.restored if wanted.why == SWITCHED_OFF else footprints.confirm
    done(conn, shop, wanted, at=at + timedelta(days=300))


@pytest.fixture
def on(database: Database, northpine: ShopId) -> ShopId:
    """Sarah has switched it on."""
    with database.write() as conn:
        activity.log(conn, northpine, "switched on", RESOURCE, actor=SARAH, at=NOW)
        written(conn, northpine, ON, by=SARAH, at=NOW, before="DENY")
        written(conn, northpine, SHOWN, by=SARAH, at=NOW)
    return northpine


def test_what_was_written_stands_above_the_act_it_follows_from_with_who_decided_it(
    database: Database, on: ShopId
) -> None:
    assert told(database, on) == [
        ("Your team", "Set it to sell on when out of stock: 44 units can still be promised.", NOW),
        ("Your team", "Published on its page: 44 units can still be promised.", NOW),
        ("Your team", "Switched backorders on.", NOW),
    ]


def test_what_the_app_decides_later_is_the_apps_and_stands_on_top(database: Database, on: ShopId) -> None:
    sold = Desired(RESOURCE, METAFIELD, {"v": 2}, "34 units can still be promised")
    with database.write() as conn:
        written(conn, on, sold, by=WORKER, at=LATER)

    assert told(database, on) == [
        ("Backorder", "Published on its page: 34 units can still be promised.", LATER),
        ("Your team", "Set it to sell on when out of stock: 44 units can still be promised.", NOW),
        ("Your team", "Switched backorders on.", NOW),
    ]


def test_what_shopify_has_not_confirmed_is_said_to_be_so(database: Database, on: ShopId) -> None:
    sold_out = Desired(RESOURCE, POLICY, "DENY", "everything that is coming is promised")
    with database.write() as conn:
        begin(conn, on, sold_out, by=WORKER, at=LATER, before="CONTINUE")

    sentence = "Set it to stop selling when out of stock: everything that is coming is promised."
    assert told(database, on)[0] == ("Backorder", f"{sentence} Shopify has not confirmed it yet.", LATER)


def test_what_is_put_back_is_put_back_by_who_switched_off(database: Database, on: ShopId) -> None:
    with database.write() as conn:
        footprints.give_back(conn, on, RESOURCE, by=OLE, at=LATER)
        written(conn, on, Desired(RESOURCE, POLICY, "DENY", SWITCHED_OFF), by=OLE, at=LATER)
        written(conn, on, Desired(RESOURCE, METAFIELD, None, SWITCHED_OFF), by=OLE, at=LATER)

    assert told(database, on)[:2] == [
        ("Your team", "Put it back to stop selling when out of stock, as it was before Backorder.", LATER),
        ("Your team", "Took what Backorder said off its page.", LATER),
    ]


@pytest.mark.parametrize("is_taken_over", [False, True])
def test_a_write_that_others_have_undone_is_not_told_as_if_it_stood(
    database: Database, on: ShopId, *, is_taken_over: bool
) -> None:
    """Not after it was taken over either, until it is written again."""
    with database.write() as conn:
        footprints.notice_foreign(conn, on, RESOURCE, POLICY, observed="DENY")
        if is_taken_over:
            footprints.take_over_field(conn, on, RESOURCE, POLICY, by=OLE, at=LATER)
    sentences = [sentence for _, sentence, _ in told(database, on)]
    assert sentences == ["Published on its page: 44 units can still be promised.", "Switched backorders on."]


def test_what_was_written_when_nobody_noted_who_decides_is_nobodys_in_the_history(
    database: Database, on: ShopId
) -> None:
    with database.write() as conn:
        conn.execute(sa.update(footprint).where(footprint.c.shop_id == on).values(decided_at=None))

    assert told(database, on) == [("Your team", "Switched backorders on.", NOW)]


def test_no_more_than_ten_entries_are_told_the_newest(database: Database, on: ShopId) -> None:
    with database.write() as conn:
        for minute in range(1, 10):
            at = NOW + timedelta(minutes=minute)
            activity.log(conn, on, "switched off", RESOURCE, actor=OLE, at=at)

    found = told(database, on)
    assert len(found) == 10
    assert found[-1][1] == "Set it to sell on when out of stock: 44 units can still be promised."
