"""The list of backorders: what is on it, how it is searched, counted, sorted and cut into pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.clock import FixedClock
from app.db import catalog, shops, terms
from app.db.session import Database
from app.db.shown import BackorderQuery, Outlook, Sort
from app.db.tables.catalog import level, variant
from app.db.tables.orders import order
from app.db.tables.supplies import inbound
from app.db.terms import Scope
from app.db.views import ShopViews
from app.domain.ids import ProductId, ShopId, VariantId
from app.domain.model import UNLIMITED, Mode, SaleState
from tests.integration.factories.catalog import add_variant, add_warehouse, item_of, set_stock, variant_fact
from tests.integration.factories.deliveries import Units, save_delivery
from tests.integration.factories.main_job import KETTLE, KETTLES, kettle_on_sale, ten_are_ordered
from tests.integration.factories.moments import FETCHED_AT, NOW
from tests.integration.factories.orders import Line, save_order
from tests.integration.factories.planning import plan, switch_on


@pytest.fixture
def views(database: Database) -> ShopViews:
    return ShopViews(database, FixedClock(NOW))


def add_sold_out(
    conn: sa.Connection, shop: ShopId, number: int, *, product: str, title: str = "Default Title", sku: str = ""
) -> VariantId:
    """Switched on, nothing on hand, nothing on its way."""
    made = add_variant(conn, shop, variant_fact(variant=number, product=product, title=title, sku=sku))
    set_stock(conn, shop, item_of(number), available=0)
    switch_on(conn, shop, made)
    return made


def titles(views: ShopViews, shop: ShopId, query: BackorderQuery) -> list[str]:
    return [row.name.product for row in views.backorders(shop, query).rows]


def test_text_is_found_in_titles_and_sku_in_any_case_and_any_alphabet(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    with database.write() as conn:
        add_warehouse(conn, northpine)
        add_sold_out(conn, northpine, 1, product="Öölamp", sku="LAMP-1")
        add_sold_out(conn, northpine, 2, product="Boot", title="EU 42")
        add_sold_out(conn, northpine, 3, product="100% Wool_Sock")

    assert titles(views, northpine, BackorderQuery(text="öÖLA")) == ["Öölamp"]
    assert titles(views, northpine, BackorderQuery(text="lamp-1")) == ["Öölamp"]
    assert titles(views, northpine, BackorderQuery(text="eu 4")) == ["Boot"]
    assert titles(views, northpine, BackorderQuery(text="%")) == ["100% Wool_Sock"]
    assert titles(views, northpine, BackorderQuery(text="_")) == ["100% Wool_Sock"]
    assert titles(views, northpine, BackorderQuery(text="tent")) == []


def test_a_product_without_options_has_no_variant_title(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    with database.write() as conn:
        add_warehouse(conn, northpine)
        add_sold_out(conn, northpine, 1, product="Lamp")

    (row,) = views.backorders(northpine, BackorderQuery()).rows

    assert row.name.variant == ""


def test_counts_are_of_the_text_whatever_outlook_is_asked_for(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    """A kettle on track; a kettle nobody can name a unit for; a lamp that the text does not find."""
    with database.write() as conn:
        kettle_on_sale(conn, northpine)
        ten_are_ordered(conn, northpine)
        add_sold_out(conn, northpine, 2, product="Old Kettle")
        set_stock(conn, northpine, item_of(2), available=-2, committed=2)
        save_order(conn, northpine, number=7, lines=[Line(2, 2)])
        add_sold_out(conn, northpine, 3, product="Lamp")
        plan(conn, northpine, KETTLES, item_of(2), item_of(3))

    page = views.backorders(northpine, BackorderQuery(text="kettle", outlook=Outlook.NO_DATE))

    (row,) = page.rows
    assert (row.name.product, row.owed, row.orders, row.ships_by, row.left) == ("Old Kettle", 2, 1, None, 0)
    assert (row.state, row.outlook) == (SaleState.SOLD_OUT, Outlook.NO_DATE)
    assert page.counts == {Outlook.LATE: 0, Outlook.NO_DATE: 1, Outlook.AT_RISK: 0, Outlook.ON_TRACK: 1}


def test_the_three_orders_of_the_list(database: Database, northpine: ShopId, views: ShopViews) -> None:
    with database.write() as conn:
        kettle_on_sale(conn, northpine)
        ten_are_ordered(conn, northpine)
        add_sold_out(conn, northpine, 2, product="boot")
        set_stock(conn, northpine, item_of(2), available=-7, committed=7, incoming=9)
        save_order(conn, northpine, number=7, lines=[Line(2, 7)])
        save_delivery(conn, northpine, number=4, units={item_of(2): Units(9)}, arrives_on=date(2026, 12, 14))
        add_sold_out(conn, northpine, 3, product="Anvil")
        plan(conn, northpine, KETTLES, item_of(2), item_of(3))

    assert titles(views, northpine, BackorderQuery()) == ["Fjord Enamel Kettle", "boot", "Anvil"]
    assert titles(views, northpine, BackorderQuery(sort=Sort.MOST_OWED)) == ["boot", "Fjord Enamel Kettle", "Anvil"]
    assert titles(views, northpine, BackorderQuery(sort=Sort.PRODUCT)) == ["Anvil", "boot", "Fjord Enamel Kettle"]


def test_a_page_past_the_end_is_the_last_one(database: Database, northpine: ShopId, views: ShopViews) -> None:
    with database.write() as conn:
        add_warehouse(conn, northpine)
        for number in range(1, 28):
            add_sold_out(conn, northpine, number, product=f"Product {number:02}")

    first = views.backorders(northpine, BackorderQuery(sort=Sort.PRODUCT))
    last = views.backorders(northpine, BackorderQuery(sort=Sort.PRODUCT, page=40))

    assert (len(first.rows), first.page, first.pages) == (25, 1, 2)
    assert ([row.name.product for row in last.rows], last.page) == (["Product 26", "Product 27"], 2)


def test_switched_off_it_stays_on_the_list_while_anybody_waits(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    with database.write() as conn:
        kettle_on_sale(conn, northpine)
        ten_are_ordered(conn, northpine)
        switch_on(conn, northpine, KETTLE, mode=Mode.OFF)
        plan(conn, northpine, KETTLES)

    (row,) = views.backorders(northpine, BackorderQuery()).rows

    assert (row.mode, row.owed, row.left) == (Mode.OFF, 6, 0)
    assert views.dashboard(northpine).setup.variants_on == 0


def test_a_deleted_variant_stays_on_the_list_only_while_anybody_waits(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    with database.write() as conn:
        kettle_on_sale(conn, northpine)
        ten_are_ordered(conn, northpine)
        gone = add_sold_out(conn, northpine, 2, product="Lamp")
        catalog.mark_variants_deleted(conn, northpine, [KETTLE, gone], at=NOW)

    assert titles(views, northpine, BackorderQuery()) == ["Fjord Enamel Kettle"]


def test_the_mode_is_inherited_from_product_then_shop(database: Database, northpine: ShopId, views: ShopViews) -> None:
    said = {"by": "person:42", "at": NOW}
    with database.write() as conn:
        add_warehouse(conn, northpine)
        for number, product in ((10, "By shop"), (20, "By product"), (30, "By variant")):
            add_variant(conn, northpine, variant_fact(variant=number, product=product))
        terms.say(conn, northpine, Scope.SHOP, 0, mode=Mode.BACKORDER, **said)
        terms.say(conn, northpine, Scope.PRODUCT, ProductId(21), mode=Mode.PREORDER, **said)
        terms.say(conn, northpine, Scope.VARIANT, VariantId(30), mode=Mode.OFF, **said)

    modes = {row.name.product: row.mode for row in views.backorders(northpine, BackorderQuery()).rows}

    assert modes == {"By shop": Mode.BACKORDER, "By product": Mode.PREORDER}
    assert views.dashboard(northpine).setup.variants_on == 2
    assert views.backorder(northpine, VariantId(30)).row.mode is Mode.OFF


def test_what_is_made_to_order_has_no_limit(database: Database, northpine: ShopId, views: ShopViews) -> None:
    with database.write() as conn:
        add_warehouse(conn, northpine)
        add_variant(conn, northpine, variant_fact(variant=1))
        set_stock(conn, northpine, item_of(1), available=-2, committed=2)
        terms.say(
            conn,
            northpine,
            Scope.VARIANT,
            VariantId(1),
            by="person:42",
            at=NOW,
            mode=Mode.MADE_TO_ORDER,
            lead_time_days=5,
        )
        save_order(conn, northpine, number=7, lines=[Line(1, 2)])
        plan(conn, northpine, item_of(1))

    view = views.backorder(northpine, VariantId(1))

    assert (view.row.left, view.row.owed, view.row.outlook) == (UNLIMITED, 2, Outlook.ON_TRACK)
    assert [(part.supply_name, part.supply) for part in view.promises[0].parts] == [("made to order", -1)]


def test_before_its_first_plan_a_variant_shows_what_shopify_says(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    with database.write() as conn:
        add_warehouse(conn, northpine)
        for number, available in ((1, 3), (2, -1)):
            add_variant(conn, northpine, variant_fact(variant=number))
            set_stock(conn, northpine, item_of(number), available=available, committed=2)

    there, gone = (views.backorder(northpine, VariantId(number)).row for number in (1, 2))

    assert (there.state, there.on_hand, there.left, there.mode) == (SaleState.IN_STOCK, 5, 3, Mode.OFF)
    assert (gone.state, gone.on_hand, gone.left) == (SaleState.SOLD_OUT, 1, 0)


def test_variants_of_one_item_share_what_is_owed(database: Database, northpine: ShopId, views: ShopViews) -> None:
    twin = VariantId(KETTLE + 7)
    with database.write() as conn:
        kettle_on_sale(conn, northpine)
        ten_are_ordered(conn, northpine)
        add_variant(conn, northpine, variant_fact(variant=twin, item=KETTLES, title="Gift box"))

    rows = views.backorders(northpine, BackorderQuery()).rows

    assert [(row.name.variant, row.owed, row.left) for row in rows] == [("Blue", 6, 34), ("Gift box", 6, 34)]
    assert views.dashboard(northpine).totals.units_owed == 6


def test_a_page_is_as_old_as_its_oldest_fact(database: Database, northpine: ShopId, views: ShopViews) -> None:
    with database.write() as conn:
        kettle_on_sale(conn, northpine)
        ten_are_ordered(conn, northpine)
        shops.update(conn, northpine, fetched_at=datetime(2026, 1, 1, tzinfo=UTC))
    ages = []
    for minutes, table in enumerate((level, inbound, order, variant), start=1):
        with database.write() as conn:
            conn.execute(sa.update(table).values(fetched_at=FETCHED_AT - timedelta(minutes=minutes)))
        ages.append((FETCHED_AT - views.backorders(northpine, BackorderQuery()).as_of).seconds // 60)
        ages.append((FETCHED_AT - views.backorder(northpine, KETTLE).as_of).seconds // 60)

    assert ages == [1, 1, 2, 2, 3, 3, 4, 4]
