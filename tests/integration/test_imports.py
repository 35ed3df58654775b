"""The state of an import: what a worker that comes later goes on from, and what the page says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import FixedClock
from app.db import catalog, imports, inventory, watched
from app.db.imports import Asked
from app.db.session import Database
from app.db.shown import ImportProgress
from app.db.tables.imports import Step
from app.db.views import ShopViews
from app.domain.ids import LocationId, ShopId, VariantId
from app.shopify.gid import BulkOperationId
from tests.conftest import add_shop
from tests.integration.factories.catalog import WAREHOUSE, add_variant, add_warehouse, item_of, set_stock, variant_fact
from tests.integration.factories.moments import FETCHED_AT, NOW

OPERATION = BulkOperationId(2**53 + 1)


@pytest.fixture
def started(database: Database, northpine: ShopId) -> ShopId:
    with database.write() as conn:
        imports.begin(conn, northpine, step=Step.VARIANTS, at=FETCHED_AT)
        imports.started(conn, northpine, OPERATION, read_at=FETCHED_AT, since=NOW)
    return northpine


def test_an_import_is_found_again_as_it_was_left(database: Database, started: ShopId) -> None:
    with database.write() as conn:
        imports.progressed(conn, started, stored=40, objects=100)
    with database.read() as conn:
        state = imports.current(conn, started)
    assert state is not None
    assert (state.step, state.asked) == (Step.VARIANTS, Asked(OPERATION, FETCHED_AT))
    assert (state.stored, state.objects, state.since, state.failures) == (40, 100, NOW, 0)


def test_catching_up_begins_where_the_first_operation_did(database: Database, started: ShopId) -> None:
    with database.write() as conn:
        imports.go_to(conn, started, Step.ORDERS)
        later = NOW + timedelta(hours=1)
        imports.started(conn, started, OPERATION, read_at=FETCHED_AT, since=later)
        state = imports.current(conn, started)
    assert state is not None
    assert (state.step, state.since, state.stored) == (Step.ORDERS, NOW, 0)


def test_what_was_asked_for_ahead_is_the_next_steps_operation(database: Database, started: ShopId) -> None:
    ahead = Asked(BulkOperationId(OPERATION + 1), FETCHED_AT + timedelta(minutes=1))
    states = []
    with database.write() as conn:
        imports.started_ahead(conn, started, ahead.operation, read_at=ahead.read_at)
        states.append(imports.current(conn, started))
        for step in (Step.ORDERS, Step.TRANSFERS):
            imports.go_to(conn, started, step)
            states.append(imports.current(conn, started))
    said = [(each.step, each.asked, each.asked_ahead) for each in states if each is not None]
    assert said == [
        (Step.VARIANTS, Asked(OPERATION, FETCHED_AT), ahead),
        (Step.ORDERS, ahead, None),
        (Step.TRANSFERS, None, None),
    ]


def test_what_is_done_is_under_way_no_more_and_other_shops_never_were(database: Database, started: ShopId) -> None:
    other = add_shop(database, "elsewhere.myshopify.com")
    with database.write() as conn:
        assert imports.current(conn, other) is None
        imports.go_to(conn, started, Step.DONE)
        assert imports.current(conn, started) is None


def test_the_first_page_says_what_is_read_and_how_far(database: Database, started: ShopId) -> None:
    views = ShopViews(database, FixedClock(NOW))
    said = [views.dashboard(started).setup.progress]
    with database.write() as conn:
        imports.progressed(conn, started, stored=50, objects=100)
    said.append(views.dashboard(started).setup.progress)
    with database.write() as conn:
        imports.go_to(conn, started, Step.DONE)
    said.append(views.dashboard(started).setup.progress)
    assert said == [
        ImportProgress("products and stock", 0, stored=0, lines=0),
        ImportProgress("products and stock", 12, stored=50, lines=100),
        None,
    ]


def test_an_item_is_watched_until_it_was_read_once(database: Database, northpine: ShopId) -> None:
    item = item_of(1)
    with database.write() as conn:
        add_warehouse(conn, northpine)
        add_variant(conn, northpine, variant_fact(variant=1))
        before = watched.watched(conn, northpine, [item])
        set_stock(conn, northpine, item, available=3)
        assert (before, watched.watched(conn, northpine, [item])) == ({item}, set())


def test_an_older_read_brings_back_neither_a_deleted_variant_nor_its_levels(
    database: Database, northpine: ShopId
) -> None:
    item, later = item_of(1), FETCHED_AT + timedelta(seconds=5)
    with database.write() as conn:
        add_warehouse(conn, northpine)
        add_variant(conn, northpine, variant_fact(variant=1))
        set_stock(conn, northpine, item, available=3)
        catalog.mark_variants_deleted(conn, northpine, [VariantId(1)], at=NOW, seen_at=later)
        inventory.mark_item_deleted(conn, northpine, item, at=NOW, seen_at=later)
        catalog.save_variants(conn, northpine, [variant_fact(variant=1)], started_at=FETCHED_AT)
        set_stock(conn, northpine, item, available=3)
        assert catalog.stored_variants(conn, northpine, [1]) == []
        assert inventory.level_stamps(conn, northpine, item) == {}
        catalog.save_variants(conn, northpine, [variant_fact(variant=1)], started_at=later + timedelta(seconds=1))
        assert [each.id for each in catalog.stored_variants(conn, northpine, [1])] == [1]


def test_a_level_noted_from_a_webhook_is_newer_than_the_read_before_it(database: Database, northpine: ShopId) -> None:
    item, later = item_of(1), NOW + timedelta(seconds=5)
    with database.write() as conn:
        add_warehouse(conn, northpine)
        set_stock(conn, northpine, item, available=3)
        inventory.note_available(conn, northpine, item, WAREHOUSE, 0, later, at=FETCHED_AT)
        set_stock(conn, northpine, item, available=3)
        assert inventory.level_stamps(conn, northpine, item) == {LocationId(WAREHOUSE): later}
