"""The main job as a merchant reads it, exact to the unit and the day, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.clock import FixedClock
from app.db.session import Database
from app.db.shown import BackorderQuery, Outlook, PromisePart, Totals
from app.db.tables.plans import plan_part
from app.db.views import ShopViews
from app.domain.ids import ON_HAND, LineId, OrderId, ShopId
from app.domain.model import Mode, Quantiles, SaleState
from app.shopify.money import Money
from tests.integration.factories.catalog import set_stock
from tests.integration.factories.deliveries import Units, save_delivery, supply_of
from tests.integration.factories.main_job import KETTLE, KETTLES, kettle_on_sale, ten_are_ordered
from tests.integration.factories.moments import FETCHED_AT, NOW
from tests.integration.factories.planning import plan

SHIPS_BY = date(2026, 12, 10)
SHIPS = Quantiles(SHIPS_BY, SHIPS_BY, SHIPS_BY)
LATER = FETCHED_AT + timedelta(minutes=1)
LANDS = Quantiles(date(2026, 12, 8), date(2026, 12, 8), date(2026, 12, 8))


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def views(database: Database, clock: FixedClock) -> ShopViews:
    return ShopViews(database, clock)


def sell(database: Database, shop: ShopId) -> None:
    with database.write() as conn:
        kettle_on_sale(conn, shop)


def order(database: Database, shop: ShopId) -> None:
    with database.write() as conn:
        ten_are_ordered(conn, shop)


def test_before_anybody_orders_the_row_says_what_a_shopper_is_told(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    sell(database, northpine)

    (row,) = views.backorders(northpine, BackorderQuery()).rows

    assert (row.name.id, row.name.product, row.name.variant) == (KETTLE, "Fjord Enamel Kettle", "Blue")
    assert (row.item, row.mode, row.state) == (KETTLES, Mode.BACKORDER, SaleState.BACKORDER)
    assert (row.on_hand, row.owed, row.orders, row.incoming, row.left) == (4, 0, 0, 40, 44)
    assert (row.ships_by, row.outlook) == (SHIPS_BY, Outlook.ON_TRACK)


def test_of_ten_ordered_six_are_owed_and_34_are_left(database: Database, northpine: ShopId, views: ShopViews) -> None:
    sell(database, northpine)
    order(database, northpine)

    page = views.backorders(northpine, BackorderQuery())

    (row,) = page.rows
    assert (row.on_hand, row.owed, row.orders, row.incoming, row.left) == (4, 6, 1, 40, 34)
    assert (row.ships_by, row.outlook) == (SHIPS_BY, Outlook.ON_TRACK)
    assert page.counts == {
        Outlook.LATE: 0,
        Outlook.NO_DATE: 0,
        Outlook.AT_RISK: 0,
        Outlook.ON_TRACK: 1,
    }
    assert (page.page, page.pages, page.as_of) == (1, 1, FETCHED_AT)


def test_the_order_reads_four_now_and_six_by_10_december(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    sell(database, northpine)
    order(database, northpine)
    with database.read() as conn:
        shipment = supply_of(conn, northpine, KETTLES)

    view = views.backorder(northpine, KETTLE)

    (line,) = view.promises
    assert (line.order, line.order_name, line.line) == (OrderId(1042), "#1042", LineId(104201))
    assert (line.placed_at, line.open, line.held) == (NOW, 10, 6)
    assert line.parts == (
        PromisePart(4, None, None, None, ON_HAND, "", Outlook.ON_TRACK),
        PromisePart(6, SHIPS_BY, SHIPS_BY, SHIPS, shipment, "#T0003-1", Outlook.ON_TRACK),
    )
    assert line.reason == (
        "4 of 10 now, 6 by 2026-12-10: first come, first served, 4 units on hand for 1 order, place 1 of 1"
    )
    assert view.row == views.backorders(northpine, BackorderQuery()).rows[0]


def test_the_supply_says_when_it_is_believed_and_who_waits_for_it(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    sell(database, northpine)
    order(database, northpine)

    (row,) = views.backorder(northpine, KETTLE).supplies

    assert (row.name, row.supplier, row.variant.id) == ("#T0003-1", "Tallinn Metalworks", KETTLE)
    assert (row.sent, row.received, row.rejected, row.open, row.promised) == (40, 0, 0, 40, 6)
    assert (row.stated_on, row.expected) == (date(2026, 12, 3), LANDS)
    assert (row.overdue, row.receivable) == (False, True)


def test_the_dashboard_adds_it_up(database: Database, northpine: ShopId, views: ShopViews) -> None:
    sell(database, northpine)
    order(database, northpine)

    board = views.dashboard(northpine)

    assert board.totals == Totals(
        units_owed=6,
        orders_waiting=1,
        value_waiting=Money(32400, "USD", 2),
        units_at_risk=0,
        arriving_14_days=0,
    )
    assert [row.promised for row in board.arrivals] == [6]
    assert board.lost == ()
    assert (board.setup.variants_on, board.setup.theme_block, board.setup.klaviyo) == (1, None, False)
    assert board.as_of == FETCHED_AT


def test_what_lands_within_a_fortnight_counts_as_arriving(
    database: Database, northpine: ShopId, views: ShopViews, clock: FixedClock
) -> None:
    sell(database, northpine)
    clock.instant = datetime(2026, 11, 24, 23, tzinfo=UTC)

    assert views.dashboard(northpine).totals.arriving_14_days == 40


def test_a_slip_puts_the_promise_at_risk_and_the_passed_date_makes_it_late(
    database: Database, northpine: ShopId, views: ShopViews, clock: FixedClock
) -> None:
    """A day later than shown is within what the ledger lets stand: the customer is not told, the merchant sees it."""
    sell(database, northpine)
    order(database, northpine)
    with database.write() as conn:
        later = sa.update(plan_part).values(ship_by=SHIPS_BY + timedelta(days=1))
        conn.execute(later.where(plan_part.c.supply_id != ON_HAND))

    (risky,) = views.backorders(northpine, BackorderQuery()).rows
    at_risk = views.dashboard(northpine).totals.units_at_risk
    clock.instant = datetime(2026, 12, 11, tzinfo=UTC)
    (late,) = views.backorders(northpine, BackorderQuery()).rows

    assert (risky.outlook, at_risk) == (Outlook.AT_RISK, 6)
    assert (late.outlook, late.ships_by) == (Outlook.LATE, SHIPS_BY)


def test_a_slip_that_is_told_shows_the_new_date(database: Database, northpine: ShopId, views: ShopViews) -> None:
    sell(database, northpine)
    order(database, northpine)
    with database.write() as conn:
        save_delivery(
            conn,
            northpine,
            units={KETTLES: Units(40)},
            arrives_on=date(2026, 12, 17),
            fetched_at=LATER,
        )
        plan(conn, northpine, KETTLES)

    (line,) = views.backorder(northpine, KETTLE).promises

    told = line.parts[1]
    assert (told.quantity, told.shown_on, told.legal_on) == (6, date(2026, 12, 24), SHIPS_BY)
    assert told.outlook is Outlook.ON_TRACK


def land(database: Database, shop: ShopId, *, accepted: int) -> None:
    with database.write() as conn:
        save_delivery(
            conn, shop, units={KETTLES: Units(40, accepted=accepted)}, status="PARTIALLY_RECEIVED", fetched_at=LATER
        )
        set_stock(conn, shop, KETTLES, available=accepted - 6, committed=10, incoming=40 - accepted, fetched_at=LATER)
        plan(conn, shop, KETTLES)


def test_38_of_40_received_leave_two_still_to_receive(database: Database, northpine: ShopId, views: ShopViews) -> None:
    sell(database, northpine)
    with database.read() as conn:
        supply = supply_of(conn, northpine, KETTLES)
    land(database, northpine, accepted=38)

    view = views.supply(northpine, supply)

    row = view.supply
    assert (row.sent, row.received, row.rejected, row.open, row.promised) == (40, 38, 0, 2, 0)
    assert (row.expected, row.receivable) == (LANDS, True)
    assert view.shipment == (row,)
    assert [(each.stated_on, each.said_at, each.by, each.reason) for each in view.dates] == [
        (date(2026, 12, 3), NOW, "Shopify", "")
    ]
    assert view.as_of == LATER


def test_an_order_whose_units_have_landed_is_still_shown_with_what_it_was_told(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    sell(database, northpine)
    order(database, northpine)
    land(database, northpine, accepted=38)

    view = views.backorder(northpine, KETTLE)

    (line,) = view.promises
    assert line.parts == (
        PromisePart(4, None, None, None, ON_HAND, "", Outlook.ON_TRACK),
        PromisePart(6, SHIPS_BY, SHIPS_BY, None, ON_HAND, "", Outlook.ON_TRACK),
    )
    assert (view.row.on_hand, view.row.owed, view.row.orders, view.row.incoming) == (42, 0, 0, 2)
    assert views.dashboard(northpine).totals.units_owed == 0
