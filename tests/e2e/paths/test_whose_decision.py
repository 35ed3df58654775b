"""Each thing that we write into a shop names whose decision it is: a person's, or the app's own after some news."""

from __future__ import annotations

from datetime import date, timedelta

from app.admin.views import Received
from app.db import footprints
from app.db.footprints import SWITCHED_OFF, Footprint
from app.db.shopstate import DEADLINE, HOLDS, METAFIELD, POLICY, TAG, order_resource, variant_resource
from app.domain.ids import ItemId, LocationId, OrderId
from app.domain.model import Shipping
from app.domain.own_supply import NewDelivery
from app.usecases.choose_parcels import choose_parcels
from sandbox.shopify.control import lookup
from sandbox.shopify.orders import actors
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG, Order
from tests.e2e.world import World

SARAH, OLE, APP = "person:42", "person:7", "worker"
"""Sarah has switched the kettle on."""


def traces(world: World, resource: str) -> dict[str, Footprint]:
    with world.parts.database.read() as conn:
        return {each.field: each for each in footprints.footprints(conn, world.shop.id, resource)}


def of_variant(world: World, sku: str = KETTLE) -> dict[str, str]:
    """By field who decided what we wrote last."""
    return {field: each.by for field, each in traces(world, variant_resource(world.variant_id(sku))).items()}


def of_order(world: World, order: Order) -> dict[str, str]:
    return {field: each.by for field, each in traces(world, order_resource(OrderId(order.id))).items()}


def policy(world: World, sku: str = KETTLE) -> tuple[str, str, str, str]:
    found = traces(world, variant_resource(world.variant_id(sku)))[POLICY]
    return found.before, found.written, found.by, found.why


def move_to(world: World, to: date) -> None:
    supply = world.supply_of(KETTLE)
    world.acts.move_eta(world.shop.id, supply.id, to=to, seen=supply.eta, reason="Storm", user="7")
    world.pass_time(timedelta(seconds=10))


def test_what_is_written_for_a_variant_that_was_switched_on_is_the_persons_and_what_a_sale_changes_the_apps(shop):
    switched_on_at = shop.clock.now()
    assert policy(shop) == ("DENY", "CONTINUE", SARAH, "44 units can still be promised")
    assert of_variant(shop) == {POLICY: SARAH, METAFIELD: SARAH}
    shop.pass_time(timedelta(minutes=1))

    order = acts.order(shop, {KETTLE: 10})
    shop.pass_time(timedelta(seconds=10))

    assert shop.metafield(KETTLE)["left"] == 34
    assert of_variant(shop) == {POLICY: SARAH, METAFIELD: APP}
    assert of_order(shop, order) == {HOLDS: APP, DEADLINE: APP, TAG: APP, METAFIELD: APP}
    kept = traces(shop, variant_resource(shop.variant_id(KETTLE)))
    assert kept[POLICY].decided_at == switched_on_at
    assert kept[METAFIELD].decided_at == shop.clock.now() - timedelta(seconds=10)
    assert [(each.by, each.sentence) for each in acts.view(shop, KETTLE).history] == [
        ("Backorder", "Published on its page: 34 units can still be promised."),
        ("Your team", "Set it to sell on when out of stock: 44 units can still be promised."),
        ("Your team", "Switched backorders on."),
    ]


def test_a_new_date_is_the_decision_of_who_entered_it_wherever_it_shows(shop):
    order = acts.order(shop, {KETTLE: 10})
    shop.pass_time(timedelta(seconds=10))

    move_to(shop, date(2026, 12, 14))

    assert of_variant(shop) == {POLICY: SARAH, METAFIELD: OLE}
    assert of_order(shop, order) == {HOLDS: APP, DEADLINE: OLE, TAG: APP, METAFIELD: OLE}


def test_that_a_promise_goes_on_for_longer_is_nobodys_decision_not_even_on_a_day_when_somebody_acts(shop):
    acts.switch_on(shop, MUG)
    acts.order(shop, {KETTLE: 2})
    assert of_variant(shop)[METAFIELD] == APP
    move_to(shop, date(2026, 12, 14))
    assert of_variant(shop)[METAFIELD] == OLE

    shop.pass_time(timedelta(hours=25))
    assert of_variant(shop) == {POLICY: SARAH, METAFIELD: APP}

    until = shop.metafield(MUG)["until"]
    shop.clock.advance(timedelta(hours=26))
    with shop.parts.database.write() as conn:
        choose_parcels(conn, shop.shop, shipping=Shipping.WHOLE_ORDER, by=OLE, now=shop.clock.now())
    shop.settle()
    assert shop.metafield(MUG)["until"] > until
    assert of_variant(shop, MUG) == {METAFIELD: APP}


def test_what_sells_out_is_stopped_by_the_app_and_what_was_changed_by_others_by_who_takes_it_over(shop):
    acts.order(shop, {KETTLE: 44})
    assert policy(shop) == ("DENY", "DENY", APP, "everything that is coming is promised")

    acts.set_policy(shop, KETTLE, "CONTINUE")
    shop.acts.take_over_variant(shop.shop.id, shop.variant_id(KETTLE), user="7")
    shop.settle()

    assert shop.variant(KETTLE).policy == "DENY"
    assert policy(shop) == ("CONTINUE", "DENY", OLE, "everything that is coming is promised")


def test_a_policy_that_nobody_had_to_write_and_a_merchant_changes_is_mended_by_the_app(world):
    """Who switched on wanted it so; that it is written now follows from Shopify's news."""
    acts.set_policy(world, KETTLE, "CONTINUE")
    acts.switch_on(world, KETTLE)
    assert of_variant(world) == {METAFIELD: SARAH}

    acts.set_policy(world, KETTLE, "DENY")

    assert world.variant(KETTLE).policy == "CONTINUE"
    found = traces(world, variant_resource(world.variant_id(KETTLE)))[POLICY]
    assert (found.by, found.decided_at) == (APP, world.clock.now())


def test_units_that_are_held_again_on_demand_are_held_by_who_asked(shop):
    order = acts.order(shop, {KETTLE: 10})
    with shop.sandbox.store.act():
        actors.release_as_merchant(shop.sandbox.store, shop=shop.shopify, of=acts.held_part(order))
    shop.settle()

    shop.acts.take_over_order(shop.shop.id, OrderId(order.id), HOLDS, user="7")
    shop.settle()

    assert shop.held(order, KETTLE) == 6
    assert of_order(shop, order)[HOLDS] == OLE


def test_all_that_is_put_back_when_a_shop_is_left_is_put_back_by_who_left_it(shop):
    order = acts.order(shop, {KETTLE: 10})
    shop.acts.leave_shop(shop.shop.id, release=True, user="7")
    shop.settle()

    assert policy(shop) == ("DENY", "DENY", OLE, SWITCHED_OFF)
    assert of_variant(shop) == {POLICY: OLE, METAFIELD: OLE}
    assert shop.held(order, KETTLE) == 0
    assert of_order(shop, order) == {HOLDS: OLE, DEADLINE: OLE, TAG: OLE, METAFIELD: OLE}


def test_what_follows_from_units_that_a_person_counted_here_is_that_persons(world):
    """Their stock and their delivery change in one transaction, whoever carries it out."""
    acts.switch_on(world, MUG)
    dock = LocationId(lookup.location(world.shopify, None).id)
    mugs = ItemId(world.variant(MUG).inventory_item.id)
    world.supplies.add(world.shop.id, NewDelivery("PO-9", dock, {mugs: 30}, date(2026, 12, 3), None), user="7")
    world.settle()
    assert of_variant(world, MUG) == {POLICY: OLE, METAFIELD: OLE}
    order = acts.order(world, {MUG: 60})
    assert (world.held(order, MUG), of_order(world, order)[HOLDS]) == (35, APP)

    counted = Received(world.supply_of(MUG).id, 30, 0)
    world.supplies.receive(world.shop.id, [counted], is_in_stock=False, closes=False, user="42")
    world.settle()

    assert world.held(order, MUG) == 5
    assert of_order(world, order)[HOLDS] == SARAH
