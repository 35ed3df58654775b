"""What is entered here, compared with files and with what Shopify says of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.actions import Desk, act
from app.clock import FixedClock
from app.db import actions, incoming, own_deliveries, shops
from app.db.tables.shopstate import action, activity
from app.db.tables.supplies import inbound
from app.domain.ids import InboundId, ItemId, ShopId, SupplyId
from app.domain.own_supply import NewDelivery, Refused, Units
from app.domain.supplies_csv import ImportRow
from app.errors import Conflict, NotFound
from app.usecases.add_delivery import add_delivery
from app.usecases.change_delivery import cancel_delivery, change_quantity
from app.usecases.fit_file import fit
from tests.conftest import add_shop
from tests.integration.factories import deliveries
from tests.integration.factories.catalog import WAREHOUSE, add_variant, add_warehouse, item_of, set_stock, variant_fact
from tests.integration.factories.moments import NOW

TODAY = NOW.date()
DAY = date(2026, 12, 3)
KETTLE, MUG = item_of(1), item_of(2)
BY = "person:42"


@pytest.fixture
def stocked(database, northpine) -> ShopId:
    """Two products, each with its SKU, and a third that shares the mug's."""
    with database.write() as conn:
        add_warehouse(conn, northpine)
        for number, sku in ((1, "KETTLE"), (2, "MUG"), (3, "TWIN"), (4, "twin")):
            add_variant(conn, northpine, variant_fact(variant=number, sku=sku))
            set_stock(conn, northpine, item_of(number), available=0)
    return northpine


def deliver(conn: sa.Connection, shop: ShopId, reference: str = "PO-9", **quantities: int) -> InboundId:
    items = {ItemId(item_of(int(key[1:]))): units for key, units in quantities.items()} or {KETTLE: 40}
    new = NewDelivery(reference, WAREHOUSE, items, DAY, "Oslo Steel")
    made, _ = add_delivery(conn, shops.by_id(conn, shop), new, by=BY, now=NOW)
    return made


def supply(conn: sa.Connection, shop: ShopId, reference: str = "PO-9") -> SupplyId:
    known = own_deliveries.by_reference(conn, shop, reference)
    assert known is not None
    return known.lines[0].supply


def row(sku: str = "KETTLE", quantity: int = 40, **changes: object) -> ImportRow:
    said = {"expected_on": DAY, "supplier": "oslo steel", "location": "", "reference": "po-9", **changes}
    return ImportRow(2, sku, quantity, **said)


def fitted(conn: sa.Connection, shop: ShopId, *rows: ImportRow) -> list[str]:
    """What each row would do, then what is wrong."""
    good, faults = fit(conn, shops.by_id(conn, shop), rows, today=TODAY)
    return [each.does for each in good] + [fault.sentence for fault in faults]


def test_a_reference_is_one_delivery_in_a_shop_and_another_one_in_another_shop(database, stocked):
    other = add_shop(database, "southbirch.myshopify.com")
    with database.write() as conn:
        deliver(conn, stocked)
        assert own_deliveries.free_reference(conn, stocked) == "D-1"
        with pytest.raises(Conflict, match="There is a delivery Po-9 already"):
            deliver(conn, stocked, "Po-9")
        assert own_deliveries.by_reference(conn, other, "PO-9") is None
        assert own_deliveries.of_supply(conn, other, supply(conn, stocked)) is None


def test_a_place_or_product_that_the_shop_does_not_have_is_not_found(database, stocked):
    with database.write() as conn, pytest.raises(NotFound, match="does not track"):
        deliver(conn, stocked, v9=4)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (row(reference="PO-1"), "add"),
        (row(), "nothing"),
        (row(quantity=41), "change"),
        (row(expected_on=None), "nothing"),
        (row(expected_on=date(2026, 12, 9)), "change"),
        (row(supplier="", location="WAREHOUSE 7001"), "nothing"),
        (row("mug"), "add"),
        (row("NOBODY"), "sku NOBODY is no product whose stock Shopify counts"),
        (row("Twin"), "sku Twin is 2 products: give each its own in Shopify"),
        (row(location="Mars"), "location 'Mars' is not one of warehouse 7001"),
        (row(quantity=41, supplier="Bergen"), "po-9 comes from Oslo Steel: cancel it first"),
        (
            row(reference="PO-1", expected_on=date(2026, 11, 20)),
            "expected_on 2026-11-20 has passed: say when it is expected now, or leave it empty",
        ),
    ],
)
def test_a_row_of_a_file_adds_changes_or_does_nothing_or_says_why_it_cannot(database, stocked, line, found):
    with database.write() as conn:
        deliver(conn, stocked)
        assert fitted(conn, stocked, line) == [found]


def test_a_delivery_that_is_over_is_left_alone_whatever_a_file_says(database, stocked):
    with database.write() as conn:
        deliver(conn, stocked)
        cancel_delivery(conn, shops.by_id(conn, stocked), supply(conn, stocked), by=BY, now=NOW)
        assert fitted(conn, stocked, row(quantity=99, expected_on=date(2026, 1, 1))) == ["nothing"]
        assert incoming.open_supplies(conn, stocked, KETTLE) == []


def test_a_quantity_that_was_all_counted_closes_the_delivery_on_the_day_of_its_last_receipt(database, stocked):
    with database.write() as conn:
        made = deliver(conn, stocked)
        shop, ours = shops.by_id(conn, stocked), supply(conn, stocked)
        (line,) = own_deliveries.by_id(conn, stocked, made).lines
        own_deliveries.note_receipt(conn, stocked, line, Units(40, 30, 2), received_on=DAY, at=NOW)
        with pytest.raises(Refused, match="32 of these were counted already"):
            change_quantity(conn, shop, ours, to=31, seen=40, by=BY, now=NOW)
        change_quantity(conn, shop, ours, to=32, seen=40, by=BY, now=NOW)
        closed = conn.execute(sa.select(inbound.c.status, inbound.c.received_on).where(inbound.c.inbound_id == made))
        assert closed.one() == ("received", DAY)


def test_a_transfer_with_our_tag_is_the_delivery_and_keeps_its_name_and_its_pegs(database, stocked):
    with database.write() as conn:
        made = deliver(conn, stocked)
        ours = supply(conn, stocked)
        tag = f"backorder-delivery:{made}"
        for _ in range(2):
            deliveries.save_delivery(conn, stocked, units={KETTLE: deliveries.Units(40)}, tags=(tag,))
        (known,) = incoming.open_supplies(conn, stocked, KETTLE)
        assert (known.id, known.inbound, known.name, known.source) == (ours, made, "PO-9", "shipment")
        assert fitted(conn, stocked, row()) == ["nothing"]
        assert fitted(conn, stocked, row(quantity=41)) == ["po-9 is a transfer in Shopify by now: change it there"]

        copied = {"units": {KETTLE: deliveries.Units(7)}, "tags": (tag,), "number": 4}
        deliveries.save_delivery(conn, stocked, **copied)
        assert sorted(each.open_quantity for each in incoming.open_supplies(conn, stocked, KETTLE)) == [7, 40]


@pytest.mark.parametrize(
    "tag", ["backorder-delivery:", "backorder-delivery:x", "backorder-delivery:1", f"backorder-delivery:{'9' * 19}"]
)
def test_a_tag_that_names_no_delivery_of_the_shop_makes_a_supply_of_its_own(database, stocked, tag):
    with database.write() as conn:
        deliver(conn, stocked)
        deliveries.save_delivery(conn, stocked, units={KETTLE: deliveries.Units(7)}, tags=(tag,))
        assert sorted(each.open_quantity for each in incoming.open_supplies(conn, stocked, KETTLE)) == [7, 40]


def test_an_act_whose_answer_was_lost_for_a_day_is_not_repeated_because_shopify_has_forgotten_its_key(
    database, stocked
):
    payload = {"inbound": 1, "location": WAREHOUSE, "adjusts": True, "closes": False, "lines": []}
    with database.write() as conn:
        made = actions.decide(conn, stocked, actions.RECEIVE_OWN, subject="inbound:1", payload=payload, by=BY, at=NOW)
        actions.postpone(conn, stocked, made, until=NOW, reason="no answer")
        shop = shops.by_id(conn, stocked)
    act(Desk(None, database, shop, FixedClock(NOW + timedelta(hours=24)), lambda: True))

    with database.read() as conn:
        assert conn.scalar(sa.select(action.c.state).where(action.c.shop_id == stocked)) == "refused"
        (logged,) = conn.scalars(sa.select(activity.c.detail).where(activity.c.shop_id == stocked))
        assert "look there whether it was done" in logged["reason"]
