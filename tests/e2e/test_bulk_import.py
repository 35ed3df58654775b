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
from sandbox.shopify.control.app_life import set_scopes
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
