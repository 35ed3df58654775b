"""A person or another app changes what we wrote: the merchant is shown it, is asked, and the answer is carried out."""

from __future__ import annotations

import pytest

from app.db.shown import BackorderQuery, Dashboard
from app.db.shown_changed import PolicyChange, Undone, UndoneKind
from app.db.views import ShopViews
from app.domain.model import SaleState
from app.errors import NotFound
from app.usecases.choose_moving import choose_moving
from sandbox.shopify.fulfillment.regroup import move
from sandbox.shopify.orders import actors, changes
from tests.e2e import acts
from tests.e2e.acts import KETTLE, MUG, Order
from tests.e2e.world import USER, World

STOP = "stop selling when out of stock"


def change_of(world: World, sku: str = KETTLE) -> PolicyChange | None:
    return acts.view(world, sku).row.change


def undone(world: World, sku: str = KETTLE) -> list[tuple[UndoneKind, int]]:
    return [(each.kind, each.units) for row in acts.view(world, sku).promises for each in row.undone]


def board(world: World) -> Dashboard:
    return ShopViews(world.parts.database, world.clock).dashboard(world.shop.id)


def listed(world: World) -> list[tuple[str, bool]]:
    """Every variant on the list, and whether it says that others changed something."""
    page = ShopViews(world.parts.database, world.clock).backorders(world.shop.id, BackorderQuery())
    return [(row.name.sku, row.is_changed) for row in page.rows]


def only_changed(world: World) -> list[str]:
    query = BackorderQuery(changed=True)
    page = ShopViews(world.parts.database, world.clock).backorders(world.shop.id, query)
    assert page.changed == len(page.rows)
    return [row.name.sku for row in page.rows]


def take_over(world: World, sku: str = KETTLE) -> None:
    world.acts.take_over_variant(world.shop.id, world.variant_id(sku), user=USER)
    world.settle()


def leave(world: World, sku: str = KETTLE) -> None:
    world.acts.leave_variant(world.shop.id, world.variant_id(sku), user=USER)
    world.settle()


def again(world: World, order: Order, field: str) -> None:
    world.acts.take_over_order(world.shop.id, order.id, field, user=USER)
    world.settle()


def release_by_hand(world: World, order: Order) -> None:
    with world.sandbox.store.act():
        actors.release_as_merchant(world.sandbox.store, shop=world.shopify, of=acts.held_part(order))
    world.settle()


def test_an_app_that_stops_sales_beyond_stock_is_shown_on_the_page_in_the_list_and_on_the_first_page(shop):
    noticed_at = shop.clock.now()
    acts.set_policy(shop, KETTLE, "DENY")

    change = change_of(shop)
    assert change is not None
    assert (change.sells_on, change.since, change.accepted) == (False, noticed_at, False)
    assert listed(shop) == [(KETTLE, True)]
    assert only_changed(shop) == [KETTLE]
    assert [each.name.sku for each in board(shop).changed] == [KETTLE]


def test_what_nobody_has_changed_is_asked_of_nobody(shop):
    acts.order(shop, {KETTLE: 10})

    assert change_of(shop) is None
    assert undone(shop) == []
    assert listed(shop) == [(KETTLE, False)]
    assert only_changed(shop) == []
    assert (board(shop).changed, board(shop).released) == ((), 0)


def test_nothing_is_promised_that_shopify_refuses_and_the_page_says_so_too(shop):
    assert shop.metafield(KETTLE)["steps"] == [{"upto": 4, "by": None}, {"upto": 44, "by": "2026-12-10"}]

    acts.set_policy(shop, KETTLE, "DENY")

    said = shop.metafield(KETTLE)
    assert (said["state"], said["steps"], said["left"]) == ("in_stock", [{"upto": 4, "by": None}], 4)
    assert shop.metafield_text(KETTLE, "limit").endswith(" 0000004 -------")
    row = acts.view(shop, KETTLE).row
    assert (row.state, row.left, row.ships_by) == (SaleState.IN_STOCK, 4, None)


def test_out_of_stock_a_stopped_variant_reads_sold_out_and_who_waits_keeps_the_date(shop):
    order = acts.order(shop, {KETTLE: 10})

    acts.set_policy(shop, KETTLE, "DENY")

    said = shop.metafield(KETTLE)
    assert (said["state"], said["steps"], said["left"]) == ("sold_out", [], 0)
    assert acts.promised(shop, order) == [(6, "2026-12-10")]
    assert acts.view(shop, KETTLE).row.state is SaleState.SOLD_OUT
    (why,) = shop.rows("SELECT why FROM desired WHERE field = 'metafield' AND resource LIKE 'variant:%'")
    assert why == ("somebody else lets nothing be sold beyond stock",)


def test_taken_over_the_policy_is_written_again_and_dates_come_back(shop):
    acts.set_policy(shop, KETTLE, "DENY")

    take_over(shop)

    assert shop.variant(KETTLE).policy == "CONTINUE"
    assert shop.metafield(KETTLE)["steps"][-1] == {"upto": 44, "by": "2026-12-10"}
    assert change_of(shop) is None
    assert listed(shop) == [(KETTLE, False)]
    written = shop.rows("SELECT before, written, state FROM footprint WHERE field = 'inventory_policy'")
    assert written == [('"DENY"', '"CONTINUE"', "confirmed")]


def test_taken_over_it_follows_what_can_be_promised_as_before(shop):
    acts.set_policy(shop, KETTLE, "DENY")
    take_over(shop)

    acts.order(shop, {KETTLE: 44})

    assert shop.variant(KETTLE).policy == "DENY"


def test_left_it_is_never_written_and_nobody_is_asked_again(shop):
    acts.set_policy(shop, KETTLE, "DENY")

    leave(shop)
    acts.put_on_shelf(shop, KETTLE, 2)
    shop.reconcile()

    assert shop.variant(KETTLE).policy == "DENY"
    change = change_of(shop)
    assert change is not None
    assert change.accepted
    assert listed(shop) == [(KETTLE, False)]
    assert board(shop).changed == ()
    assert shop.metafield(KETTLE)["steps"] == [{"upto": 6, "by": None}]


def test_what_was_left_can_be_taken_over_later(shop):
    acts.set_policy(shop, KETTLE, "DENY")
    leave(shop)

    take_over(shop)

    assert shop.variant(KETTLE).policy == "CONTINUE"
    assert change_of(shop) is None


def test_an_answer_holds_for_the_value_it_was_given_about(shop):
    order = acts.order(shop, {KETTLE: 44})
    acts.set_policy(shop, KETTLE, "CONTINUE")
    leave(shop)
    assert only_changed(shop) == []
    acts.cancel(shop, order)

    acts.set_policy(shop, KETTLE, "DENY")

    change = change_of(shop)
    assert change is not None
    assert (change.sells_on, change.accepted) == (False, False)
    assert only_changed(shop) == [KETTLE]


def test_changed_back_by_the_other_nothing_is_asked_and_dates_come_back(shop):
    acts.set_policy(shop, KETTLE, "DENY")

    acts.set_policy(shop, KETTLE, "CONTINUE")

    assert change_of(shop) is None
    assert board(shop).changed == ()
    assert shop.metafield(KETTLE)["steps"][-1] == {"upto": 44, "by": "2026-12-10"}


def test_sold_on_by_others_when_all_is_promised_is_asked_about_and_stops_when_taken_over(shop):
    acts.order(shop, {KETTLE: 44})
    acts.set_policy(shop, KETTLE, "CONTINUE")

    change = change_of(shop)
    assert change is not None
    assert change.sells_on
    take_over(shop)

    assert (shop.variant(KETTLE).policy, change_of(shop)) == ("DENY", None)


def test_switched_off_it_is_nobodys_question_any_more(shop):
    acts.set_policy(shop, KETTLE, "DENY")

    acts.switch_off(shop, KETTLE)

    assert change_of(shop) is None
    assert board(shop).changed == ()


def test_a_bundle_offers_no_more_than_its_stopped_component_has_in_stock(shop):
    acts.make_bundle(shop, "TEA-SET", {KETTLE: 2, MUG: 1})
    acts.put_on_shelf(shop, MUG, 100)
    acts.switch_on(shop, "TEA-SET")
    assert shop.metafield("TEA-SET")["left"] == 22

    acts.set_policy(shop, KETTLE, "DENY")

    assert (shop.metafield("TEA-SET")["state"], shop.metafield("TEA-SET")["left"]) == ("in_stock", 2)
    take_over(shop)
    assert shop.metafield("TEA-SET")["left"] == 22


def test_the_page_tells_what_happened_and_who_did_it(shop):
    acts.set_policy(shop, KETTLE, "DENY")
    leave(shop)
    take_over(shop)

    told = [(each.by, each.sentence) for each in acts.view(shop, KETTLE).history]
    assert told == [
        ("Your team", "Set it to sell on when out of stock: 44 units can still be promised."),
        ("Your team", "Published on its page: 44 units can still be promised."),
        ("Your team", "Gave the inventory setting back to Backorder."),
        ("Your team", f"Left it to {STOP}, as somebody else had set it."),
        ("In Shopify", f"Somebody set it to {STOP}, after Backorder had set it to sell on when out of stock."),
        ("Your team", "Switched backorders on."),
    ]


def test_answers_to_what_nobody_has_changed_do_nothing(shop):
    take_over(shop)
    leave(shop)

    assert shop.variant(KETTLE).policy == "CONTINUE"
    assert [each.sentence for each in acts.view(shop, KETTLE).history] == [
        "Set it to sell on when out of stock: 44 units can still be promised.",
        "Published on its page: 44 units can still be promised.",
        "Switched backorders on.",
    ]
    order = acts.order(shop, {KETTLE: 10})
    again(shop, order, "holds")
    assert shop.held(order, KETTLE) == 6
    with pytest.raises(NotFound):
        again(shop, order, "nonsense")


def test_a_released_hold_is_shown_with_the_units_that_may_ship_and_placed_again_on_demand(shop):
    order = acts.order(shop, {KETTLE: 10})
    noticed_at = shop.clock.now()
    release_by_hand(shop, order)

    (row,) = acts.view(shop, KETTLE).promises
    assert row.undone == (Undone(UndoneKind.HOLD, "holds", 6, noticed_at, accepted=False),)
    assert (only_changed(shop), board(shop).released) == ([KETTLE], 1)
    again(shop, order, "holds")

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (4, 6)
    assert undone(shop) == []
    assert (only_changed(shop), board(shop).released) == ([], 0)
    acts.put_on_shelf(shop, KETTLE, 6)
    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (10, 0)


def test_a_hold_placed_again_and_released_again_is_theirs_again(shop):
    order = acts.order(shop, {KETTLE: 10})
    release_by_hand(shop, order)
    again(shop, order, "holds")

    release_by_hand(shop, order)

    assert shop.held(order, KETTLE) == 0
    assert undone(shop) == [(UndoneKind.HOLD, 6)]


def test_a_released_hold_that_is_left_so_stays_released_and_is_asked_about_no_more(shop):
    order = acts.order(shop, {KETTLE: 10})
    release_by_hand(shop, order)

    shop.acts.leave_order(shop.shop.id, order.id, "holds", user=USER)
    shop.settle()
    shop.reconcile()

    assert (shop.free(order, KETTLE), shop.held(order, KETTLE)) == (10, 0)
    (row,) = acts.view(shop, KETTLE).promises
    assert [(each.units, each.accepted) for each in row.undone] == [(6, True)]
    assert (only_changed(shop), board(shop).released) == ([], 0)
    again(shop, order, "holds")
    assert (shop.held(order, KETTLE), undone(shop)) == (6, [])


def test_a_released_hold_is_nobodys_question_once_its_units_are_there(shop):
    order = acts.order(shop, {KETTLE: 10})
    release_by_hand(shop, order)

    acts.put_on_shelf(shop, KETTLE, 6)

    assert undone(shop) == []
    assert board(shop).released == 0


def test_a_tag_taken_off_is_shown_and_put_on_again_on_demand_and_goes_with_the_last_unit(shop):
    order = acts.order(shop, {KETTLE: 10})
    with shop.sandbox.store.act():
        order.tags = []
        changes.say(shop.sandbox.store, shop=shop.shopify, order=order)
    shop.settle()
    assert undone(shop) == [(UndoneKind.TAG, 0)]

    again(shop, order, "tag")

    assert (order.tags, undone(shop)) == (["Backorder"], [])
    acts.put_on_shelf(shop, KETTLE, 6)
    assert order.tags == []


def test_units_moved_back_by_hand_are_shown_and_moved_again_on_demand(shop):
    order = acts.order(shop, {KETTLE: 10})
    with shop.parts.database.write() as conn:
        choose_moving(conn, shop.shop, moves=True, by="person:42", now=shop.clock.now())
    acts.put_on_shelf(shop, KETTLE, 6, place="Studio")
    assert acts.places(order) == [("Warehouse", "OPEN", 4), ("Studio", "OPEN", 6)]
    studio_part = next(each for each in order.fulfillment_orders if each.location.name == "Studio")
    with shop.sandbox.store.act():
        move(shop.sandbox.store, shop=shop.shopify, source=studio_part, to=order.fulfillment_orders[0].location)
    shop.settle()
    assert undone(shop) == [(UndoneKind.PLACE, 6)]

    again(shop, order, f"place:{shop.variant(KETTLE).inventory_item.id}")

    assert sorted(acts.places(order)) == [("Studio", "OPEN", 6), ("Warehouse", "OPEN", 4)]
    assert undone(shop) == []
