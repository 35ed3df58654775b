"""What of ours is in a shop, one by one and in all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.clock import FixedClock
from app.db import catalog, footprints, left_behind, orders, shops, shopstate
from app.db.activity import WORKER
from app.db.session import Database
from app.db.shopstate import DEADLINE, HOLDS, METAFIELD, POLICY, TAG, Desired, order_resource, variant_resource
from app.db.shown_leaving import Listed, Week
from app.db.views import ShopViews, leaving
from app.db.views.reader import reading
from app.domain.ids import OrderId, ShopId, VariantId
from tests.integration.factories.catalog import add_variant, add_warehouse, variant_fact
from tests.integration.factories.moments import NOW
from tests.integration.factories.orders import Line, save_order

LATER = NOW + timedelta(minutes=1)
KETTLE, LAMP, TENT = VariantId(101), VariantId(201), VariantId(301)
TODAY = date(2026, 11, 21)


@pytest.fixture
def views(database: Database) -> ShopViews:
    return ShopViews(database, FixedClock(NOW))


def write(conn: sa.Connection, shop: ShopId, wanted: Desired, *, before: object, by: str = WORKER) -> None:
    """We want it, write it, and know that it is there."""
    shopstate.want(conn, shop, wanted, by=by, at=NOW)
    footprints.intend(conn, shop, wanted, observed=before, at=NOW)
    footprints.confirm(conn, shop, wanted, at=LATER)
    shopstate.settle(conn, shop, wanted)


def set_policy(conn: sa.Connection, shop: ShopId, variant: VariantId, policy: str, *, before: str, by: str) -> None:
    write(conn, shop, Desired(variant_resource(variant), POLICY, policy), before=before, by=by)
    catalog.note_policy(conn, shop, variant, policy, None, at=LATER)


def show_date(conn: sa.Connection, shop: ShopId, variant: VariantId) -> None:
    write(conn, shop, Desired(variant_resource(variant), METAFIELD, {"v": 1}), before=None)


def mark(conn: sa.Connection, shop: ShopId, order: OrderId) -> None:
    """Hold, tag, note and deadline."""
    resource = order_resource(order)
    write(conn, shop, Desired(resource, HOLDS, [{"handle": "backorder:1"}]), before={"held": {}, "rest": {}})
    write(conn, shop, Desired(resource, TAG, True), before=False, by="person:42")
    write(conn, shop, Desired(resource, METAFIELD, {"lines": []}), before=None)
    write(conn, shop, Desired(resource, DEADLINE, {"backorder:1": "2026-12-10"}), before={})


@pytest.fixture
def used(database: Database, northpine: ShopId) -> ShopId:
    """Three variants with something of ours, and two orders."""
    with database.write() as conn:
        add_warehouse(conn, northpine)
        add_variant(conn, northpine, variant_fact(variant=KETTLE))
        add_variant(conn, northpine, variant_fact(variant=LAMP, product="Desk Lamp", title="Default Title", sku="LAMP"))
        add_variant(conn, northpine, variant_fact(variant=TENT, product="Tent", sku="TENT"))
        set_policy(conn, northpine, KETTLE, "CONTINUE", before="DENY", by="person:42")
        show_date(conn, northpine, KETTLE)
        show_date(conn, northpine, LAMP)
        set_policy(conn, northpine, TENT, "DENY", before="CONTINUE", by=WORKER)
        for number, lines in (
            (1042, [Line(KETTLE, 10, held=6), Line(LAMP, 2, held=1)]),
            (1043, [Line(KETTLE, 2, held=2)]),
        ):
            mark(conn, northpine, save_order(conn, northpine, number=number, lines=lines))
    return northpine


def listed(database: Database, shop: ShopId, *, most: int) -> Listed:
    with reading(database, FixedClock(NOW), shop) as reader:
        return leaving.listed(reader, most=most)


def counts(database: Database, shop: ShopId) -> Week:
    with database.read() as conn:
        return left_behind.count(conn, shop, on=TODAY)


def test_each_variant_says_what_it_was_and_each_order_what_is_held_of_which_product(
    used: ShopId, views: ShopViews
) -> None:
    found = views.left_behind(used)

    assert [(each.name.product, each.policy_before, each.policy_now, each.dated) for each in found.variants] == [
        ("Fjord Enamel Kettle", "DENY", "CONTINUE", True),
        ("Desk Lamp", None, "DENY", True),
        ("Tent", "CONTINUE", "DENY", False),
    ]
    held = [[(each.units, each.name.product, each.name.variant) for each in order.held] for order in found.orders]
    assert [order.order_name for order in found.orders] == ["#1042", "#1043"]
    assert held == [
        [(6, "Fjord Enamel Kettle", "Blue"), (1, "Desk Lamp", "")],
        [(2, "Fjord Enamel Kettle", "Blue")],
    ]
    assert {each.marks for each in found.orders} == {("tag", "metafield", "deadline")}
    assert [each.by for each in found.variants] == [
        {POLICY: "Your team", METAFIELD: "Backorder"},
        {METAFIELD: "Backorder"},
        {POLICY: "Backorder"},
    ]
    of_order = {HOLDS: "Backorder", TAG: "Your team", METAFIELD: "Backorder", DEADLINE: "Backorder"}
    assert [each.by for each in found.orders] == [of_order, of_order]
    assert (found.theirs, found.all_theirs) == ((), 0)


def test_a_short_list_says_how_many_there_are_and_begins_with_what_sells_on(used: ShopId, database: Database) -> None:
    short = listed(database, used, most=1)

    assert ([each.name.id for each in short.variants], short.all_variants) == ([KETTLE], 3)
    assert ([each.order_name for each in short.orders], short.all_orders) == (["#1042"], 2)
    assert not short.is_whole
    assert listed(database, used, most=3).is_whole


def test_the_weekly_numbers_are_those_of_the_list(used: ShopId, database: Database) -> None:
    assert counts(database, used) == Week(TODAY, selling_on=1, dated=2, holds=2, marked=2)


def test_what_is_gone_from_the_shop_is_left_behind_no_more(used: ShopId, database: Database, views: ShopViews) -> None:
    with database.write() as conn:
        catalog.mark_variants_deleted(conn, used, [KETTLE], at=NOW, seen_at=LATER)
        orders.mark_order_deleted(conn, used, OrderId(1042), at=NOW, seen_at=LATER)

    found = views.left_behind(used)

    assert [each.name.id for each in found.variants] == [LAMP, TENT]
    assert [(order.order_name, [each.units for each in order.held]) for order in found.orders] == [("#1043", [2])]
    assert counts(database, used) == Week(TODAY, selling_on=0, dated=1, holds=1, marked=1)
    assert [trace.ours for trace in views.leaving(used).traces[:3]] == [1, 1, 1]


def test_what_somebody_else_has_changed_is_theirs_but_a_hold_that_is_still_there_is_ours(
    used: ShopId, database: Database, views: ShopViews
) -> None:
    """Of order 1043 somebody has released all, of 1042 a part."""
    with database.write() as conn:
        footprints.notice_foreign(conn, used, variant_resource(KETTLE), POLICY, observed="DENY")
        for order in (OrderId(1042), OrderId(1043)):
            footprints.notice_foreign(conn, used, order_resource(order), HOLDS, observed={"held": {}})
        footprints.notice_foreign(conn, used, order_resource(OrderId(1043)), TAG, observed=False)
        save_order(conn, used, number=1043, lines=[Line(KETTLE, 2)], updated_at=LATER, fetched_at=LATER)

    found, page = views.left_behind(used), views.leaving(used)

    assert [(each.field, each.order_name, each.ours, each.now) for each in found.theirs] == [
        (POLICY, "", "CONTINUE", "DENY"),
        (HOLDS, "#1042", "", ""),
        (HOLDS, "#1043", "", ""),
        (TAG, "#1043", "", ""),
    ]
    assert found.all_theirs == 4
    assert [(order.order_name, len(order.held), order.marks) for order in found.orders] == [
        ("#1042", 2, ("tag", "metafield", "deadline")),
        ("#1043", 0, ("metafield", "deadline")),
    ]
    assert {trace.name: (trace.ours, trace.left_alone) for trace in page.traces} == {
        "Inventory settings": (1, 1),
        "Dates on product pages": (2, 0),
        "Holds on orders": (1, 2),
        "Tags on orders": (1, 1),
        "Notes on orders for warehouses": (2, 0),
        "Deadlines on orders": (2, 0),
        "The limit in the cart": (0, 0),
    }
    assert counts(database, used) == Week(TODAY, selling_on=0, dated=2, holds=1, marked=2)


def test_a_second_count_of_a_day_takes_the_place_of_the_first(database: Database, northpine: ShopId) -> None:
    before, first, second = Week(date(2026, 11, 14), 9, 9, 9, 9), Week(TODAY, 1, 2, 3, 4), Week(TODAY, 5, 6, 7, 8)
    with database.write() as conn:
        for week in (before, first, second):
            left_behind.save(conn, northpine, week)

        assert left_behind.last_two(conn, northpine) == [second, before]


def test_what_is_of_one_shop_is_not_counted_in_another(used: ShopId, database: Database, views: ShopViews) -> None:
    with database.write() as conn:
        other = shops.ensure(conn, "other.myshopify.com").id
        left_behind.save(conn, used, Week(TODAY, 1, 2, 3, 4))

    assert views.left_behind(other) == Listed()
    assert counts(database, other).is_clean
    assert views.weeks(other) is None
