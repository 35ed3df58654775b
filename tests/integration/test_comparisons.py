"""What a comparison leaves behind: bounded rows, all counted, the newest runs; and no fact older than our writes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app.clock import FixedClock
from app.db import catalog, comparisons, footprints, orders, shops, shopstate
from app.db.activity import WORKER
from app.db.session import Database
from app.db.shopstate import Desired
from app.db.views import ShopViews
from app.domain.comparison import Difference, Subject, Why
from app.domain.ids import OrderId, ShopId, VariantId
from app.refetch.fetch import Seen
from app.refetch.gather import Wanted
from app.refetch.reconcile import keep_variants
from app.refetch.store import keep
from app.refetch.verdicts import Verdicts
from app.shopify.facts import MetafieldFact, OrderFact, Reading
from tests.integration.factories.catalog import add_variant, add_warehouse, set_stock, variant_fact
from tests.integration.factories.moments import FETCHED_AT, NOW
from tests.integration.factories.orders import Line, order_fact, save_order

KETTLE = VariantId(44)


def different(number: int, why: Why = Why.LOST) -> Difference:
    return Difference(Subject.VARIANT, number, f"SKU-{number}", "price", "1.00 USD", "2.00 USD", FETCHED_AT, why)


def begin(database: Database, shop: ShopId, cause: str = "night", *, at: datetime = FETCHED_AT) -> None:
    with database.write() as conn:
        comparisons.begin(conn, shop, cause, at=at, since=NOW)


def test_rows_are_kept_up_to_fifty_a_cause_and_all_are_counted(database: Database, northpine: ShopId) -> None:
    begin(database, northpine)
    with database.write() as conn:
        for start in (0, 60, 120):
            run = comparisons.current(conn, northpine)
            assert run is not None
            comparisons.note(conn, northpine, run, [different(start + each) for each in range(60)])
            comparisons.note(conn, northpine, run, [different(1000 + start, Why.BY_HAND)])
        comparisons.finish(conn, northpine, at=FETCHED_AT)
        (run,) = comparisons.newest(conn, northpine)
        kept = comparisons.found_by(conn, northpine, run.id)
    assert run.causes == {Why.LOST: 180, Why.BY_HAND: 3}
    assert [each.why for each in kept].count(Why.LOST) == 50
    assert [each.ref for each in kept if each.why is Why.BY_HAND] == [1000, 1060, 1120]
    assert kept[0] == different(0)


def test_only_the_newest_fourteen_runs_stay_each_with_its_differences(database: Database, northpine: ShopId) -> None:
    for night in range(20):
        begin(database, northpine, at=FETCHED_AT + timedelta(days=night))
        with database.write() as conn:
            run = comparisons.current(conn, northpine)
            assert run is not None
            comparisons.note(conn, northpine, run, [different(night)])
            comparisons.finish(conn, northpine, at=FETCHED_AT + timedelta(days=night))
    with database.read() as conn:
        runs = comparisons.newest(conn, northpine, limit=100)
        found = [each.ref for run in runs for each in comparisons.found_by(conn, northpine, run.id)]
    assert found == list(range(19, 5, -1))


def test_a_run_that_broke_off_goes_on_with_what_it_had_found(database: Database, northpine: ShopId) -> None:
    begin(database, northpine)
    with database.write() as conn:
        run = comparisons.current(conn, northpine)
        assert run is not None
        comparisons.count(conn, northpine, run, Subject.VARIANT, 200)
        comparisons.note(conn, northpine, run, [different(1)])
    begin(database, northpine, "asked for")
    with database.read() as conn:
        (again,) = comparisons.newest(conn, northpine)
    assert (again.cause, again.compared[Subject.VARIANT], again.causes) == ("night", 0, {Why.LOST: 1})


def test_the_first_reading_has_nothing_to_differ_from(database: Database, northpine: ShopId) -> None:
    begin(database, northpine, comparisons.INSTALLED)
    with database.write() as conn:
        shop = shops.by_id(conn, northpine)
        keep_variants(conn, shop, [variant_fact(variant=KETTLE)], started_at=FETCHED_AT)
        (run,) = comparisons.newest(conn, northpine)
    assert (run.is_first, run.compared[Subject.VARIANT], run.causes) == (True, 1, {})


def test_the_page_counts_and_dates_every_kind_of_fact(database: Database, northpine: ShopId) -> None:
    older = FETCHED_AT - timedelta(days=1)
    with database.write() as conn:
        add_warehouse(conn, northpine)
        add_variant(conn, northpine, variant_fact(variant=KETTLE))
        add_variant(conn, northpine, variant_fact(variant=45), fetched_at=older)
        set_stock(conn, northpine, variant_fact(variant=KETTLE).item_id, available=4)
        save_order(conn, northpine, lines=[Line(KETTLE, 2)])
        save_order(conn, northpine, number=1043, lines=[Line(KETTLE, 2, shipped=2)])
    view = ShopViews(database, FixedClock(NOW)).compared(northpine)
    ages = {age.name: (age.number, age.oldest) for age in view.ages}
    assert ages["Products and prices"] == (2, older)
    assert ages["Stock levels"] == (1, FETCHED_AT)
    assert ages["Orders with units to ship"] == (1, FETCHED_AT)
    assert ages["Deliveries on their way"] == (0, None)
    assert (view.last, view.progress, view.found) == (None, None, ())


def wrote(database: Database, shop: ShopId, wanted: Desired, at: datetime) -> None:
    """A write of ours came back at `at`."""
    with database.write() as conn:
        shopstate.want(conn, shop, wanted, by=WORKER, at=NOW)
        assert footprints.intend(conn, shop, wanted, observed=None, at=at)
        footprints.confirm(conn, shop, wanted, at=at)


@pytest.mark.parametrize("seconds", [1, -1], ids=["older", "newer"])
def test_a_list_of_variants_read_before_our_own_write_does_not_undo_it(
    database: Database, northpine: ShopId, seconds: int
) -> None:
    digest = MetafieldFact("{}", "an-old-digest", NOW)
    read = FETCHED_AT + timedelta(minutes=1)
    with database.write() as conn:
        add_variant(conn, northpine, variant_fact(variant=KETTLE))
        catalog.note_digest(conn, northpine, KETTLE, "ours")
    field = Desired(shopstate.variant_resource(KETTLE), shopstate.METAFIELD, {"v": 1}, "backorder")
    wrote(database, northpine, field, read + timedelta(seconds=seconds))
    with database.write() as conn:
        shop = shops.by_id(conn, northpine)
        keep_variants(conn, shop, [variant_fact(variant=KETTLE, backorder=digest)], started_at=read)
        (stored,) = catalog.stored_variants(conn, northpine, [KETTLE])
    assert stored.metafield_digest == ("ours" if seconds > 0 else "an-old-digest")


def test_a_look_at_an_order_begun_before_our_own_write_is_repeated_and_not_stored(
    database: Database, northpine: ShopId
) -> None:
    read = FETCHED_AT + timedelta(minutes=1)
    with database.write() as conn:
        order = save_order(conn, northpine, lines=[Line(KETTLE, 3, held=3)])
    field = Desired(shopstate.order_resource(order), shopstate.HOLDS, [], "released")
    wrote(database, northpine, field, read + timedelta(seconds=1))
    fact = order_fact(lines=[Line(KETTLE, 2)])
    with database.write() as conn:
        shop = shops.by_id(conn, northpine)
        keep(conn, shop, Wanted(orders={order: set()}), seen(fact, read), Verdicts({}), now=NOW)
        units = orders.waiting_units(conn, northpine, order)
    assert [len(each) for each in units.values()] == [3]
    assert waiting_hints(database, northpine) == ["hint:written meanwhile"]


def seen(fact: OrderFact, at: datetime) -> Seen:
    nothing = Reading(at, {}, {})
    found: Reading[OrderId, OrderFact] = Reading(at, {fact.id: fact}, {})
    return Seen(nothing, found, nothing, nothing, nothing, {}, {}, at)


def waiting_hints(database: Database, shop: ShopId) -> list[str]:
    with database.read() as conn:
        return list(conn.exec_driver_sql(f"SELECT topic FROM inbox WHERE shop_id = {shop}").scalars())  # noqa: S608
