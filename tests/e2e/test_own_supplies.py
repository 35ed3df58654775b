"""Deliveries that are entered here: promised from, moved, received into Shopify's stock once, and closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.admin.views import Received
from app.db import own_deliveries
from app.db.tables.catalog import location
from app.domain.ids import ItemId, LocationId
from app.domain.own_supply import NewDelivery
from app.errors import AppError, Conflict
from tests.e2e import acts
from tests.e2e.acts import MUG
from tests.e2e.world import USER, World


def dock(world: World) -> LocationId:
    with world.parts.database.read() as conn:
        found = sa.select(location.c.location_id).where(
            location.c.shop_id == world.shop.id, location.c.fulfills_online_orders
        )
        return LocationId(conn.scalars(found.order_by(location.c.location_id)).first())


def item(world: World, sku: str) -> ItemId:
    return ItemId(world.variant(sku).inventory_item.id)


def available(world: World, sku: str) -> int:
    return sum(level.quantities["available"] for level in world.variant(sku).inventory_item.levels.values())


def deliver(world: World, sku: str, units: int, *, on: date | None, reference: str = "PO-9") -> None:
    new = NewDelivery(reference, dock(world), {item(world, sku): units}, on, "Oslo Steel")
    world.supplies.add(world.shop.id, new, user=USER)
    world.settle()


def test_a_delivery_entered_by_hand_is_promised_moved_received_once_and_closed_short(world):
    acts.switch_on(world, MUG)
    before = available(world, MUG)
    world.late_by("Oslo Steel", 0)
    deliver(world, MUG, 30, on=date(2026, 12, 3))
    world.late_by("Oslo Steel", 5)
    own = world.supply_of(MUG)
    assert acts.left(world, MUG) == before + 30
    assert world.rows("SELECT count(*) FROM gap") == [(0,)]

    order = acts.order(world, {MUG: before + 20})
    world.pass_time(timedelta(seconds=10))
    (first,) = acts.promised(world, order)
    assert first[0] == 20
    assert first[1] is not None

    moved = world.supplies.change_quantity(world.shop.id, own.id, to=26, seen=30, user=USER)
    assert (moved.later, moved.earlier) == (0, 0)
    with pytest.raises(Conflict, match="it now says 26 units"):
        world.supplies.change_quantity(world.shop.id, own.id, to=31, seen=30, user=USER)
    with pytest.raises(Conflict, match="already"):
        deliver(world, MUG, 5, on=None, reference=" po-9 ")
    told = world.acts.move_eta(
        world.shop.id, own.id, to=date(2026, 12, 21), seen=date(2026, 12, 3), reason="Strike", user=USER
    )
    assert told.later == 1
    assert (
        world.rows("SELECT source, stated_by FROM eta_log WHERE source = 'merchant'")
        == [("merchant", f"person:{USER}")] * 2
    )
    world.pass_time(timedelta(days=10))
    slips = len(world.events("Backorder ETA Changed"))

    with pytest.raises(AppError, match="Only 26 of these"):
        world.supplies.receive(world.shop.id, [Received(own.id, 26, 1)], is_in_stock=False, closes=False, user=USER)
    world.supplies.receive(world.shop.id, [Received(own.id, 15, 1)], is_in_stock=False, closes=False, user=USER)
    with pytest.raises(Conflict, match="Somebody is receiving"):
        world.supplies.receive(world.shop.id, [Received(own.id, 15, 1)], is_in_stock=False, closes=False, user=USER)
    world.settle()
    assert available(world, MUG) == -20 + 15
    assert world.supply_of(MUG).open_quantity == 10
    assert world.held(order, MUG) == 5
    assert len(world.events("Backorder ETA Changed")) == slips

    world.supplies.receive(world.shop.id, [Received(own.id, 7, 0)], is_in_stock=False, closes=True, user=USER)
    world.settle()
    world.reconcile()
    assert available(world, MUG) == 2
    assert world.held(order, MUG) == 0
    with world.parts.database.read() as conn:
        known = own_deliveries.by_reference(conn, world.shop.id, "PO-9")
    assert known is not None
    assert known.is_closed
    assert [(line.units.accepted, line.units.rejected, line.units.closed) for line in known.lines] == [(22, 1, 3)]
    assert world.rows("SELECT accepted, rejected FROM receipt ORDER BY seq DESC LIMIT 2") == [(7, 0), (15, 1)]
