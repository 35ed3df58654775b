"""Supplies as pages show them: what was sent and came, when the rest is believed, and what may be received."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.clock import FixedClock
from app.db import incoming, shops
from app.db.etas import state_eta
from app.db.session import Database
from app.db.shown import StatedDate, SupplyRow
from app.db.tables.catalog import location, variant
from app.db.tables.supplies import EtaSource, supply
from app.db.views import ShopViews
from app.domain.ids import ItemId, ShopId, SupplyId, VariantId
from app.domain.model import Quantiles
from app.replan import facts
from tests.integration.factories.catalog import add_variant, add_warehouse, item_of, set_stock, variant_fact
from tests.integration.factories.deliveries import Units, save_delivery, set_buffer, supply_of
from tests.integration.factories.moments import FETCHED_AT, NOW

LAMP, BOOT = item_of(1), item_of(2)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def views(database: Database, clock: FixedClock) -> ShopViews:
    return ShopViews(database, clock)


@pytest.fixture
def shop(database: Database, northpine: ShopId) -> ShopId:
    with database.write() as conn:
        add_warehouse(conn, northpine)
        for number, product in ((1, "Lamp"), (2, "Boot")):
            add_variant(conn, northpine, variant_fact(variant=number, product=product))
            set_stock(conn, northpine, item_of(number), available=0)
    return northpine


def certainly(day: date) -> Quantiles:
    return Quantiles(day, day, day)


def the_supply(database: Database, shop: ShopId, item: ItemId = LAMP) -> SupplyId:
    with database.read() as conn:
        found = conn.scalar(sa.select(supply.c.supply_id).where(supply.c.shop_id == shop, supply.c.item_id == item))
    return SupplyId(found)


def shown(views: ShopViews, database: Database, shop: ShopId) -> SupplyRow:
    return views.supply(shop, the_supply(database, shop)).supply


@pytest.mark.parametrize(
    ("status", "is_receivable"),
    [("DRAFT", False), ("IN_TRANSIT", True), ("PARTIALLY_RECEIVED", True), ("OTHER", False)],
)
def test_shopify_takes_receipts_only_of_shipments_under_way(
    database: Database, shop: ShopId, views: ShopViews, status: str, *, is_receivable: bool
) -> None:
    with database.write() as conn:
        save_delivery(conn, shop, units={LAMP: Units(5)}, status=status)

    assert shown(views, database, shop).receivable is is_receivable


def test_what_is_received_whole_is_over(database: Database, shop: ShopId, views: ShopViews) -> None:
    with database.write() as conn:
        save_delivery(conn, shop, units={LAMP: Units(5, accepted=4, rejected=1)}, status="RECEIVED")

    row = shown(views, database, shop)

    assert (row.sent, row.received, row.rejected, row.open) == (5, 4, 1, 0)
    assert (row.expected, row.overdue, row.receivable) == (None, False, False)
    assert views.backorder(shop, VariantId(1)).supplies == ()


def test_more_received_than_announced_leaves_nothing_open(database: Database, shop: ShopId, views: ShopViews) -> None:
    with database.write() as conn:
        save_delivery(conn, shop, units={LAMP: Units(5, accepted=7)}, status="PARTIALLY_RECEIVED")

    row = shown(views, database, shop)

    assert (row.sent, row.received, row.open, row.receivable) == (7, 7, 0, False)


def test_units_of_a_cancelled_transfer_will_not_come(database: Database, shop: ShopId, views: ShopViews) -> None:
    with database.write() as conn:
        save_delivery(
            conn,
            shop,
            units={LAMP: Units(5, accepted=2)},
            status="PARTIALLY_RECEIVED",
            transfer_status="CANCELED",
        )

    row = shown(views, database, shop)

    assert (row.sent, row.received, row.open, row.receivable) == (2, 2, 0, False)


def test_a_supply_without_a_date_comes_last_and_promises_none(
    database: Database, shop: ShopId, views: ShopViews
) -> None:
    with database.write() as conn:
        save_delivery(conn, shop, number=1, units={LAMP: Units(1)}, arrives_on=None)
        save_delivery(conn, shop, number=2, units={LAMP: Units(2)}, arrives_on=date(2026, 12, 9))
        save_delivery(conn, shop, number=3, units={LAMP: Units(3)}, arrives_on=date(2026, 12, 2), supplier_name="")

    rows = views.backorder(shop, VariantId(1)).supplies

    assert [(row.name, row.supplier, row.open, row.stated_on) for row in rows] == [
        ("#T0003-1", "", 3, date(2026, 12, 2)),
        ("#T0002-1", "Tallinn Metalworks", 2, date(2026, 12, 9)),
        ("#T0001-1", "Tallinn Metalworks", 1, None),
    ]
    assert [row.expected for row in rows] == [certainly(date(2026, 12, 5)), certainly(date(2026, 12, 12)), None]
    assert views.dashboard(shop).arrivals == rows
    assert views.dashboard(shop).totals.arriving_14_days == 3


def test_the_dashboard_shows_five_arrivals_and_counts_all(database: Database, shop: ShopId, views: ShopViews) -> None:
    with database.write() as conn:
        for number in range(1, 8):
            save_delivery(
                conn, shop, number=number, units={LAMP: Units(number)}, arrives_on=date(2026, 11, 30 - number)
            )

    board = views.dashboard(shop)

    assert [row.open for row in board.arrivals] == [7, 6, 5, 4, 3]
    assert board.totals.arriving_14_days == 28


def test_pages_and_plans_believe_the_same_day(database: Database, shop: ShopId, views: ShopViews) -> None:
    """Named supplier with a buffer of its own, without one, none named, overdue, and undated."""
    with database.write() as conn:
        shops.save_settings(conn, shop, buffer_days=2)
        set_buffer(conn, shop, days=9, supplier_name="Slow")
        stated = [date(2026, 12, 3), date(2026, 12, 4), date(2026, 12, 5), date(2026, 11, 2), None]
        for number, (day, name) in enumerate(zip(stated, ["Slow", "New", "", "Slow", ""], strict=True), start=1):
            save_delivery(conn, shop, number=number, units={LAMP: Units(number)}, arrives_on=day, supplier_name=name)
        desk = facts.desk(conn, shops.by_id(conn, shop), now=NOW)
        planned = {each.id: each.arrives for each in facts.load(conn, desk, LAMP)[0].facts.supplies}

    rows = views.backorder(shop, VariantId(1)).supplies

    assert {row.id: row.expected for row in rows} == planned
    assert [row.expected and row.expected.p50 for row in rows] == [
        date(2026, 12, 6),
        date(2026, 12, 7),
        date(2026, 12, 8),
        date(2026, 12, 12),
        None,
    ]


def test_a_delivery_is_overdue_by_the_calendar_of_the_place_it_goes_to(
    database: Database, shop: ShopId, views: ShopViews, clock: FixedClock
) -> None:
    """Late in the evening of the third in UTC it is the fourth in Tallinn, and still the third in New York."""
    with database.write() as conn:
        save_delivery(conn, shop, units={LAMP: Units(5)}, arrives_on=date(2026, 12, 3))
    clock.instant = datetime(2026, 12, 3, 23, tzinfo=UTC)
    overdue = {}
    for zone in (None, "Europe/Tallinn", "America/New_York"):
        with database.write() as conn:
            conn.execute(sa.update(location).values(timezone=zone))
        overdue[zone] = shown(views, database, shop).overdue

    assert overdue == {None: False, "Europe/Tallinn": True, "America/New_York": False}


def test_a_shipment_is_shown_whole_and_its_dates_newest_first(
    database: Database, shop: ShopId, views: ShopViews
) -> None:
    later = NOW + timedelta(hours=2)
    with database.write() as conn:
        save_delivery(conn, shop, units={LAMP: Units(5), BOOT: Units(3, accepted=3)}, status="PARTIALLY_RECEIVED")
        lamps = supply_of(conn, shop, LAMP)
        known = incoming.one(conn, shop, lamps)
        assert known is not None
        eta = date(2026, 12, 20)
        state_eta(
            conn, shop, known.inbound, eta, at=later, source=EtaSource.MERCHANT, by="person:42", note="Port strike"
        )

    view = views.supply(shop, lamps)

    assert [(row.variant.product, row.open) for row in view.shipment] == [("Boot", 0), ("Lamp", 5)]
    assert view.supply == view.shipment[1]
    assert view.supply.stated_on == date(2026, 12, 20)
    assert view.dates == (
        StatedDate(date(2026, 12, 20), later, "Your team", "Port strike"),
        StatedDate(date(2026, 12, 3), NOW, "Shopify", ""),
    )
    assert view.as_of == FETCHED_AT


def test_an_item_is_named_by_its_first_living_variant(database: Database, shop: ShopId, views: ShopViews) -> None:
    with database.write() as conn:
        save_delivery(conn, shop, units={LAMP: Units(5)})
        add_variant(conn, shop, variant_fact(variant=8, item=LAMP, product="Lamp, gift box"))
    names = [shown(views, database, shop).variant.product]
    for gone in (1, 8):
        with database.write() as conn:
            conn.execute(sa.update(variant).where(variant.c.variant_id == gone).values(deleted_at=NOW))
        names.append(shown(views, database, shop).variant.product)

    assert names == ["Lamp", "Lamp, gift box", "Lamp"]


def test_a_supply_of_a_product_that_was_not_read_yet_is_shown_all_the_same(
    database: Database, shop: ShopId, views: ShopViews
) -> None:
    with database.write() as conn:
        save_delivery(conn, shop, units={item_of(99): Units(5)})

    (row,) = views.dashboard(shop).arrivals

    assert (row.variant.product, row.open) == ("Product not read yet", 5)
