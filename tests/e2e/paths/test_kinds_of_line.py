"""Lines of every kind: bundles, shared stock, what Shopify does not count, selling plans."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.errors import AppError
from sandbox.seed import builder
from sandbox.shopify.acts import catalog
from sandbox.shopify.model import SellingPlan, Variant
from sandbox.shopify.orders.checkout import Details, SoldOut, Want
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG
from tests.e2e.world import World

SOON = timedelta(seconds=10)
GREEN = "KETTLE-GREEN"


def sell_the_same_stock_as(world: World, sku: str, *, under: str) -> Variant:
    """A second variant on the first one's inventory item."""
    store, shop, first = world.sandbox.store, world.shopify, world.variant(sku)
    with store.act():
        product = builder.add_product(store, shop=shop, title="Second", handle=under.lower(), vendor="Northpine")
        made = builder.add_variant(store, shop=shop, product=product, sku=under, price=4900)
        own = made.inventory_item
        del shop.inventory_items[own.id]
        made.inventory_item = first.inventory_item
        first.inventory_item.variants.append(made)
    world.reconcile()
    return made


def test_two_lines_of_one_variant_draw_on_one_stock(shop):
    kettle = shop.variant(KETTLE)
    order = acts.order(
        shop, [Want(variant=kettle, quantity=3, properties={"Engraving": "A"}), Want(variant=kettle, quantity=3)]
    )

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 2)
    assert acts.promised(shop, order) == [(2, "2026-12-10")]
    assert acts.left(shop, KETTLE) == 38


def test_two_variants_of_one_item_are_one_stock_one_queue_and_one_page(shop):
    sell_the_same_stock_as(shop, KETTLE, under=GREEN)
    acts.switch_on(shop, GREEN)
    first = acts.order(shop, {KETTLE: 3})
    second = acts.order(shop, {GREEN: 3}, email="ben@example.com")
    shop.pass_time(SOON)

    assert (shop.free(first, KETTLE), shop.held(first, KETTLE)) == (3, 0)
    assert (shop.free(second, GREEN), shop.held(second, GREEN)) == (1, 2)
    assert acts.left(shop, KETTLE) == acts.left(shop, GREEN) == 38
    assert acts.told(shop, "Backorder Placed") == [("ben@example.com", 2)]


def test_two_variants_of_one_item_in_one_cart_are_promised_what_both_together_can_have(shop):
    sell_the_same_stock_as(shop, KETTLE, under=GREEN)
    acts.switch_on(shop, GREEN)
    acts.order(shop, {KETTLE: 3, GREEN: 3})
    shop.pass_time(SOON)

    (event,) = shop.events("Backorder Placed")
    assert [(item["SKU"], item["Quantity"]) for item in event.properties["Items"]] == [(GREEN, 2)]
    assert shop.rows("SELECT first_unit, quantity, cause FROM promise") == [(2, 2, "new")]


def test_switching_one_of_two_variants_off_leaves_the_other_for_sale(shop):
    sell_the_same_stock_as(shop, KETTLE, under=GREEN)
    acts.switch_on(shop, GREEN)

    acts.switch_off(shop, KETTLE)

    assert (shop.variant(KETTLE).policy, shop.metafield(KETTLE)) == ("DENY", None)
    assert (shop.variant(GREEN).policy, acts.left(shop, GREEN)) == ("CONTINUE", 44)


def test_a_bundle_is_sold_past_its_stock_through_the_policies_of_its_components(shop):
    bundle = acts.add_variant(shop, "PICNIC-SET")
    parts = {shop.variant(KETTLE): 1, shop.variant(MUG): 2}
    order = acts.order(shop, [Want(variant=bundle, quantity=5, components=parts)])
    shop.pass_time(SOON)

    assert (shop.free(order, MUG), shop.held(order, MUG)) == (10, 0)
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 1)
    assert acts.told(shop, "Backorder Placed") == [("sarah@example.com", 1)]
    assert acts.left(shop, KETTLE) == 39


def test_a_bundle_and_its_component_in_one_cart_draw_on_one_stock(shop):
    bundle = acts.add_variant(shop, "PICNIC-SET")
    order = acts.order(
        shop,
        [
            Want(variant=bundle, quantity=3, components={shop.variant(KETTLE): 1}),
            Want(variant=shop.variant(KETTLE), quantity=3),
        ],
    )

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 2)
    assert acts.left(shop, KETTLE) == 38


def test_a_bundle_that_an_app_puts_together_in_the_cart_cannot_be_switched_on(shop):
    bundle = acts.make_bundle(shop, "PICNIC-SET", {})

    with pytest.raises(AppError, match="what this bundle is made of"):
        acts.switch_on(shop, "PICNIC-SET")

    assert bundle.policy == "DENY"


def test_a_bundle_switches_its_components_on_and_is_sold_by_the_scarcest(world):
    world.late_by("Tallinn Metalworks", 5)
    bundle = acts.make_bundle(world, "PICNIC-SET", {KETTLE: 2, MUG: 1})
    acts.switch_on(world, "PICNIC-SET")

    assert [world.variant(sku).policy for sku in (KETTLE, MUG, "PICNIC-SET")] == ["CONTINUE", "DENY", "DENY"]
    assert world.metafield("PICNIC-SET")["steps"] == [{"upto": 2, "by": None}, {"upto": 22, "by": "2026-12-10"}]

    order = acts.order(world, {"PICNIC-SET": 5})
    world.pass_time(SOON)
    assert (world.free(order, MUG), world.held(order, MUG)) == (5, 0)
    assert (world.free(order, KETTLE), world.held(order, KETTLE)) == (4, 6)
    assert acts.promised(world, order) == [(6, "2026-12-10")]
    assert acts.told(world, "Backorder Placed") == [("sarah@example.com", 6)]
    assert (acts.left(world, KETTLE), acts.left(world, "PICNIC-SET")) == (34, 17)
    with pytest.raises(SoldOut):
        acts.order(world, [Want(variant=bundle, quantity=21)])


def test_a_component_stays_on_until_no_bundle_and_nobody_else_needs_it(world):
    acts.make_bundle(world, "PICNIC-SET", {KETTLE: 2, MUG: 1})
    acts.make_bundle(world, "TEA-SET", {KETTLE: 1})
    acts.switch_on(world, "PICNIC-SET", "TEA-SET")

    with pytest.raises(AppError, match="is part of PICNIC-SET, which is on"):
        acts.switch_off(world, KETTLE)
    acts.switch_off(world, "PICNIC-SET")
    assert (world.variant(KETTLE).policy, world.metafield("PICNIC-SET"), world.metafield(MUG)) == (
        "CONTINUE",
        None,
        None,
    )

    acts.switch_on(world, KETTLE)
    acts.switch_off(world, "TEA-SET")
    assert (world.variant(KETTLE).policy, world.metafield("TEA-SET")) == ("CONTINUE", None)

    acts.switch_off(world, KETTLE)
    assert (world.variant(KETTLE).policy, world.metafield(KETTLE)) == ("DENY", None)


def test_a_bundle_made_of_something_else_takes_that_on_and_lets_the_other_go(world):
    bundle = acts.make_bundle(world, "TEA-SET", {MUG: 1})
    acts.switch_on(world, "TEA-SET")
    assert (acts.left(world, "TEA-SET"), world.metafield(KETTLE)) == (25, None)

    with world.sandbox.store.act():
        parts = {world.variant(KETTLE): 4}
        catalog.make_bundle(world.sandbox.store, shop=world.shopify, variant=bundle, components=parts)
    world.settle()

    assert (world.variant(KETTLE).policy, acts.left(world, "TEA-SET")) == ("CONTINUE", 11)
    assert world.metafield(MUG) is None
    order = acts.order(world, [Want(variant=bundle, quantity=2, properties={"_backorder": "2"})])
    assert (world.free(order, KETTLE), world.held(order, KETTLE)) == (4, 4)
    assert world.rows("SELECT quantity, shown_version FROM promise") == [(4, 2)]
    assert world.metafield(KETTLE)["v"] == 2


def test_what_shopify_does_not_count_cannot_be_switched_on_and_never_waits(shop):
    acts.add_variant(shop, "ENGRAVING", tracked=False)

    with pytest.raises(AppError, match="does not count"):
        acts.switch_on(shop, "ENGRAVING")
    order = acts.order(shop, {"ENGRAVING": 2, KETTLE: 5})

    assert (shop.free(order, "ENGRAVING"), shop.held(order, "ENGRAVING")) == (2, 0)
    assert shop.held(order, KETTLE) == 1


@pytest.mark.parametrize("parcels", ["as-they-come", "one"])
def test_a_gift_card_leaves_by_mail_at_once_whatever_its_order_waits_for(shop, parcels):
    """Shopify sends it by itself, from a fulfilment order of its own: that one is never held."""
    acts.add_variant(shop, "GIFT-CARD", tracked=False, is_gift_card=True)

    order = acts.order(shop, {"GIFT-CARD": 1, KETTLE: 5}, details=Details(attributes={"parcels": parcels}))

    (card,) = [each for each in order.fulfillment_orders if each.lines[0].line.sku == "GIFT-CARD"]
    assert (card.status, card.holds) == ("CLOSED", [])
    assert shop.held(order, KETTLE) == (1 if parcels == "as-they-come" else 5)
    assert shop.rows("SELECT count(*) FROM inbox WHERE state = 'parked'") == [(0,)]


def test_a_variant_that_is_no_longer_counted_lets_everybody_go_and_takes_the_notice_down(shop):
    order = acts.order(shop, {KETTLE: 10})

    with shop.sandbox.store.act():
        item = shop.variant(KETTLE).inventory_item
        item.tracked = False
        for level in item.levels.values():
            level.quantities["committed"] = 0
        catalog.touch_item(shop.sandbox.store, shop=shop.shopify, item=item)
    shop.settle()

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (10, 0)
    assert shop.metafield(KETTLE) is None
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]


@pytest.mark.parametrize("reserves_on", ["SALE", "FULFILLMENT"])
def test_a_selling_plan_is_demand_whenever_it_reserves(shop, reserves_on):
    plan = SellingPlan(id=77, name="Pay later", reserves_on=reserves_on)
    order = acts.order(shop, [Want(variant=shop.variant(KETTLE), quantity=10, selling_plan=plan)])
    shop.pass_time(timedelta(hours=1))

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)
    assert acts.left(shop, KETTLE) == 34
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]


@pytest.mark.parametrize("reserves_on", ["SALE", "FULFILLMENT"])
def test_a_selling_plan_and_a_plain_order_share_what_there_is(shop, reserves_on):
    plan = SellingPlan(id=77, name="Pay later", reserves_on=reserves_on)
    first = acts.order(shop, [Want(variant=shop.variant(KETTLE), quantity=3, selling_plan=plan)])
    second = acts.order(shop, {KETTLE: 3}, email="ben@example.com")
    acts.ship_open(shop, first)

    assert (shop.free(second, KETTLE), shop.held(second, KETTLE)) == (1, 2)
    assert acts.left(shop, KETTLE) == 38
    assert shop.rows("SELECT count(*) FROM gap") == [(0,)]
