"""Holds: exactly the units that wait, cut once for each receipt, ours alone, and let go selectively."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.db import customer_page, incoming, shopstate
from app.db.shopstate import DEADLINE
from app.db.tables.shopstate import desired, footprint
from app.domain.ids import ItemId, LocationId, OrderId
from app.domain.model import StabilityRules
from app.inbox.wake import Wake
from app.merchant_settings import SettingsActs
from app.replan import promise
from sandbox.shopify.acts import shipments, transfers
from sandbox.shopify.model import Location, Tracking
from sandbox.shopify.orders import actors
from sandbox.shopify.orders.checkout import Details, Want, place_order
from tests.e2e import acts
from tests.e2e.acts import KETTLE
from tests.e2e.world import World

STOOL = "STOOL-OAK"


def send(world: World, units: int, arrives: date | None, *, sku: str = KETTLE) -> None:
    """Another delivery of the same supplier is on its way."""
    store, item = world.sandbox.store, world.variant(sku).inventory_item
    place: Location = next(iter(world.shopify.locations.values()))
    with store.act():
        transfer = transfers.create(
            store,
            shop=world.shopify,
            items={item: units},
            destination=place,
            ready=True,
            tags=["supplier:Tallinn Metalworks"],
        )
        at = datetime(arrives.year, arrives.month, arrives.day, 12, tzinfo=UTC) if arrives else None
        tracking = Tracking(company="DHL Express", number="2", arrives_at=at)
        shipments.create(
            store, shop=world.shopify, transfer=transfer, items={item: units}, tracking=tracking, in_transit=True
        )
    world.settle()


def sell_ahead(world: World, sku: str, arrives: date) -> None:
    """A new product that is on sale before any of it is there."""
    acts.add_variant(world, sku)
    send(world, 5, arrives, sku=sku)
    acts.switch_on(world, sku)


def move_arrival(world: World, sku: str, to: date) -> None:
    supply = world.supply_of(sku)
    world.acts.move_eta(world.shop.id, supply.id, to=to, seen=supply.eta, reason="", user="42")
    world.settle()


def end_of(year: int, month: int, day: int) -> datetime:
    """The last second of a day in New York in winter."""
    return datetime(year, month, day, 4, 59, 59, tzinfo=UTC) + timedelta(days=1)


def due(of: acts.Order) -> list[tuple[dict[str, int], datetime | None]]:
    """Units by product of each fulfilment order that we hold, and by when they are to leave; the oldest first."""
    held = [each for each in of.fulfillment_orders if any("backorder" in hold.handle for hold in each.holds)]
    return [({part.line.sku: part.remaining for part in each.lines}, each.fulfill_by) for each in held]


def holds(of: acts.Order) -> list[tuple[int, str, str, str | None]]:
    """Units, handle, reason and note of each hold, in the order of their handles."""
    found = [
        (sum(part.remaining for part in each.lines), hold.handle, hold.reason, hold.reason_notes)
        for each in of.fulfillment_orders
        for hold in each.holds
    ]
    return sorted(found, key=lambda hold: hold[1])


def test_a_hold_names_us_its_reason_and_until_when(shop):
    order = acts.order(shop, {KETTLE: 10})

    assert holds(order) == [(6, "backorder:1", "INVENTORY_OUT_OF_STOCK", "Backordered: ships by 2026-12-10")]
    assert [hold.held_by for hold in acts.held_part(order).holds] == [shop.sandbox.store.app.client_id]


def test_units_without_a_date_are_held_for_an_unknown_delivery_date(shop):
    draft = Details(source_name="shopify_draft_order")
    order = acts.order(shop, {KETTLE: 50}, details=draft)

    assert holds(order) == [
        (40, "backorder:1", "INVENTORY_OUT_OF_STOCK", "Backordered: ships by 2026-12-10"),
        (6, "backorder:2", "UNKNOWN_DELIVERY_DATE", "Backordered: no date known yet"),
    ]


def test_each_expected_receipt_has_a_hold_of_its_own_and_releases_only_that(shop):
    send(shop, 10, date(2027, 1, 4))
    order = acts.order(shop, {KETTLE: 50})
    assert [(units, handle) for units, handle, _, _ in holds(order)] == [(40, "backorder:1"), (6, "backorder:2")]

    first = next(iter(shop.shopify.shipments.values()))
    with shop.sandbox.store.act():
        shipments.receive_all(shop.sandbox.store, shop=shop.shopify, shipment=first)
    shop.settle()

    assert [(units, handle) for units, handle, _, _ in holds(order)] == [(6, "backorder:2")]
    assert shop.free(order, KETTLE) == 44
    assert shop.rows("SELECT count(*) FROM activity WHERE verb = 'regrouped holds'") == [(0,)]


def test_a_part_of_what_was_expected_is_let_go_by_cutting_anew_and_the_exposure_is_logged(shop):
    order = acts.order(shop, {KETTLE: 10})

    acts.put_on_shelf(shop, KETTLE, 2)

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (6, 4)
    ((subject, detail),) = shop.rows("SELECT subject, detail FROM activity WHERE verb = 'regrouped holds'")
    assert subject == f"order:{order.id}"
    assert '"units":4' in detail


def test_an_order_over_twelve_receipts_has_ten_holds_and_lets_nothing_go_early(shop):
    for week in range(12):
        send(shop, 1, date(2027, 1, 4) + timedelta(weeks=week))

    order = acts.order(shop, {KETTLE: 56})

    cut = holds(order)
    assert len(cut) == 10
    assert sum(units for units, _, _, _ in cut) == 52
    assert shop.free(order, KETTLE) == 4
    assert max(len(each.holds) for each in order.fulfillment_orders) == 1


def test_held_units_are_due_at_the_warehouse_on_the_day_they_are_promised_for(shop):
    order = acts.order(shop, {KETTLE: 10})

    assert acts.held_part(order).fulfill_by == datetime(2026, 12, 11, 4, 59, 59, tzinfo=UTC)
    assert acts.open_part(order).fulfill_by is None


def test_held_units_are_due_at_the_end_of_the_day_of_the_place_they_ship_from(shop):
    order = acts.order(shop, {KETTLE: 10})
    place = acts.held_part(order).location
    before = acts.held_part(order).fulfill_by
    settings = SettingsActs(shop.parts.database, shop.clock, Wake(), shop.parts.klaviyo, shop.parts.box)

    settings.say_zone(shop.shop.id, LocationId(place.id), zone="Asia/Tokyo", user="42")
    shop.settle()
    assert acts.held_part(order).fulfill_by == datetime(2026, 12, 10, 14, 59, 59, tzinfo=UTC)

    settings.say_zone(shop.shop.id, LocationId(place.id), zone=None, user="42")
    shop.settle()
    assert acts.held_part(order).fulfill_by == before


def test_what_is_held_is_due_though_nobody_may_hold_the_rest_of_what_waits(shop):
    store = shop.sandbox.store
    with store.act():
        order = place_order(store, shop=shop.shopify, wants=[Want(variant=shop.variant(KETTLE), quantity=10)])
        actors.route_now(store, shop=shop.shopify, order=order)
        (owner,) = order.fulfillment_orders
        units = {owner.lines[0].id: 8}
        actors.hold_by_somebody_else(store, shop=shop.shopify, on=owner, app=acts.OTHER_APP, units=units)
    shop.settle()

    (ours,) = [each for each in order.fulfillment_orders if any("backorder" in hold.handle for hold in each.holds)]
    assert (ours.lines[0].remaining, ours.fulfill_by) == (2, datetime(2026, 12, 11, 4, 59, 59, tzinfo=UTC))


def test_units_that_wait_on_a_hold_of_their_own_are_due_on_the_same_day(shop):
    order = acts.order(shop, {KETTLE: 10})

    actors.edit_order(shop.sandbox.store, shop=shop.shopify, order=order, add={shop.variant(KETTLE): 3})
    shop.settle()

    held = [each for each in order.fulfillment_orders if each.holds]
    assert [sum(line.remaining for line in each.lines) for each in held] == [6, 3]
    assert {each.fulfill_by for each in held} == {datetime(2026, 12, 11, 4, 59, 59, tzinfo=UTC)}


def test_the_deadline_follows_a_slip_though_the_hold_stays_as_it_is(shop):
    order = acts.order(shop, {KETTLE: 10})
    held = acts.held_part(order)
    hold = held.holds[0].id
    supply = shop.supply_of(KETTLE)

    shop.acts.move_eta(shop.shop.id, supply.id, to=date(2026, 12, 14), seen=supply.eta, reason="", user="42")
    shop.settle()

    assert held.fulfill_by == datetime(2026, 12, 24, 4, 59, 59, tzinfo=UTC)
    assert [each.id for each in held.holds] == [hold]


def test_each_product_keeps_its_own_day_when_one_slips_past_the_other(shop):
    sell_ahead(shop, STOOL, date(2026, 12, 8))
    order = acts.order(shop, {KETTLE: 10, STOOL: 2})
    assert due(order) == [({KETTLE: 6}, end_of(2026, 12, 10)), ({STOOL: 2}, end_of(2026, 12, 16))]

    move_arrival(shop, KETTLE, date(2026, 12, 14))

    assert due(order) == [({KETTLE: 6}, end_of(2026, 12, 23)), ({STOOL: 2}, end_of(2026, 12, 16))]


def test_each_product_keeps_its_own_day_when_an_earlier_one_has_come(shop):
    sell_ahead(shop, STOOL, date(2026, 12, 8))
    sell_ahead(shop, "TABLE-OAK", date(2026, 12, 14))
    order = acts.order(shop, {KETTLE: 10, STOOL: 2, "TABLE-OAK": 1})

    acts.put_on_shelf(shop, KETTLE, 6)

    assert due(order) == [({STOOL: 2}, end_of(2026, 12, 16)), ({"TABLE-OAK": 1}, end_of(2026, 12, 23))]


def test_the_first_units_of_a_line_that_are_due_are_those_of_its_first_hold(shop):
    send(shop, 10, date(2026, 12, 14))
    order = acts.order(shop, {KETTLE: 50})
    assert due(order) == [({KETTLE: 40}, end_of(2026, 12, 10)), ({KETTLE: 6}, end_of(2026, 12, 23))]

    move_arrival(shop, KETTLE, date(2027, 1, 4))

    assert due(order) == [({KETTLE: 40}, end_of(2027, 1, 13)), ({KETTLE: 6}, end_of(2027, 1, 13))]


def test_the_deadline_is_the_day_that_the_customer_was_told_while_the_plan_moves(shop):
    order = acts.order(shop, {KETTLE: 10})

    move_arrival(shop, KETTLE, date(2026, 12, 2))

    assert acts.promised(shop, order) == [(6, "2026-12-09")]
    assert due(order) == [({KETTLE: 6}, end_of(2026, 12, 10))]
    line = acts.line(order, KETTLE)
    assert acts.order_metafield(shop, order) == {"lines": [{"line": str(line.id), "quantity": 6, "by": "2026-12-10"}]}


def test_mail_page_and_metafield_keep_the_date_told_for_what_still_waits_while_the_plan_moves(shop):
    send(shop, 10, date(2026, 12, 14))
    order = acts.order(shop, {KETTLE: 50})
    shop.pass_time(timedelta(seconds=10))
    with shop.parts.database.read() as conn:
        _, second = incoming.open_supplies(conn, shop.shop.id, ItemId(shop.variant(KETTLE).inventory_item.id))
    shop.acts.move_eta(shop.shop.id, second.id, to=date(2026, 12, 13), seen=second.eta, reason="", user="42")
    shop.settle()

    with shop.sandbox.store.act():
        first = next(iter(shop.shopify.shipments.values()))
        shipments.receive_all(shop.sandbox.store, shop=shop.shopify, shipment=first)
    shop.settle()
    shop.pass_time(timedelta(seconds=10))

    (event,) = shop.events("Backorder Shipping Soon")
    (remaining,) = event.properties["RemainingBackorderedItems"]
    with shop.parts.database.read() as conn:
        page = customer_page.load(conn, shop.shop.id, OrderId(order.id))
    assert page is not None
    assert acts.promised(shop, order) == [(6, "2026-12-22")]
    assert (remaining["Quantity"], remaining["ShipDate"][:10]) == (6, "2026-12-23")
    assert [(each.quantity, each.promised_for) for each in page.lines[0].waiting] == [(6, date(2026, 12, 23))]
    assert [(each["quantity"], each["by"]) for each in acts.order_metafield(shop, order)["lines"]] == [
        (6, "2026-12-23")
    ]


def test_units_of_one_delivery_are_due_on_the_latest_of_the_days_told_for_them(shop):
    send(shop, 10, date(2026, 12, 14))
    first = acts.order(shop, {KETTLE: 38}, email="ben@example.com")
    order = acts.order(shop, {KETTLE: 10})
    assert due(order) == [({KETTLE: 6}, end_of(2026, 12, 10)), ({KETTLE: 4}, end_of(2026, 12, 23))]

    acts.cancel(shop, first)

    noted = [(each["quantity"], each["by"]) for each in acts.order_metafield(shop, order)["lines"]]
    assert acts.promised(shop, order) == [(6, "2026-12-10")]
    assert noted == [(2, "2026-12-10"), (4, "2026-12-23")]
    assert due(order) == [({KETTLE: 6}, end_of(2026, 12, 23))]


def test_the_deadline_follows_what_the_customer_is_told_though_the_plan_stays(shop, monkeypatch):
    order = acts.order(shop, {KETTLE: 10})
    shop.pass_time(timedelta(seconds=10))
    move_arrival(shop, KETTLE, date(2026, 12, 2))

    monkeypatch.setattr(promise, "_RULES", StabilityRules(pull_in_days=1))
    shop.pass_time(timedelta(days=1))

    assert acts.promised(shop, order) == [(6, "2026-12-09")]
    assert [each.properties["NewShipDate"][:10] for each in shop.events("Backorder ETA Changed")] == ["2026-12-09"]
    assert due(order) == [({KETTLE: 6}, end_of(2026, 12, 9))]


def test_units_that_lose_their_date_get_back_the_deadline_they_had_before_us(shop):
    mine = datetime(2026, 11, 30, 17, tzinfo=UTC)
    sell_ahead(shop, STOOL, date(2026, 12, 8))
    with shop.sandbox.store.act():
        wants = [Want(variant=shop.variant(KETTLE), quantity=10), Want(variant=shop.variant(STOOL), quantity=2)]
        order = place_order(shop.sandbox.store, shop=shop.shopify, wants=wants)
        actors.route_now(shop.sandbox.store, shop=shop.shopify, order=order)
    order.fulfillment_orders[0].fulfill_by = mine
    shop.settle()
    assert due(order) == [({KETTLE: 6}, end_of(2026, 12, 10)), ({STOOL: 2}, end_of(2026, 12, 16))]

    *_, stools = shop.shopify.shipments.values()
    with shop.sandbox.store.act():
        tracking = Tracking(company="DHL Express", number="2")
        shipments.set_tracking(shop.sandbox.store, shop=shop.shopify, shipment=stools, tracking=tracking)
    shop.settle()
    move_arrival(shop, KETTLE, date(2026, 12, 14))
    assert acts.promised(shop, order) == [(6, "2026-12-23"), (2, None)]
    assert due(order) == [({KETTLE: 6}, end_of(2026, 12, 23)), ({STOOL: 2}, end_of(2026, 12, 16))]

    shop.acts.leave_shop(shop.shop.id, release=True, user="42")
    shop.settle()
    assert {each.fulfill_by for each in order.fulfillment_orders if each.status == "OPEN"} == {mine}


def test_deadlines_that_were_kept_by_the_names_of_holds_are_worked_out_anew(shop):
    order = acts.order(shop, {KETTLE: 10})
    by_hold = {"backorder:1": "2026-12-10"}
    with shop.parts.database.write() as conn:
        conn.execute(
            sa.update(footprint).where(footprint.c.field == DEADLINE).values(intended=by_hold, written=by_hold)
        )
        conn.execute(sa.update(desired).where(desired.c.field == DEADLINE).values(value=by_hold, settled=False))
    acts.held_part(order).fulfill_by = None

    shop.settle()
    shop.pass_time(timedelta(seconds=5))

    line = str(acts.line(order, KETTLE).id)
    with shop.parts.database.read() as conn:
        found = shopstate.wanted_before(conn, shop.shop.id, shopstate.order_resource(OrderId(order.id)), DEADLINE)
    assert found is not None
    assert found.value == [{"line": line, "quantity": 6, "by": "2026-12-10"}]
    assert due(order) == [({KETTLE: 6}, end_of(2026, 12, 10))]


@pytest.mark.parametrize("older", [True, False])
def test_an_order_that_is_let_go_gets_back_the_deadline_it_had_before_us(shop, older):
    """Also where what we wrote is remembered in the older form, by the names of holds."""
    mine = datetime(2026, 11, 30, 17, tzinfo=UTC)
    order = shop.buy(KETTLE, 10)
    shop.scheduler.run_due()
    order.fulfillment_orders[0].fulfill_by = mine
    shop.settle()
    other = acts.order(shop, {KETTLE: 2}, email="ben@example.com")
    assert acts.held_part(order).fulfill_by == datetime(2026, 12, 11, 4, 59, 59, tzinfo=UTC)
    if older:
        by_hold = {"backorder:1": "2026-12-10"}
        with shop.parts.database.write() as conn:
            ours = sa.update(footprint).where(footprint.c.field == DEADLINE)
            conn.execute(ours.values(intended=by_hold, written=by_hold))

    shop.acts.leave_shop(shop.shop.id, release=True, user="42")
    shop.settle()

    assert [each.fulfill_by for each in order.fulfillment_orders if each.status == "OPEN"] == [mine]
    assert acts.open_part(other).fulfill_by == datetime(2026, 12, 11, 4, 59, 59, tzinfo=UTC)
    assert shop.rows("SELECT state FROM footprint WHERE field = 'deadline'") == [("restored",), ("restored",)]


@pytest.mark.parametrize("units", [1, 6])
def test_what_is_held_is_read_back_after_every_write(shop, units):
    """The last thing done to an order is a look at it: the footprint holds what that look saw."""
    order = acts.order(shop, {KETTLE: 4 + units})

    line = str(order.lines[0].id)
    ((written, state),) = shop.rows("SELECT written, state FROM footprint WHERE field = 'holds'")
    assert (written, state) == (f'{{"held":{{"{line}":{units}}},"rest":{{"{line}":4}}}}', "confirmed")
    assert shop.held(order, KETTLE) == units
