"""P12, P14: shipped by mistake, held by mistake, or owed by a place that has none."""

from __future__ import annotations

from app.usecases.choose_moving import choose_moving
from sandbox.shopify.fulfillment.regroup import move
from sandbox.shopify.orders import changes
from sandbox.shopify.orders.checkout import Details
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG


def test_a_mixed_cart_ships_what_is_there_and_holds_exactly_the_rest(shop):
    """P12."""
    order = acts.order(shop, {MUG: 2, KETTLE: 10})

    acts.ship_open(shop, order)

    assert {part.line.sku: part.quantity for each in order.fulfillments for part in each.lines} == {MUG: 2, KETTLE: 4}
    assert acts.parts(order) == [("ON_HOLD", 6)]


def test_a_cart_with_everything_there_is_never_held(shop):
    """P12."""
    order = acts.order(shop, {MUG: 2, KETTLE: 4})

    assert acts.parts(order) == [("OPEN", 6)]
    assert order.tags == []


def test_who_ignores_holds_finds_a_tag_and_the_units_that_wait(shop):
    """P12."""
    order = acts.order(shop, {MUG: 2, KETTLE: 10})

    assert order.tags == ["Backorder"]
    line = acts.line(order, KETTLE)
    assert acts.order_metafield(shop, order) == {"lines": [{"line": str(line.id), "quantity": 6, "by": "2026-12-10"}]}


def test_tag_and_metafield_go_with_the_last_unit_that_waited(shop):
    """P12."""
    order = acts.order(shop, {KETTLE: 10})

    acts.put_on_shelf(shop, KETTLE, 6)

    assert order.tags == []
    assert acts.order_metafield(shop, order) is None


def test_a_tag_that_was_there_before_us_stays(shop):
    """P12, P10: only what we put there is taken away."""
    order = acts.order(shop, {KETTLE: 10}, details=Details(tags=["Backorder", "VIP"]))

    acts.put_on_shelf(shop, KETTLE, 6)

    assert order.tags == ["Backorder", "VIP"]


def test_a_tag_taken_off_by_hand_is_not_put_back_and_is_shown(shop):
    """P12, P10."""
    order = acts.order(shop, {KETTLE: 10})
    with shop.sandbox.store.act():
        order.tags = []
        changes.say(shop.sandbox.store, shop=shop.shopify, order=order)
    shop.settle()

    acts.edit(shop, order, KETTLE, 12)

    assert order.tags == []
    assert shop.rows("SELECT count(*) FROM activity WHERE verb = 'noticed a change by somebody else'") == [(1,)]
    assert [each.kind for row in acts.view(shop, KETTLE).promises for each in row.undone] == ["tag"]


def test_units_at_any_location_that_ships_online_orders_count_as_there(shop):
    """P14."""
    order = acts.order(shop, {KETTLE: 10})

    acts.put_on_shelf(shop, KETTLE, 6, place="Studio")

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (10, 0)


def test_units_where_nobody_ships_from_do_not(shop):
    """P14."""
    order = acts.order(shop, {KETTLE: 10})
    studio = next(each for each in shop.shopify.locations.values() if each.name == "Studio")
    studio.fulfills_online_orders = False
    shop.reconcile()

    acts.put_on_shelf(shop, KETTLE, 6, place="Studio")

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)
    assert acts.left(shop, KETTLE) == 34


def test_units_that_landed_elsewhere_are_asked_of_the_place_that_has_them_if_the_merchant_wants(shop):
    """P14: what is held or begun stays, and who moves them back is left alone."""
    order = acts.order(shop, {KETTLE: 10})
    late = acts.order(shop, {KETTLE: 3}, email="ben@example.com")
    acts.put_on_shelf(shop, KETTLE, 6, place="Studio")
    assert acts.places(order) == [("Warehouse", "OPEN", 10)]

    with shop.parts.database.write() as conn:
        choose_moving(conn, shop.shop, moves=True, by="person:42", now=shop.clock.now())
    shop.settle()

    assert acts.places(order) == [("Warehouse", "OPEN", 4), ("Studio", "OPEN", 6)]
    assert acts.places(late) == [("Warehouse", "ON_HOLD", 3)]
    assert shop.rows("SELECT units FROM gap") == []
    studio_part = next(each for each in order.fulfillment_orders if each.location.name == "Studio")
    with shop.sandbox.store.act():
        move(shop.sandbox.store, shop=shop.shopify, source=studio_part, to=order.fulfillment_orders[0].location)
    shop.settle()
    acts.put_on_shelf(shop, KETTLE, 3, place="Studio")
    assert {place for place, _, _ in acts.places(order)} == {"Warehouse"}
    assert acts.places(late) == [("Studio", "OPEN", 3)]
