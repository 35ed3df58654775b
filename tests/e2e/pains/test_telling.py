"""P5, P8: the customer is not told, told late, told something else than the page said, or told twice."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.shopify.acts import shipments
from sandbox.shopify.model import Tracking
from tests.e2e import acts
from tests.e2e.acts import KETTLE
from tests.e2e.world import World

SOON = timedelta(seconds=10)


def state_arrival(world: World, day: date) -> None:
    store, shipment = world.sandbox.store, next(iter(world.shopify.shipments.values()))
    arrives = world.clock.now().replace(year=day.year, month=day.month, day=day.day, hour=12)
    tracking = Tracking(company="DHL Express", number="JD014600003RU", arrives_at=arrives)
    shipments.set_tracking(store, shop=world.shopify, shipment=shipment, tracking=tracking)


def supplier_says(world: World, day: date) -> None:
    """Somebody changes the arrival in Shopify's own admin."""
    with world.sandbox.store.act():
        state_arrival(world, day)
    world.settle()


def slips(world: World) -> list[tuple[str, str, str]]:
    return [
        (each.email, each.properties["PreviousShipDate"][:10], each.properties["NewShipDate"][:10])
        for each in world.events("Backorder ETA Changed")
    ]


def test_page_promise_hold_metafield_and_mail_say_one_date(shop):
    """P5."""
    by = shop.metafield(KETTLE)["steps"][-1]["by"]
    order = acts.order(shop, {KETTLE: 10})
    shop.pass_time(SOON)

    (event,) = shop.events("Backorder Placed")
    held = acts.held_part(order)
    assert by == "2026-12-10"
    assert acts.promised(shop, order) == [(6, by)]
    assert event.properties["ShipDate"][:10] == by
    assert held.holds[0].reason_notes == f"Backordered: ships by {by}"
    assert acts.order_metafield(shop, order)["lines"] == [
        {"line": str(order.lines[0].id), "quantity": 6, "by": by},
    ]


def test_a_date_changed_in_shopify_is_told_to_each_customer_once(shop):
    """P8."""
    for name in ("sarah", "ben"):
        acts.order(shop, {KETTLE: 10}, email=f"{name}@example.com")
    shop.pass_time(SOON)

    supplier_says(shop, date(2026, 12, 14))
    shop.pass_time(SOON)

    assert slips(shop) == [
        ("sarah@example.com", "2026-12-10", "2026-12-23"),
        ("ben@example.com", "2026-12-10", "2026-12-23"),
    ]


def test_the_same_slip_heard_again_and_a_night_later_tells_nobody_again(shop):
    """P8."""
    acts.order(shop, {KETTLE: 10})
    shop.pass_time(SOON)
    supplier_says(shop, date(2026, 12, 14))
    shop.pass_time(SOON)

    supplier_says(shop, date(2026, 12, 14))
    shop.reconcile()
    shop.pass_time(timedelta(days=1))

    assert len(slips(shop)) == 1


def test_every_date_ever_stated_is_kept_with_who_stated_it(shop):
    """P8: with a log."""
    supplier_says(shop, date(2026, 12, 14))
    supply = shop.supply_of(KETTLE)
    shop.acts.move_eta(
        shop.shop.id, supply.id, to=date(2026, 12, 20), seen=date(2026, 12, 14), reason="Port strike", user="42"
    )
    shop.settle()

    rows = shop.rows("SELECT eta, source, stated_by, note FROM eta_log ORDER BY seq")
    assert [(str(eta), source, by, note) for eta, source, by, note in rows] == [
        ("2026-12-03", "shopify", "shopify", ""),
        ("2026-12-14", "shopify", "shopify", ""),
        ("2026-12-20", "merchant", "person:42", "Port strike"),
        ("2026-12-20", "shopify", "shopify", ""),
    ]


def test_a_slip_and_its_correction_before_anything_was_sent_tell_nobody(shop):
    """P8: never a notice that is not true."""
    acts.order(shop, {KETTLE: 10})
    shop.pass_time(SOON)

    with shop.sandbox.store.act():
        state_arrival(shop, date(2026, 12, 14))
        state_arrival(shop, date(2026, 12, 3))
    shop.pass_time(timedelta(hours=1))

    assert slips(shop) == []
