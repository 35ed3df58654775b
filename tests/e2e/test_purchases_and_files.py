"""An order to a supplier and a file of deliveries become supplies, each once, and go through to the page and back."""

from __future__ import annotations

from datetime import date

import pytest

from app.admin.purchase_views import PurchaseHeading
from app.admin.views import Received
from app.db import incoming
from app.domain.ids import ImportId
from app.domain.purchasing import Lot, PurchaseState
from app.errors import AppError, Conflict
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG
from tests.e2e.test_own_supplies import available, coming, dock, item
from tests.e2e.world import USER, World

HEADER = "sku;quantity;expected_on;supplier;location;reference"


def send(world: World, *rows: str) -> ImportId:
    data = "\r\n".join((HEADER, *rows)).encode("utf-8-sig")
    made = world.supplies.check_file(world.shop.id, data, file_name="spring.csv", user=USER)
    world.settle()
    return made


def take_over(world: World, *rows: str) -> tuple[int, int, int]:
    """Rows taken over, lines added and lines changed."""
    made = send(world, *rows)
    world.supplies.take_over(world.shop.id, made, user=USER)
    world.settle()
    view = world.supplies.file(world.shop.id, made)
    assert (view.state, view.refused) == ("done", ())
    return view.done, view.added, view.changed


def etas(world: World, reference: str) -> int:
    """Dates stated for the delivery of that reference."""
    joined = "SELECT i.reference FROM eta_log e JOIN inbound i ON i.inbound_id = e.inbound_id"
    return world.rows(joined).count((reference,))


def test_an_order_is_doubted_ordered_received_in_part_and_cancelled_for_the_rest(world):
    acts.switch_on(world, MUG)
    purchases = world.purchases
    before = available(world, MUG)
    heading = PurchaseHeading("PO-7", "Oslo Steel", dock(world), "EUR", date(2026, 12, 3), "")
    made = purchases.make(world.shop.id, heading, user=USER)
    with pytest.raises(Conflict, match="already"):
        purchases.make(world.shop.id, heading, user=USER)
    purchases.put_line(world.shop.id, made, item(world, MUG), Lot(20, pack=12, least=24), 450)
    with pytest.raises(AppError, match="against the supplier's terms"):
        purchases.order(world.shop.id, made, anyway=False, user=USER)
    assert acts.left(world, MUG) == before
    purchases.order(world.shop.id, made, anyway=True, user=USER)
    world.settle()
    assert acts.left(world, MUG) == before + 20
    with pytest.raises(AppError, match="not a draft any more"):
        purchases.order(world.shop.id, made, anyway=True, user=USER)

    (line,) = coming(world, MUG)
    world.supplies.receive(world.shop.id, [Received(line.id, 6, 1)], is_in_stock=False, closes=False, user=USER)
    world.settle()
    view = purchases.purchase(world.shop.id, made)
    assert (view.row.state, view.row.received, view.row.units) == (PurchaseState.PART_RECEIVED, 6, 20)
    assert (view.row.expected_on, str(view.total.amount)) == (date(2026, 12, 3), "90.00")
    purchases.cancel(world.shop.id, made, user=USER)
    world.settle()
    assert purchases.purchases(world.shop.id, 1).rows[0].state is PurchaseState.RECEIVED
    assert (available(world, MUG), acts.left(world, MUG)) == (before + 6, before + 6)


def test_a_file_is_taken_over_once_and_again_only_where_it_differs(world):
    acts.switch_on(world, MUG)
    before = available(world, MUG)
    rows = [f"{MUG};40;2026-12-03;Oslo Steel;;PO-9", f"{KETTLE};12;3.12.2026;Oslo Steel;;PO-9"]
    wrong = ["NOBODY;3;;;;PO-8", f"{MUG};x;;;;PO-7", f"{MUG};3;2026-01-01;;;PO-6", f"{MUG};3;;;Mars;PO-5"]
    checked = send(world, *rows, *wrong)
    view = world.supplies.file(world.shop.id, checked)
    assert (view.total, view.new, [fault.row for fault in view.faults]) == (2, 2, [4, 5, 6, 7])
    assert (acts.left(world, MUG), coming(world, MUG)) == (before, [])

    world.supplies.take_over(world.shop.id, checked, user=USER)
    with pytest.raises(Conflict, match="already"):
        world.supplies.take_over(world.shop.id, checked, user=USER)
    world.settle()
    assert acts.left(world, MUG) == before + 40
    assert set(world.rows('SELECT "by" FROM footprint')) == {(f"file:{checked}",)}
    assert take_over(world, *rows) == (2, 0, 0)
    assert etas(world, "po-9") == 1
    assert acts.left(world, MUG) == before + 40

    moved = [row.replace("3.12.2026", "2026-12-10").replace("2026-12-03", "2026-12-10") for row in rows]
    assert take_over(world, moved[0].replace(";40;", ";45;"), moved[1]) == (2, 0, 2)
    assert etas(world, "po-9") == 2
    assert [(each.open_quantity, each.eta) for each in coming(world, MUG)] == [(45, date(2026, 12, 10))]

    supply = coming(world, MUG)[0]
    acts.put_on_shelf(world, MUG, 45)
    world.supplies.receive(world.shop.id, [Received(supply.id, 45, 0)], is_in_stock=True, closes=True, user=USER)
    world.settle()
    assert take_over(world, *moved) == (2, 0, 0)
    assert coming(world, MUG) == []
    assert available(world, MUG) == before + 45


def test_a_long_file_comes_in_slices(world):
    """More rows than one transaction takes."""
    rows = [f"{MUG};{number};2026-12-03;Oslo Steel;;R-{number}" for number in range(1, 121)]
    assert take_over(world, *rows) == (120, 120, 0)
    with world.parts.database.read() as conn:
        found = incoming.open_supplies(conn, world.shop.id, item(world, MUG))
    assert sorted(each.open_quantity for each in found) == list(range(1, 121))
