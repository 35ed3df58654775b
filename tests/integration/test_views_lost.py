"""What is being lost, and how far a shop has come in setting up."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.clock import FixedClock
from app.db import catalog, connections, shops
from app.db.session import Database
from app.db.shown import VariantName, VariantRow
from app.db.tables.inbox import Lane, State, inbox
from app.db.views import ShopViews
from app.domain.ids import ShopId, VariantId
from app.domain.model import Mode
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.shopify.money import Money
from tests.integration.factories.catalog import add_variant, add_warehouse, item_of, set_stock, variant_fact
from tests.integration.factories.deliveries import Units, save_delivery
from tests.integration.factories.moments import FETCHED_AT, NOW
from tests.integration.factories.orders import Line, save_order
from tests.integration.factories.planning import switch_on


@pytest.fixture
def views(database: Database) -> ShopViews:
    return ShopViews(database, FixedClock(NOW))


def test_the_best_sellers_that_are_gone_come_first_at_most_five(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    with database.write() as conn:
        add_warehouse(conn, northpine)
        for number in range(1, 8):
            add_variant(conn, northpine, variant_fact(variant=number, product=f"Product {number}", sku=None))
            set_stock(conn, northpine, item_of(number), available=0)
            save_order(conn, northpine, number=number, lines=[Line(number, number, shipped=number)])
        save_delivery(conn, northpine, units={item_of(7): Units(20)})

    lost = views.dashboard(northpine).lost

    assert [row.sold_30_days for row in lost] == [7, 6, 5, 4, 3]
    assert lost[0] == VariantRow(
        name=VariantName(VariantId(7), "Product 7", "Blue", ""),
        mode=Mode.OFF,
        on_hand=0,
        incoming=20,
        out_since=None,
        sold_30_days=7,
        price=Money(5400, "USD", 2),
    )


def test_only_sales_of_the_last_30_days_count_and_no_test_or_cancelled_ones(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    days_ago = [NOW - timedelta(days=days) for days in (1, 30, 31)]
    with database.write() as conn:
        add_warehouse(conn, northpine)
        add_variant(conn, northpine, variant_fact(variant=1))
        set_stock(conn, northpine, item_of(1), available=-3, committed=3)
        for number, (placed_at, quantity) in enumerate(zip(days_ago, (1, 10, 100), strict=True), start=1):
            save_order(conn, northpine, number=number, lines=[Line(1, quantity)], placed_at=placed_at)
        save_order(conn, northpine, number=4, lines=[Line(1, 1000)], is_test=True)
        save_order(conn, northpine, number=5, lines=[Line(1, 10_000)], cancelled_at=NOW)

    assert [row.sold_30_days for row in views.dashboard(northpine).lost] == [11]


def test_what_can_still_be_ordered_or_never_could_is_not_lost(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    with database.write() as conn:
        add_warehouse(conn, northpine)
        facts = [
            variant_fact(variant=1, policy="CONTINUE"),
            variant_fact(variant=2, status="DRAFT"),
            variant_fact(variant=3, is_bundle=True),
            *(variant_fact(variant=number) for number in range(4, 9)),
        ]
        for fact in facts:
            add_variant(conn, northpine, fact)
            set_stock(conn, northpine, fact.item_id, available=1 if fact.id == 4 else 0, tracked=fact.id != 5)
            if fact.id != 8:
                save_order(conn, northpine, number=fact.id, lines=[Line(fact.id, 1, shipped=1)])
        switch_on(conn, northpine, VariantId(6))
        catalog.mark_variants_deleted(conn, northpine, [VariantId(7)], at=NOW)

    assert views.dashboard(northpine).lost == ()


def test_klaviyo_is_set_up_while_its_connection_works(database: Database, northpine: ShopId, views: ShopViews) -> None:
    said = [views.dashboard(northpine).setup.klaviyo]
    with database.write() as conn:
        connections.connect_klaviyo(conn, northpine, kind="private_key", secret=b"sealed", account_id="A1", at=NOW)
    said.append(views.dashboard(northpine).setup.klaviyo)
    with database.write() as conn:
        connections.break_klaviyo(conn, northpine, reason="The key was revoked.")
    said.append(views.dashboard(northpine).setup.klaviyo)

    assert said == [False, True, False]


def test_a_shop_is_importing_while_its_import_waits_to_be_done(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    with database.write() as conn:
        shops.update(conn, northpine, fetched_at=FETCHED_AT)
        enqueue(conn, northpine, Hint(Kind.DELIVER), cause="installed")
    said = [views.dashboard(northpine).setup.importing]
    with database.write() as conn:
        enqueue(conn, northpine, Hint(Kind.RECONCILE), cause="installed")
    said.append(views.dashboard(northpine).setup.importing)
    with database.write() as conn:
        conn.execute(sa.update(inbox).where(inbox.c.lane == Lane.BULK).values(state=State.DONE))
    said.append(views.dashboard(northpine).setup.importing)

    assert said == [False, True, False]
