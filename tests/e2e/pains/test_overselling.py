"""P1, P2, P15: more is sold than will ever come."""

from __future__ import annotations

from sandbox.shopify.acts import shipments, transfers
from sandbox.shopify.orders.checkout import Details, Want
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG
from tests.e2e.world import World

BUYERS = ["ada", "bo", "chen", "dana", "elif"]
TILL = Details(source_name="shopify_draft_order")


def sell_past_the_page(world: World) -> list[acts.Order]:
    """Five orders of ten within one second: all of them saw the page that had 44 left."""
    return [world.buy(KETTLE, 10, email=f"{name}@example.com", _backorder="1") for name in BUYERS]


def test_what_may_still_be_ordered_falls_with_every_order_to_zero_and_never_below(shop):
    """P1."""
    shown = []
    for units in (10, 30, 4):
        acts.order(shop, {KETTLE: units})
        shown.append(acts.left(shop, KETTLE))
    acts.order(shop, {KETTLE: 3}, details=TILL)

    assert [*shown, acts.left(shop, KETTLE)] == [34, 4, 0, 0]
    assert shop.variant(KETTLE).policy == "DENY"


def test_orders_that_raced_past_the_cap_get_no_date_beyond_what_is_coming(shop):
    """P1: fifty are sold of forty-four. Six units have no supply, and they are the last buyer's."""
    orders = sell_past_the_page(shop)
    shop.settle()

    assert [sum(units for units, day in acts.promised(shop, each) if day) for each in orders] == [6, 10, 10, 10, 4]
    assert acts.promised(shop, orders[-1]) == [(4, "2026-12-10"), (6, None)]
    assert acts.left(shop, KETTLE) == 0


def test_who_was_sold_what_nobody_has_is_named_to_the_merchant(shop):
    """P1."""
    sell_past_the_page(shop)
    shop.settle()

    view = acts.view(shop, KETTLE)
    undated = [(row.order_name, part.quantity) for row in view.promises for part in row.parts if part.supply is None]
    assert undated == [("#1005", 6)]


def test_two_lines_on_one_item_are_capped_by_their_sum(shop):
    """P2."""
    kettle = shop.variant(KETTLE)
    order = acts.order(shop, [Want(variant=kettle, quantity=22, properties={"for": each}) for each in ("me", "you")])

    assert acts.promised(shop, order) == [(18, "2026-12-10"), (22, "2026-12-10")]
    assert acts.left(shop, KETTLE) == 0


def test_a_bundle_takes_from_its_components_what_nobody_else_can_buy_then(shop):
    """P2."""
    bundle = acts.add_variant(shop, "PICNIC-SET")
    acts.order(shop, [Want(variant=bundle, quantity=20, components={shop.variant(KETTLE): 2, shop.variant(MUG): 1})])

    assert acts.left(shop, KETTLE) == 4


def test_a_draft_of_a_transfer_is_not_sold(shop):
    """P15: what may never come is not for sale."""
    store, item = shop.sandbox.store, shop.variant(MUG).inventory_item
    place = next(iter(shop.shopify.locations.values()))
    with store.act():
        transfer = transfers.create(store, shop=shop.shopify, items={item: 100}, destination=place)
        shipments.create(store, shop=shop.shopify, transfer=transfer, items={item: 100})
    acts.switch_on(shop, MUG)
    shop.reconcile()

    assert shop.metafield(MUG)["state"] == "in_stock"
    assert acts.left(shop, MUG) == 25
    assert shop.variant(MUG).policy == "DENY"


def test_what_is_on_its_way_is_never_shown_as_being_there(shop):
    """P15."""
    assert shop.metafield(KETTLE)["steps"] == [{"upto": 4, "by": None}, {"upto": 44, "by": "2026-12-10"}]
