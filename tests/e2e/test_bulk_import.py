"""A whole shop read by bulk operations: whatever goes wrong on the way, it ends with the facts that paging gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.db import imports
from app.db.tables.catalog import item, level, variant
from app.db.tables.orders import fulfillment_line, fulfillment_order, order, order_line
from app.db.tables.supplies import eta_log, inbound, receipt, supply
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.refetch.reconcile import reconcile
from app.shopify.ports import ShopRef
from sandbox.shopify.acts import shipments, transfers
from sandbox.shopify.acts.catalog import delete_product
from sandbox.shopify.control import app_life
from sandbox.shopify.model import Tracking
from sandbox.shopify.orders import actors
from tests.e2e.crash import Killed, start_again
from tests.e2e.world import USER, World

FACTS = (variant, item, level, order, order_line, fulfillment_order, fulfillment_line, inbound, supply, receipt)
OURS = {"fetched_at", "closed_at", "recorded_at", "inbound_id", "supply_id", "supplier_id"}
"""Columns that say when and how we read, not what."""
KETTLE = "KETTLE-BLUE"


def facts(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Every fact about the shop but its own row, in an order of their own."""
    with world.parts.database.read() as conn:
        return {
            table.name: sorted(
                (tuple(conn_row) for conn_row in conn.execute(sa.select(*(c for c in table.c if c.name not in OURS)))),
                key=repr,
            )
            for table in FACTS
        }


def by_pages(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """What paging makes of the shop, read over what is there."""
    admin = world.parts.admin.for_shop(ShopRef(world.shop.id, world.shop.domain))
    reconcile(admin, world.parts.database, world.shop, world.clock)
    return facts(world)


def forget(world: World) -> None:
    with world.parts.database.write() as conn:
        for table in (*FACTS, eta_log):
            conn.execute(sa.delete(table))


def ask(world: World) -> None:
    with world.parts.database.write() as conn:
        enqueue(conn, world.shop.id, Hint(Kind.RECONCILE), cause="asked for")


def end_operation(world: World) -> None:
    """The app asks, and Shopify comes to the end of it and says so; the app has not looked yet."""
    world.drain.drain_all()
    world.scheduler.run_due()
    world.sandbox.dispatcher.pump()


def is_under_way(world: World) -> bool:
    with world.parts.database.read() as conn:
        return imports.current(conn, world.shop.id) is not None


def operations(world: World) -> list[tuple[str, str]]:
    """Each bulk operation as (what it reads, how it ended)."""
    said = world.shopify.bulk_operations.values()
    return [(each.document.split()[1], each.status) for each in said]


def searches(world: World) -> list[str]:
    return [each.document.split('query: "', 1)[1].split('"', 1)[0] for each in world.shopify.bulk_operations.values()]


@pytest.fixture
def small(make_world: Callable[..., World]) -> World:
    """Two variants, three orders, one shipment; read by bulk operations all the same."""
    world = make_world(bulk_from=0)
    for units in (1, 2, 3):
        world.buy("MUG-RED", units)
    world.settle()
    by_pages(world)  # of stock that nobody waits for only what is left is known before
    return world


@pytest.fixture
def large(make_world: Callable[..., World]) -> World:
    return make_world(seed="northpine", bulk_from=0)


def test_an_install_imports_by_three_operations_and_ends_as_paging_does(large: World) -> None:
    assert operations(large) == [
        ("BulkVariants", "COMPLETED"),
        ("BulkOrders", "COMPLETED"),
        ("BulkTransfers", "COMPLETED"),
    ]
    assert not is_under_way(large)
    imported = facts(large)
    assert (len(imported["variant"]), len(imported["orders"])) == (len(large.shopify.variants), open_orders(large))
    assert imported == by_pages(large)


def open_orders(world: World) -> int:
    return sum(1 for each in world.shopify.orders.values() if not each.cancelled_at and not each.closed_at)


@pytest.mark.parametrize(
    "unkind",
    [{"bulk_shuffled": True}, {"bulk_refused_downloads": 2}, {"bulk_cut_downloads": 1}],
    ids=lambda dial: next(iter(dial)),
)
def test_a_file_in_any_order_refused_or_cut_off_is_read_all_the_same(small: World, unkind: dict[str, Any]) -> None:
    whole, before = facts(small), len(operations(small))
    forget(small)
    for name, value in unkind.items():
        setattr(small.sandbox.store.dials.orders, name, value)
    ask(small)
    small.settle()
    assert facts(small) == whole
    assert len(operations(small)) == before + 3


def test_what_a_failed_operation_left_is_stored_and_only_the_rest_is_asked_for_again(large: World) -> None:
    whole = facts(large)
    forget(large)
    dials = large.sandbox.store.dials.orders
    dials.bulk_outcome = "FAILED"
    ask(large)
    end_operation(large)
    large.drain.drain_all()
    dials.bulk_outcome = "COMPLETED"
    large.settle()
    first, rest, *_ = operations(large)[3:]
    assert (first, rest) == (("BulkVariants", "FAILED"), ("BulkVariants", "COMPLETED"))
    ids = sorted(large.shopify.variants)
    asked_from = int(searches(large)[4].removeprefix("id:>="))
    assert ids[0] < asked_from <= ids[-1]
    assert rest_lines(large, 4) < rest_lines(large, 0) * 3 // 4
    assert facts(large) == whole


def rest_lines(world: World, number: int) -> int:
    return list(world.shopify.bulk_operations.values())[number].object_count


def test_an_expired_operation_is_asked_for_again(small: World) -> None:
    whole = facts(small)
    forget(small)
    dials = small.sandbox.store.dials.orders
    dials.bulk_outcome = "EXPIRED"
    ask(small)
    end_operation(small)
    small.drain.drain_all()
    dials.bulk_outcome = "COMPLETED"
    small.settle()
    assert operations(small)[3:5] == [("BulkVariants", "EXPIRED"), ("BulkVariants", "COMPLETED")]
    assert facts(small) == whole


def test_one_that_fails_again_and_again_gives_way_to_pages(small: World) -> None:
    whole = facts(small)
    forget(small)
    small.sandbox.store.dials.orders.bulk_outcome = "EXPIRED"
    ask(small)
    for _ in range(4):
        small.settle()
        small.pass_time(timedelta(minutes=1))
    assert operations(small)[3:] == [("BulkVariants", "EXPIRED")] * 4
    assert not is_under_way(small)
    assert facts(small) == whole


def test_one_that_is_cancelled_is_asked_for_again(small: World) -> None:
    whole = facts(small)
    forget(small)
    ask(small)
    small.drain.drain_all()
    list(small.shopify.bulk_operations.values())[-1].status = "CANCELING"
    small.settle()
    assert operations(small)[3:5] == [("BulkVariants", "CANCELED"), ("BulkVariants", "COMPLETED")]
    assert facts(small) == whole


def test_a_shop_whose_customers_data_is_denied_is_read_by_pages(small: World) -> None:
    """A bulk operation fails whole where a page answers all but the field."""
    installation = small.shopify.installation
    assert installation is not None
    installation.level_two_approved = False
    ask(small)
    small.settle()
    assert operations(small)[3:] == [("BulkVariants", "COMPLETED"), ("BulkOrders", "FAILED")]
    assert not is_under_way(small)
    assert facts(small) == by_pages(small)


def test_without_access_to_transfers_all_else_is_read_and_they_are_never_asked_for(small: World) -> None:
    installation = small.shopify.installation
    assert installation is not None
    store = small.sandbox.store
    denied = {scope for scope in installation.scopes if "transfers" in scope or "shipments" in scope}
    store.dials.api.missing_scopes = sorted(denied)
    with store.act():
        kept = installation.scopes - denied
        app_life.set_scopes(store, shop=small.shopify, installation=installation, scopes=kept)
    small.settle()
    before = len(operations(small))
    ask(small)
    small.settle()
    assert operations(small)[before:] == [("BulkVariants", "COMPLETED"), ("BulkOrders", "COMPLETED")]
    assert not is_under_way(small)
    assert small.rows("SELECT reason FROM lease WHERE reason IS NOT NULL") == []


def test_an_end_whose_webhook_is_lost_is_found_by_the_clock(small: World) -> None:
    whole = facts(small)
    forget(small)
    small.sandbox.store.dials.webhooks.loss_percent = 100
    ask(small)
    small.settle()
    assert is_under_way(small)
    for _ in range(3):
        small.pass_time(timedelta(seconds=10))
    assert not is_under_way(small)
    assert facts(small) == whole


@pytest.mark.parametrize("piece", [1, 2])
def test_a_worker_killed_while_it_stores_is_followed_by_one_that_goes_on(
    large: World, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    whole = facts(large)
    forget(large)
    ask(large)
    end_operation(large)
    die_in_piece(monkeypatch, piece)
    with pytest.raises(Killed):
        large.drain.drain_all()
    monkeypatch.undo()
    start_again(large, large.parts.http._transport)
    assert is_under_way(large)
    large.settle()
    assert facts(large) == whole
    assert operations(large)[3:] == [(name, "COMPLETED") for name in ("BulkVariants", "BulkOrders", "BulkTransfers")]


def die_in_piece(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    """Kill the worker in the transaction that stores this piece, before it commits."""
    real, seen = imports.progressed, iter(range(1, 1000))

    def progressed(conn: Any, shop: Any, *, stored: int | None = None, objects: int | None = None) -> None:
        real(conn, shop, stored=stored, objects=objects)
        if stored is not None and next(seen) == piece:
            raise Killed

    monkeypatch.setattr(imports, "progressed", progressed)


def test_what_is_fetched_live_meanwhile_is_not_overwritten_by_the_file(small: World) -> None:
    """The file is written before the sale and stored after it."""
    ask(small)
    small.drain.drain_all()
    small.scheduler.run_due()
    placed = small.buy(KETTLE, 2)
    small.sandbox.dispatcher.pump()
    small.scheduler.run_due()
    small.sandbox.dispatcher.pump()
    small.settle()
    level = small.rows("SELECT available, committed FROM level JOIN variant USING (item_id) WHERE sku = 'KETTLE-BLUE'")
    assert level == [(2, 2)]
    assert (placed.id, 2) in small.rows("SELECT order_id, open FROM order_line")
    assert facts(small) == by_pages(small)


def test_a_variant_deleted_meanwhile_is_not_brought_back_by_the_file(small: World) -> None:
    ask(small)
    end_operation(small)
    gone = next(each for each in small.shopify.variants.values() if each.sku != KETTLE)
    with small.sandbox.store.act():
        delete_product(small.sandbox.store, shop=small.shopify, product=gone.product)
    small.settle()
    assert small.rows("SELECT variant_id FROM variant WHERE deleted_at IS NOT NULL") == [(gone.id,)]


def test_an_order_whose_webhooks_were_lost_during_the_import_is_caught_up_with(small: World) -> None:
    order_ = next(iter(small.shopify.orders.values()))
    ask(small)
    small.sandbox.store.dials.webhooks.loss_percent = 100
    for _ in range(4):
        small.drain.drain_all()
        if operations(small)[-1] == ("BulkTransfers", "CREATED"):
            with small.sandbox.store.act():
                actors.cancel_order(small.sandbox.store, shop=small.shopify, order=order_)
        small.scheduler.run_due()
        small.clock.advance(timedelta(seconds=10))
    assert not is_under_way(small)
    assert order_.cancelled_at is not None
    assert small.rows("SELECT order_id FROM orders WHERE cancelled_at IS NOT NULL") == [(order_.id,)]


def test_a_transfer_whose_webhooks_were_lost_during_the_import_is_sold_from(small: World) -> None:
    small.acts.switch_on(small.shop.id, [small.variant_id(KETTLE)], user=USER)
    small.settle()
    before = small.metafield(KETTLE)["left"]
    ask(small)
    small.sandbox.store.dials.webhooks.loss_percent = 100
    made = False
    while is_under_way(small) or not made:
        small.drain.drain_all()
        small.scheduler.run_due()
        if operations(small)[-1] == ("BulkTransfers", "COMPLETED") and not made:
            order_more(small)
            made = True
        small.clock.advance(timedelta(seconds=10))
    small.drain.drain_all()
    assert small.metafield(KETTLE)["left"] == before + 7


def order_more(world: World) -> None:
    """Seven more kettles are on their way."""
    store, shop, kettles = world.sandbox.store, world.shopify, world.variant(KETTLE).inventory_item
    here = next(iter(shop.locations.values()))
    with store.act():
        transfer = transfers.create(store, shop=shop, items={kettles: 7}, destination=here, ready=True)
        on_its_way = Tracking(arrives_at=world.clock.now() + timedelta(days=5))
        shipments.create(store, shop=shop, transfer=transfer, items={kettles: 7}, tracking=on_its_way, in_transit=True)


def test_what_is_owed_when_everything_is_read_again_stays_owed(small: World) -> None:
    small.acts.switch_on(small.shop.id, [small.variant_id(KETTLE)], user=USER)
    small.settle()
    placed = small.buy(KETTLE, 10)
    small.settle()
    held = small.held(placed, KETTLE)
    small.pass_time(timedelta(minutes=1))
    ask(small)
    small.settle()
    assert (held, small.held(placed, KETTLE), small.free(placed, KETTLE)) == (6, 6, 4)
