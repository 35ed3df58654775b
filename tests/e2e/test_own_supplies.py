"""Deliveries that are entered here: promised from, moved, received into Shopify's stock once, and closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.admin.views import Received
from app.db import incoming, own_deliveries
from app.db.tables.catalog import location
from app.domain.ids import ItemId, LocationId
from app.domain.own_supply import NewDelivery
from app.errors import AppError, Conflict
from app.usecases.choose_transfers import choose_transfers
from sandbox.shopify.acts import shipments, transfers
from sandbox.shopify.acts.shipments import Receipt
from sandbox.shopify.control import lookup
from sandbox.shopify.model import Shipment
from tests.e2e import acts
from tests.e2e.acts import MUG
from tests.e2e.crash import die_at
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


def announce_in_shopify(world: World, sku: str, units: int) -> None:
    """A transfer that is ready and has not left: Shopify does not count it as incoming yet."""
    place = lookup.location(world.shopify, None)
    with world.sandbox.store.act():
        transfers.create(
            world.sandbox.store,
            shop=world.shopify,
            items={world.variant(sku).inventory_item: units},
            destination=place,
            ready=True,
        )
    world.settle()


def test_a_delivery_entered_by_hand_is_promised_moved_received_once_and_closed_short(world):
    acts.switch_on(world, MUG)
    before = available(world, MUG)
    world.late_by("Oslo Steel", 0)
    deliver(world, MUG, 30, on=date(2026, 12, 3))
    world.late_by("Oslo Steel", 5)
    own = world.supply_of(MUG)
    assert acts.left(world, MUG) == before + 30
    announce_in_shopify(world, MUG, 5)
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


def coming(world: World, sku: str) -> list[incoming.OpenSupply]:
    with world.parts.database.read() as conn:
        return incoming.open_supplies(conn, world.shop.id, item(world, sku))


def write_transfers(world: World) -> None:
    with world.parts.database.write() as conn:
        choose_transfers(conn, world.shop, writes=True, by=f"person:{USER}", now=world.clock.now())


def shipment_of(world: World, reference: str) -> Shipment:
    (transfer,) = [each for each in world.shopify.transfers.values() if each.reference_name == reference]
    (shipment,) = transfer.shipments
    return shipment


def receive_in_shopify(world: World, reference: str, units: int) -> None:
    shipment = shipment_of(world, reference)
    receipt = Receipt(line=shipment.lines[0], quantity=units, verdict="ACCEPTED")
    with world.sandbox.store.act():
        shipments.receive(world.sandbox.store, shop=world.shopify, shipment=shipment, receipts=[receipt])


def test_a_delivery_written_to_shopify_is_one_supply_and_received_once_from_either_side(world):
    """Made there with its date, never twice here; a receipt there closes it here, one here is booked there."""
    acts.switch_on(world, MUG)
    write_transfers(world)
    before = available(world, MUG)
    new = NewDelivery("PO-9", dock(world), {item(world, MUG): 30}, date(2026, 12, 3), "Oslo Steel")
    supply, _ = world.supplies.add(world.shop.id, new, user=USER)
    with pytest.raises(Conflict, match="being written to Shopify"):
        world.supplies.change_quantity(world.shop.id, supply, to=31, seen=30, user=USER)
    world.settle()

    shipment = shipment_of(world, "PO-9")
    assert (shipment.status, shipment.tracking.arrives_at.date()) == ("IN_TRANSIT", date(2026, 12, 3))
    assert "supplier:Oslo Steel" in shipment.transfer.tags
    world.reconcile()
    assert [(each.id, each.name, each.open_quantity) for each in coming(world, MUG)] == [(supply, "PO-9", 30)]
    assert acts.left(world, MUG) == before + 30
    assert world.rows("SELECT count(*) FROM gap") == [(0,)]
    with pytest.raises(AppError, match="change it there"):
        world.supplies.change_quantity(world.shop.id, supply, to=31, seen=30, user=USER)

    receive_in_shopify(world, "PO-9", 12)
    world.settle()
    world.reconcile()
    assert (available(world, MUG), world.supply_of(MUG).open_quantity) == (before + 12, 18)
    world.acts.receive(world.shop.id, [Received(supply, 17, 1)], user=USER)
    world.settle()
    world.reconcile()
    assert (available(world, MUG), acts.left(world, MUG)) == (before + 29, before + 29)
    assert (shipment.status, shipment.lines[0].accepted, shipment.lines[0].rejected) == ("RECEIVED", 29, 1)
    assert world.rows("SELECT accepted, rejected FROM receipt ORDER BY seq DESC LIMIT 2") == [(17, 1), (12, 0)]


@pytest.mark.parametrize("mutation", ["CreateTransfer", "CreateShipmentInTransit"])
def test_a_worker_that_dies_over_a_transfer_leaves_one_transfer_and_one_supply(world, mutation):
    """Shopify's webhooks about it come before the worker that comes after knows that it was made."""
    acts.switch_on(world, MUG)
    write_transfers(world)
    before = available(world, MUG)
    new = NewDelivery("PO-9", dock(world), {item(world, MUG): 30}, date(2026, 12, 3), "Oslo Steel")
    die_at(world, mutation, reaches=True, act=lambda: world.supplies.add(world.shop.id, new, user=USER))
    world.settle()
    world.pass_time(timedelta(minutes=1))
    world.reconcile()

    assert shipment_of(world, "PO-9").status == "IN_TRANSIT"
    assert [each.open_quantity for each in coming(world, MUG)] == [30]
    assert acts.left(world, MUG) == before + 30


def test_a_worker_that_dies_over_a_receipt_adds_to_the_stock_once(world):
    acts.switch_on(world, MUG)
    before = available(world, MUG)
    deliver(world, MUG, 30, on=date(2026, 12, 3))
    lines = [Received(world.supply_of(MUG).id, 30, 0)]
    die_at(
        world,
        "AdjustStock",
        reaches=True,
        act=lambda: world.supplies.receive(world.shop.id, lines, is_in_stock=False, closes=False, user=USER),
    )
    world.settle()
    world.reconcile()

    assert (available(world, MUG), coming(world, MUG)) == (before + 30, [])
    assert acts.left(world, MUG) == before + 30
