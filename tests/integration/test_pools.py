"""Pools of locations: who is served from where, what is published of it, and what becomes of it when they are redrawn.

Kettles are kept in Ohio and in Hamburg, and on their way to both; Germany and Austria are Hamburg's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.clock import FixedClock
from app.db import plans, pools, promises, published, shops, terms
from app.db.pools import Region
from app.db.session import Database
from app.db.shown_regions import RegionUnits
from app.db.tables.catalog import gap, pool_location
from app.db.tables.inbox import inbox
from app.db.tables.orders import hard_peg, order
from app.db.tables.plans import plan as plan_table
from app.db.tables.shopstate import activity
from app.db.tables.supplies import supply
from app.db.views import ShopViews
from app.domain.ids import ItemId, LineId, LocationId, PoolId, ShopId, VariantId
from app.domain.model import AllocationRule
from app.domain.pools import NONE_DRAWN, Pools
from app.errors import Conflict, NotFound
from app.inbox.hints import Hint, Kind, decode
from app.refetch.locations import keep_locations
from app.replan import anew
from app.shopify.facts import ComponentFact, Unreadable
from app.usecases.draw_regions import draw_region, erase_region
from tests.integration.factories.catalog import (
    WAREHOUSE,
    add_variant,
    add_warehouse,
    item_of,
    place_fact,
    set_levels,
    variant_fact,
)
from tests.integration.factories.deliveries import Units, save_delivery
from tests.integration.factories.moments import NOW
from tests.integration.factories.orders import Line, save_order
from tests.integration.factories.planning import plan, switch_on

OHIO, HAMBURG = WAREHOUSE, LocationId(7002)
EUROPE = PoolId(2)
REGION = Region("Europe", frozenset({"DE", "AT"}), frozenset({HAMBURG}))
KETTLE = VariantId(1)
KETTLES = item_of(KETTLE)


def places(conn: sa.Connection, shop: ShopId) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for row in conn.execute(sa.select(pool_location).where(pool_location.c.shop_id == shop)):
        found.setdefault(row.pool_id, set()).add(row.location_id)
    return found


def test_the_default_pool_is_what_the_others_leave(database: Database, northpine: ShopId) -> None:
    with database.write() as conn:
        for place in (OHIO, HAMBURG, LocationId(7003)):
            add_warehouse(conn, northpine, location=place)
        assert (pools.read(conn, northpine), places(conn, northpine)) == (NONE_DRAWN, {1: {OHIO, HAMBURG, 7003}})
        pools.draw(conn, northpine, EUROPE, REGION)
        assert pools.read(conn, northpine) == Pools({EUROPE: "Europe"}, {HAMBURG: EUROPE}, {"AT": EUROPE, "DE": EUROPE})
        assert places(conn, northpine) == {1: {OHIO, 7003}, 2: {HAMBURG}}
        add_warehouse(conn, northpine, location=HAMBURG, active=False)
        assert places(conn, northpine) == {1: {OHIO, 7003}}
        add_warehouse(conn, northpine, location=HAMBURG)
        assert places(conn, northpine) == {1: {OHIO, HAMBURG, 7003}}
        pools.draw(conn, northpine, EUROPE, Region("Alps", frozenset({"CH"}), frozenset({OHIO})))
        assert pools.read(conn, northpine) == Pools({EUROPE: "Alps"}, {OHIO: EUROPE}, {"CH": EUROPE})
        pools.erase(conn, northpine, EUROPE)
        assert (pools.read(conn, northpine), places(conn, northpine)) == (NONE_DRAWN, {1: {OHIO, HAMBURG, 7003}})


def the_shop(conn: sa.Connection, shop: ShopId) -> None:
    """4 kettles in Ohio and 20 coming there, 2 in Hamburg and 10 coming there later; nobody has ordered."""
    for place in (OHIO, HAMBURG):
        add_warehouse(conn, shop, location=place)
    switch_on(conn, shop, add_variant(conn, shop, variant_fact(variant=KETTLE)))
    set_levels(conn, shop, KETTLES, {OHIO: (4, 0, 20), HAMBURG: (2, 0, 10)})
    deliver(conn, shop, 1, OHIO, 20, date(2026, 12, 7))
    deliver(conn, shop, 2, HAMBURG, 10, date(2026, 12, 14))


def deliver(conn: sa.Connection, shop: ShopId, number: int, to: LocationId, units: int, on: date) -> None:
    sent = {KETTLES: Units(units)}
    save_delivery(conn, shop, number=number, units=sent, arrives_on=on, destination=to, supplier_name="")


def bodies(conn: sa.Connection, shop: ShopId) -> dict[str, Any]:
    latest = published.latest(conn, shop, KETTLE)
    assert latest is not None
    return {key: value for key, value in latest.body.items() if key not in {"v", "until"}}


def fates(conn: sa.Connection, shop: ShopId, *which: PoolId) -> list[tuple[int, int, str]]:
    return [
        (part.line, part.quantity, str(part.ship_by or ("nothing" if part.supply is None else "now")))
        for part in plans.parts_of_item(conn, shop, KETTLES, *which)
    ]


def test_each_order_is_served_from_its_own_region_and_follows_when_that_changes(
    database: Database, northpine: ShopId
) -> None:
    with database.write() as conn:
        the_shop(conn, northpine)
        plan(conn, northpine, KETTLES)
        before = bodies(conn, northpine)
        pools.draw(conn, northpine, EUROPE, REGION)
        plan(conn, northpine, KETTLES)
        drawn = bodies(conn, northpine)

    here = [{"upto": 4, "by": None}, {"upto": 24, "by": "2026-12-14"}]
    there = [{"upto": 2, "by": None}, {"upto": 12, "by": "2026-12-21"}]
    assert "pools" not in before
    assert before["left"] == 36
    assert drawn == {
        "state": "backorder",
        "steps": here,
        "left": 24,
        "pools": {"2": {"state": "backorder", "steps": there, "left": 12}},
        "where": {"AT": "2", "DE": "2"},
        "limit": f"2026-11-23T14:00 {KETTLES:016} 0000024 0000004 0000012 0000002",
    }

    with database.write() as conn:
        published.went_live(conn, northpine, KETTLE, 2, at=NOW.replace(hour=1))
        save_order(conn, northpine, number=1, lines=[Line(KETTLE, 5)], country="US")
        save_order(conn, northpine, number=2, lines=[Line(KETTLE, 5)], country="DE", location=HAMBURG)
        save_order(conn, northpine, number=3, lines=[Line(KETTLE, 1)], country=None, location=HAMBURG)
        set_levels(conn, northpine, KETTLES, {OHIO: (-1, 5, 20), HAMBURG: (-4, 6, 10)})
        plan(conn, northpine, KETTLES)
        assert fates(conn, northpine, PoolId(1)) == [(101, 4, "now"), (101, 1, "2026-12-14")]
        assert fates(conn, northpine, EUROPE) == [(201, 2, "now"), (201, 3, "2026-12-21"), (301, 1, "2026-12-21")]
        assert shown(conn, northpine, 201) == [("2026-12-21", "new")]
        assert gaps(conn, northpine) == []

    view = ShopViews(database, FixedClock(NOW)).backorder(northpine, KETTLE)
    assert (view.row.on_hand, view.row.owed, view.row.incoming, view.row.left) == (6, 5, 30, 25)
    assert view.regions == (RegionUnits("Europe", 2, 4, 10, 6), RegionUnits("Everywhere else", 4, 1, 20, 19))

    with database.write() as conn:
        save_order(conn, northpine, number=2, lines=[Line(KETTLE, 5)], country="US", location=OHIO)
        set_levels(conn, northpine, KETTLES, {OHIO: (-6, 10, 20), HAMBURG: (1, 1, 10)})
        plan(conn, northpine, KETTLES)
        assert fates(conn, northpine, PoolId(1)) == [(101, 4, "now"), (101, 1, "2026-12-14"), (201, 5, "2026-12-14")]
        assert fates(conn, northpine, EUROPE) == [(301, 1, "now")]
        assert shown(conn, northpine, 201)[0] == ("2026-12-21", "new")

        pools.erase(conn, northpine, EUROPE)
        set_levels(conn, northpine, KETTLES, {OHIO: (4, 0, 20), HAMBURG: (2, 0, 10)})
        for number in (1, 2, 3):
            save_order(conn, northpine, number=number, lines=[Line(KETTLE, 5)], cancelled_at=NOW)
        plan(conn, northpine, KETTLES)
        assert bodies(conn, northpine) == before
        assert conn.scalars(sa.select(plan_table.c.pool_id)).all() == [1]

    assert ShopViews(database, FixedClock(NOW)).backorder(northpine, KETTLE).regions == ()


def shown(conn: sa.Connection, shop: ShopId, line: int) -> list[tuple[str, str]]:
    told = promises.of_lines(conn, shop, [LineId(line)])[LineId(line)]
    return [(str(each.promise.shown_on), each.promise.cause.value) for each in told]


def gaps(conn: sa.Connection, shop: ShopId) -> list[tuple[int, str, int]]:
    rows = conn.execute(sa.select(gap).where(gap.c.shop_id == shop).order_by(gap.c.pool_id, gap.c.checksum))
    return [(row.pool_id, row.checksum, row.units) for row in rows]


def test_shopify_s_sums_are_compared_where_the_units_stand(database: Database, northpine: ShopId) -> None:
    """A German order that was put in Ohio is counted there; one that nobody has seen is unseen where it stands."""
    with database.write() as conn:
        the_shop(conn, northpine)
        pools.draw(conn, northpine, EUROPE, REGION)
        save_order(conn, northpine, number=1, lines=[Line(KETTLE, 3)], country="DE", location=OHIO)
        set_levels(conn, northpine, KETTLES, {OHIO: (1, 3, 20), HAMBURG: (0, 2, 7)})
        plan(conn, northpine, KETTLES)
        assert gaps(conn, northpine) == [(2, "committed", 2), (2, "incoming", -3)]
        assert fates(conn, northpine) == [(101, 2, "now"), (101, 1, "2026-12-21")]

    told = ShopViews(database, FixedClock(NOW)).compared(northpine)
    assert {(each.sku, each.region) for each in told.gaps} == {(str(KETTLES), "Europe")}

    with database.write() as conn:
        pools.erase(conn, northpine, EUROPE)
        plan(conn, northpine, KETTLES)
        assert gaps(conn, northpine) == [(1, "committed", 2), (1, "incoming", -3)]


def test_a_bundle_is_offered_where_all_it_is_made_of_is(database: Database, northpine: ShopId) -> None:
    """Mugs are in Hamburg only: one is there, and none is coming."""
    mug, both = VariantId(2), VariantId(3)
    parts = tuple(ComponentFact(each, item_of(each), 1) for each in (KETTLE, mug))
    with database.write() as conn:
        the_shop(conn, northpine)
        add_variant(conn, northpine, variant_fact(variant=mug))
        add_variant(conn, northpine, replace(variant_fact(variant=both, is_bundle=True), components=parts))
        set_levels(conn, northpine, item_of(mug), {HAMBURG: (1, 0, 0)})
        switch_on(conn, northpine, both)
        pools.draw(conn, northpine, EUROPE, REGION)
        plan(conn, northpine, KETTLES, item_of(mug))
        shown_of_both = published.latest(conn, northpine, both)
    assert shown_of_both is not None
    assert (shown_of_both.body["state"], shown_of_both.body["left"]) == ("sold_out", 0)
    assert shown_of_both.body["pools"]["2"]["steps"] == [{"upto": 1, "by": None}]


def test_a_share_that_was_fixed_goes_along_when_its_region_is_deleted(database: Database, northpine: ShopId) -> None:
    """Both regions share; Europe's share closes first. Its second order then lies in the time of the other share."""

    def at(hours: int) -> datetime:
        return NOW + timedelta(hours=hours)

    with database.write() as conn:
        the_shop(conn, northpine)
        conn.execute(sa.delete(supply))
        sharing = {"rule": AllocationRule.FAIR_SHARE, "share_hours": 24}
        terms.say(conn, northpine, terms.Scope.SHOP, 0, by="person:42", at=at(-50), **sharing)
        pools.draw(conn, northpine, EUROPE, REGION)
        for number, country, hours in ((1, "DE", -10), (2, "US", -5), (3, "AT", -1)):
            save_order(conn, northpine, number=number, lines=[Line(KETTLE, 3)], country=country, placed_at=at(hours))
        set_levels(conn, northpine, KETTLES, {OHIO: (-5, 9, 0), HAMBURG: (2, 0, 0)})
        plan(conn, northpine, KETTLES)
        plan(conn, northpine, KETTLES, now=at(15))
        pegs = sa.select(hard_peg.c.line_id, hard_peg.c.quantity).order_by(hard_peg.c.line_id)
        assert conn.execute(pegs).all() == [(101, 1), (301, 1)]
        pools.erase(conn, northpine, EUROPE)
        plan(conn, northpine, KETTLES, now=at(20))
        assert conn.execute(pegs).all() == [(101, 1), (201, 3), (301, 1)]
        assert fates(conn, northpine) == [
            (101, 2, "now"),
            (101, 1, "nothing"),
            (201, 3, "now"),
            (301, 1, "now"),
            (301, 2, "nothing"),
        ]


def test_a_country_that_cannot_be_read_any_more_stays_as_it_was(database: Database, northpine: ShopId) -> None:
    with database.write() as conn:
        for country in ("DE", Unreadable("Access denied")):
            save_order(conn, northpine, number=1, lines=[Line(KETTLE, 1)], country=country)
            assert conn.scalar(sa.select(order.c.country)) == "DE"
        save_order(conn, northpine, number=1, lines=[Line(KETTLE, 1)], country=None)
        assert conn.scalar(sa.select(order.c.country)) is None


def test_everything_is_planned_anew_in_steps_when_a_location_leaves_its_region(
    database: Database, northpine: ShopId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anew, "ITEMS_AT_ONCE", 1)
    with database.write() as conn:
        the_shop(conn, northpine)
        mug = add_variant(conn, northpine, variant_fact(variant=2))
        switch_on(conn, northpine, mug)
        plan(conn, northpine, KETTLES, item_of(mug))
        places = [place_fact(OHIO), place_fact(HAMBURG)]
        keep_locations(conn, northpine, places, started_at=NOW)
        assert hints(conn) == []
        pools.draw(conn, northpine, EUROPE, REGION)
        keep_locations(conn, northpine, [places[0]], started_at=NOW + timedelta(minutes=1))
        assert hints(conn) == [Hint(Kind.PLAN)]
        for after in (0, KETTLES, item_of(mug)):
            anew.plan_next(conn, shops.by_id(conn, northpine), ItemId(after), now=NOW)
        assert hints(conn) == [Hint(Kind.PLAN, each) for each in (0, KETTLES, item_of(mug))]
        planned = conn.execute(sa.select(plan_table.c.item_id).where(plan_table.c.pool_id == EUROPE))
        assert sorted(planned.scalars()) == [KETTLES, item_of(mug)]


def test_an_order_in_one_parcel_is_promised_though_a_new_region_has_no_plan_of_all_its_items_yet(
    database: Database, northpine: ShopId
) -> None:
    with database.write() as conn:
        the_shop(conn, northpine)
        mugs = item_of(2)
        switch_on(conn, northpine, add_variant(conn, northpine, variant_fact(variant=2)))
        order_id = save_order(
            conn,
            northpine,
            lines=[Line(variant=KETTLE, quantity=30), Line(variant=2, quantity=1)],
            country="DE",
            location=HAMBURG,
            attributes={"parcels": "one"},
        )
        lines = [LineId(order_id * 100 + at) for at in (1, 2)]
        set_levels(conn, northpine, KETTLES, {OHIO: (4, 0, 20), HAMBURG: (-28, 30, 10)})
        set_levels(conn, northpine, mugs, {OHIO: (0, 0, 0), HAMBURG: (2, 1, 0)})
        plan(conn, northpine, KETTLES, mugs)
        pools.draw(conn, northpine, EUROPE, REGION)
        deliver(conn, northpine, 2, HAMBURG, 40, date(2026, 12, 29))

        plan(conn, northpine, KETTLES)
        told = promises.of_lines(conn, northpine, lines)

    assert [told[line][-1].promise.shown_on for line in lines] == [date(2027, 1, 5)] * 2


def hints(conn: sa.Connection) -> list[Hint]:
    return [decode(body) for body in conn.scalars(sa.select(inbox.c.body).order_by(inbox.c.id))]


def test_what_a_merchant_draws_beside_somebody_else_is_refused_and_what_they_draw_is_on_record(
    database: Database, northpine: ShopId
) -> None:
    alps = Region("Alps", frozenset({"CH"}), frozenset({LocationId(7003)}))

    def draw(region: Region, slot: int | None = None) -> int:
        with database.write() as conn:
            where = None if slot is None else PoolId(slot)
            return draw_region(conn, shops.by_id(conn, northpine), region, slot=where, by="person:42", now=NOW).orders

    with database.write() as conn:
        the_shop(conn, northpine)
        for place in (7003, 7004, 7005, 7006):
            add_warehouse(conn, northpine, location=LocationId(place))
        save_order(conn, northpine, lines=[Line(KETTLE, 1)])
        plan(conn, northpine, KETTLES)
    assert (draw(REGION), draw(alps)) == (1, 1)
    assert draw(alps, slot=3) == 0

    for wrong, sentence in (
        (replace(alps, countries=frozenset({"DE"})), "Another region has one of these"),
        (replace(alps, locations=frozenset({HAMBURG})), "Another region has one of these"),
        (replace(alps, locations=frozenset({LocationId(1)})), "does not fulfil online orders"),
        (replace(alps, locations=frozenset({OHIO, *map(LocationId, range(7003, 7007))})), "No location would be left"),
    ):
        with pytest.raises(Conflict, match=sentence):
            draw(wrong, slot=3)
    with pytest.raises(NotFound):
        draw(alps, slot=4)
    for name, country, place in (("Asia", "JP", 7004), ("Oceania", "AU", 7005)):
        draw(Region(name, frozenset({country}), frozenset({LocationId(place)})))
    with pytest.raises(Conflict, match="the last region"):
        draw(Region("Africa", frozenset({"ZA"}), frozenset({LocationId(7006)})))

    with database.write() as conn:
        known = shops.by_id(conn, northpine)
        erase_region(conn, known, PoolId(3), by="person:42", now=NOW)
        with pytest.raises(NotFound):
            erase_region(conn, known, PoolId(3), by="person:42", now=NOW)
        assert list(pools.read(conn, northpine).names.values()) == ["Europe", "Asia", "Oceania"]
        rows = conn.execute(sa.select(activity).order_by(activity.c.activity_id)).mappings().all()
    alpine = {"name": "Alps", "countries": ["CH"], "locations": [7003]}
    assert [row["verb"] for row in rows] == [*["drew a region"] * 4, "deleted a region"]
    assert (rows[1]["subject"], rows[1]["detail"]) == ("region:3", {"from": None, "to": alpine, "orders": 1})
    assert rows[-1]["detail"] == {"from": alpine, "to": None, "orders": 1}
