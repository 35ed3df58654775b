"""A shop sees its own rows and nobody else's; one that has nothing sees empty pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from app.clock import FixedClock, machine_now
from app.db import shops
from app.db.session import Database
from app.db.shown import BackorderQuery, Setup, ShopProfile, Totals
from app.db.views import ShopViews
from app.domain.ids import ShopId, SupplyId, VariantId
from app.errors import NotFound
from app.shopify.money import Money
from tests.conftest import add_shop
from tests.integration.factories.deliveries import supply_of
from tests.integration.factories.main_job import KETTLE, KETTLES, kettle_on_sale, ten_are_ordered
from tests.integration.factories.moments import FETCHED_AT, NOW

NOBODY = ShopId(4711)


@pytest.fixture
def views(database: Database) -> ShopViews:
    return ShopViews(database, FixedClock(NOW))


@pytest.fixture
def other(database: Database) -> ShopId:
    return add_shop(database, "other.myshopify.com")


@pytest.fixture
def kettles_supply(database: Database, northpine: ShopId) -> SupplyId:
    with database.write() as conn:
        kettle_on_sale(conn, northpine)
        ten_are_ordered(conn, northpine)
        return supply_of(conn, northpine, KETTLES)


def test_another_shop_finds_neither_the_variant_nor_the_supply(
    other: ShopId, kettles_supply: SupplyId, views: ShopViews
) -> None:
    with pytest.raises(NotFound, match="no such variant"):
        views.backorder(other, KETTLE)
    with pytest.raises(NotFound, match="no such delivery"):
        views.supply(other, kettles_supply)


def test_another_shop_counts_nothing_of_this_one(other: ShopId, kettles_supply: SupplyId, views: ShopViews) -> None:
    board = views.dashboard(other)

    assert board.totals == Totals(0, 0, Money(0, "USD", 2), 0, 0)
    assert (board.arrivals, board.lost, board.setup.variants_on) == ((), (), 0)
    assert views.backorders(other, BackorderQuery()).rows == ()


def test_two_shops_with_the_same_ids_each_see_their_own(
    database: Database, northpine: ShopId, other: ShopId, kettles_supply: SupplyId, views: ShopViews
) -> None:
    with database.write() as conn:
        kettle_on_sale(conn, other)
        ten_are_ordered(conn, other, held=3)

    for shop, held in ((northpine, 6), (other, 3)):
        view = views.backorder(shop, KETTLE)
        assert (view.row.owed, view.row.incoming, len(view.supplies)) == (6, 40, 1)
        assert [line.held for line in view.promises] == [held]
        assert views.dashboard(shop).totals.units_owed == 6


def test_ids_that_nobody_has_are_not_found(northpine: ShopId, views: ShopViews) -> None:
    with pytest.raises(NotFound):
        views.backorder(northpine, VariantId(1))
    with pytest.raises(NotFound):
        views.supply(northpine, SupplyId(1))


@pytest.mark.parametrize(
    "ask",
    [
        lambda views: views.profile(NOBODY),
        lambda views: views.dashboard(NOBODY),
        lambda views: views.backorders(NOBODY, BackorderQuery()),
        lambda views: views.backorder(NOBODY, KETTLE),
        lambda views: views.supply(NOBODY, SupplyId(1)),
    ],
    ids=["profile", "dashboard", "backorders", "backorder", "supply"],
)
def test_a_shop_that_nobody_knows_is_not_found(views: ShopViews, ask: Callable[[ShopViews], object]) -> None:
    with pytest.raises(NotFound, match="no such shop"):
        ask(views)


def test_the_profile_says_how_the_shop_writes_dates_and_money(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    with database.write() as conn:
        shops.update(conn, northpine, timezone="America/New_York", currency="EUR")

    assert views.profile(northpine) == ShopProfile(northpine, "northpine.myshopify.com", "America/New_York", "EUR")


def test_an_empty_shop_has_one_empty_page_and_is_as_old_as_its_own_reading(
    database: Database, northpine: ShopId, views: ShopViews
) -> None:
    with database.write() as conn:
        shops.update(conn, northpine, fetched_at=FETCHED_AT)

    page = views.backorders(northpine, BackorderQuery(page=9))
    board = views.dashboard(northpine)

    assert (page.rows, page.page, page.pages, set(page.counts.values())) == ((), 1, 1, {0})
    assert (page.as_of, board.as_of) == (FETCHED_AT, FETCHED_AT)
    assert board.setup == Setup(variants_on=0, theme_block=None, klaviyo=False, importing=False)


def test_a_shop_that_was_never_read_is_importing_and_knows_nothing_old(northpine: ShopId, views: ShopViews) -> None:
    before: datetime = machine_now()

    board = views.dashboard(northpine)

    assert board.setup.importing
    assert before <= board.as_of <= machine_now()
