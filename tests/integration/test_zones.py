"""A location that lives by another clock than its shop: what is late there, received there, and due there.

The shop is in New York, its warehouse in Tokyo, where the day is over fourteen hours earlier.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from app.db import catalog, incoming, plans, shops, shopstate, zones
from app.db.activity import WORKER
from app.db.session import Database
from app.db.shops import Shop
from app.db.shopstate import DEADLINE, Desired
from app.db.tables.inbox import inbox
from app.db.tables.shopstate import activity, desired
from app.db.tables.supplies import inbound, receipt
from app.domain.ids import DEFAULT_POOL, LocationId, ShopId
from app.errors import NotFound
from app.inbox.hints import Hint, Kind, decode
from app.usecases.say_zone import say_zone
from tests.integration.factories.catalog import (
    WAREHOUSE,
    add_variant,
    add_warehouse,
    item_of,
    place_fact,
    set_stock,
    variant_fact,
)
from tests.integration.factories.deliveries import Units, save_delivery, set_buffer
from tests.integration.factories.moments import FETCHED_AT, NOW
from tests.integration.factories.orders import Line, save_order
from tests.integration.factories.planning import plan, switch_on

KETTLES = item_of(1)
TOKYO = "Asia/Tokyo"
STATED = date(2026, 12, 7)
EVENING = datetime(2026, 12, 7, 18, tzinfo=UTC)
"""Monday afternoon in New York, Tuesday morning in Tokyo."""


@pytest.fixture
def shop(database: Database, northpine: ShopId) -> Shop:
    """Five kettles are ordered, none is there, and five are stated for the seventh by a supplier who keeps its word."""
    with database.write() as conn:
        shops.update(conn, northpine, timezone="America/New_York")
        add_warehouse(conn, northpine)
        switch_on(conn, northpine, add_variant(conn, northpine, variant_fact(variant=1)))
        set_stock(conn, northpine, KETTLES, available=-5, committed=5)
        save_order(conn, northpine, lines=[Line(variant=1, quantity=5)])
        save_delivery(conn, northpine, units={KETTLES: Units(5)}, arrives_on=STATED)
        set_buffer(conn, northpine, days=0)
        return shops.by_id(conn, northpine)


def say(database: Database, shop: Shop, zone: str | None, place: LocationId = WAREHOUSE) -> int:
    with database.write() as conn:
        return say_zone(conn, shop, place, zone=zone, by="person:42", now=NOW)


def planned(database: Database, shop: Shop) -> date | None:
    with database.write() as conn:
        plan(conn, shop.id, KETTLES, now=EVENING)
        (part,) = plans.parts_of_item(conn, shop.id, KETTLES, DEFAULT_POOL)
        return part.ship_by


def test_a_delivery_is_late_when_its_day_is_over_where_it_goes(database: Database, shop: Shop) -> None:
    in_new_york = planned(database, shop)
    say(database, shop, TOKYO)
    in_tokyo = planned(database, shop)
    say(database, shop, None)

    assert (in_new_york, in_tokyo) == (date(2026, 12, 9), date(2026, 12, 10))
    assert planned(database, shop) == in_new_york


def test_units_are_received_on_the_day_of_the_dock_and_stated_for_a_day_of_the_shop(
    database: Database, shop: Shop
) -> None:
    """Somebody in New York typed the seventh; in Tokyo it is the eighth when the kettles come."""
    say(database, shop, TOKYO)
    with database.write() as conn:
        save_delivery(
            conn,
            shop.id,
            units={KETTLES: Units(5, accepted=5)},
            arrives_on=STATED,
            status="RECEIVED",
            received_at=EVENING,
            zones=zones.read(conn, shop),
        )
        days = [conn.scalar(sa.select(table.c.received_on)) for table in (inbound, receipt)]
        stated = conn.scalar(sa.select(incoming.last_eta(shop.id, inbound.c.inbound_id)).select_from(inbound))

    assert days == [date(2026, 12, 8), date(2026, 12, 8)]
    assert stated == STATED


def test_a_zone_is_written_down_and_everything_that_hangs_on_it_looked_at_again(database: Database, shop: Shop) -> None:
    with database.write() as conn:
        wish = Desired("order:5001", DEADLINE, [], "held")
        shopstate.want(conn, shop.id, wish, by=WORKER, at=NOW)
        shopstate.settle(conn, shop.id, wish)
        conn.execute(sa.delete(inbox))
    planned(database, shop)

    assert say(database, shop, TOKYO) == 1
    with database.read() as conn:
        logged = sa.select(activity.c.actor, activity.c.subject, activity.c.detail)
        entries = conn.execute(logged.where(activity.c.verb == "changed a time zone")).all()
        hints = {decode(body) for body in conn.scalars(sa.select(inbox.c.body).where(inbox.c.shop_id == shop.id))}
        assert zones.read(conn, shop).own == {WAREHOUSE: TOKYO}
        assert not shopstate.are_settled(conn, shop.id, ["order:5001"], DEADLINE)
        deciders = conn.scalars(sa.select(desired.c.decided_by).where(desired.c.field == DEADLINE)).all()
        assert deciders == ["person:42"] * 2
    assert {Hint(Kind.PLAN), Hint(Kind.DELIVER)} <= hints
    change = {"name": "Warehouse 7001", "zone": {"from": None, "to": TOKYO}, "orders": 1}
    assert entries == [("person:42", "location:7001", change)]

    assert say(database, shop, TOKYO) == 0


def test_only_an_open_location_of_the_shop_can_have_a_zone(database: Database, shop: Shop) -> None:
    closed = LocationId(7009)
    with database.write() as conn:
        add_warehouse(conn, shops.ensure(conn, "southpine.myshopify.com").id, location=LocationId(8001))
        catalog.save_locations(conn, shop.id, [place_fact(closed, active=False)], started_at=FETCHED_AT)

    for place in (closed, LocationId(8001), LocationId(1)):
        with pytest.raises(NotFound):
            say(database, shop, TOKYO, place)


def test_a_location_read_again_keeps_its_zone(database: Database, shop: Shop) -> None:
    say(database, shop, TOKYO)
    with database.write() as conn:
        add_warehouse(conn, shop.id)
        assert zones.read(conn, shop).own == {WAREHOUSE: TOKYO}
