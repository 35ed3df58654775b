"""Switching the whole shop off after a busy week leaves it as it was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import pytest

from app.admin.views import Received
from app.db import shopstate
from app.db.shown_leaving import LeavingView, Listed, Week, Weeks
from app.db.views import ShopViews
from app.replan import anew
from sandbox.shopify.acts import catalog
from sandbox.shopify.acts.catalog import set_policy
from sandbox.shopify.control import app_life
from sandbox.shopify.model import Order
from sandbox.shopify.orders import actors, changes
from tests.e2e import acts
from tests.e2e.crash import die_at
from tests.e2e.world import USER, World

KETTLE = "KETTLE-BLUE"


@dataclass(frozen=True, slots=True)
class Busy:
    """A shop after a busy week: how each variant's policy was found, and the orders for the kettle."""

    world: World
    found: dict[str, str]
    orders: list[Order]

    def leave(self, *, release: bool) -> None:
        self.world.acts.leave_shop(self.world.shop.id, release=release, user=USER)

    def view(self) -> LeavingView:
        return ShopViews(self.world.parts.database, self.world.clock).leaving(self.world.shop.id)

    def ours_in_the_shop(self) -> dict[str, int]:
        """What Shopify itself has of us."""
        shop = self.world.shopify
        parts = [part for order in shop.orders.values() for part in order.fulfillment_orders]
        tags = [tag.lower() for order in shop.orders.values() for tag in order.tags]
        return {
            "policies": sum(each.policy != self.found[each.sku] for each in shop.variants.values()),
            "metafields": sum(each.key in {"backorder", "limit"} for each in shop.metafields.values()),
            "holds": sum(hold.handle.startswith("backorder") for part in parts for hold in part.holds),
            "tags": sum("backorder" in tag for tag in tags),
        }


NOTHING = {"policies": 0, "metafields": 0, "holds": 0, "tags": 0}


@pytest.fixture
def busy(world: World) -> Busy:
    """All variants on for a week: orders, a cancellation, an edit, the first six units of forty."""
    world.late_by("Tallinn Metalworks", 5)
    found = {variant.sku: variant.policy for variant in world.shopify.variants.values()}
    world.acts.switch_on(world.shop.id, [world.variant_id(sku) for sku in found], user=USER)
    world.settle()
    store = world.sandbox.store
    orders = [world.buy(KETTLE, units, email=f"{units}@example.com") for units in (10, 7, 5, 3)]
    world.pass_time(timedelta(days=1))
    with store.act():
        actors.cancel_order(store, shop=world.shopify, order=orders[1])
        actors.edit_order(store, shop=world.shopify, order=orders[2], quantities={orders[2].lines[0]: 4})
    world.pass_time(timedelta(days=5))
    world.acts.receive(world.shop.id, [Received(world.supply_of(KETTLE).id, 6, 0)], user=USER)
    world.pass_time(timedelta(days=1))
    return Busy(world, found, orders)


def test_letting_go_leaves_nothing_of_ours_and_says_so(busy: Busy) -> None:
    before = busy.view()
    assert busy.ours_in_the_shop() != NOTHING
    assert (before.begun_at, before.orders_held > 0, before.ours > 0) == (None, True, True)

    busy.leave(release=True)
    busy.world.settle()

    assert busy.ours_in_the_shop() == NOTHING
    after = busy.view()
    assert (after.ours, after.orders_held, after.variants_on) == (0, 0, 0)
    assert [busy.world.free(order, KETTLE) for order in busy.orders] == [10, 0, 4, 3]


def test_more_than_one_pass_can_carry_out_is_done_in_several_though_there_is_no_news(
    busy: Busy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.shopstate.unsettled", partial(shopstate.unsettled, limit=1))
    busy.leave(release=False)
    busy.world.drain.drain_all()

    left = busy.ours_in_the_shop()
    assert (left["policies"], left["metafields"]) == (0, 2), "the notes on two orders that wait stay with their holds"


def test_what_is_too_much_for_one_moment_is_left_in_steps_and_held_again_in_steps(
    busy: Busy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(anew, "ITEMS_AT_ONCE", 1)
    monkeypatch.setattr(anew, "ORDERS_AT_ONCE", 1)
    world, held = busy.world, busy.ours_in_the_shop()["holds"]

    busy.leave(release=True)
    assert (world.rows("SELECT count(*) FROM desired WHERE NOT settled"), held) == ([(0,)], 2)
    world.settle()
    assert busy.ours_in_the_shop() == NOTHING
    assert (busy.view().ours, busy.view().variants_on) == (0, 0)

    acts.switch_on(world, KETTLE)
    assert busy.ours_in_the_shop()["holds"] == held


def test_a_field_that_is_as_it_was_anyway_is_not_ours(busy: Busy) -> None:
    """Sold out we want DENY, which is what the merchant had: there is nothing to put back."""
    world = busy.world
    world.acts.receive(world.shop.id, [Received(world.supply_of(KETTLE).id, 0, 34)], user=USER)
    world.settle()
    assert world.variant(KETTLE).policy == "DENY"
    busy.leave(release=True)
    world.settle()

    assert busy.ours_in_the_shop() == NOTHING
    assert busy.view().ours == 0


def test_keeping_holds_leaves_only_those_until_the_units_are_there(busy: Busy) -> None:
    busy.leave(release=False)
    busy.world.settle()

    there = busy.ours_in_the_shop()
    assert (there["policies"], there["holds"] > 0) == (0, True)
    assert busy.view().orders_held == there["holds"]

    busy.leave(release=True)
    busy.world.settle()
    assert busy.ours_in_the_shop() == NOTHING


def test_a_policy_that_somebody_else_set_meanwhile_stays_as_they_set_it(busy: Busy) -> None:
    kettle = busy.world.variant(KETTLE)
    theirs = "DENY" if kettle.policy == "CONTINUE" else "CONTINUE"
    with busy.world.sandbox.store.act():
        set_policy(busy.world.sandbox.store, shop=busy.world.shopify, variant=kettle, policy=theirs)
    busy.world.settle()
    busy.leave(release=True)
    busy.world.settle()

    assert kettle.policy == theirs
    assert busy.view().traces[0].left_alone == 1


@pytest.mark.parametrize("mutation", ["SetInventoryPolicy", "DeleteMetafields", "ReleaseHolds"])
def test_a_worker_killed_half_way_is_followed_by_one_that_goes_on(busy: Busy, mutation: str) -> None:
    die_at(busy.world, mutation, reaches=True, act=lambda: busy.leave(release=True))
    busy.world.settle()

    assert busy.ours_in_the_shop() == NOTHING
    assert busy.view().ours == 0


def test_switching_a_variant_on_again_ends_it(busy: Busy) -> None:
    busy.leave(release=True)
    busy.world.settle()
    busy.world.acts.switch_on(busy.world.shop.id, [busy.world.variant_id(KETTLE)], user=USER)
    busy.world.settle()

    assert (busy.view().begun_at, busy.view().lets_go) == (None, False)
    assert busy.world.held(busy.orders[3], KETTLE) == 3


WEEK = timedelta(days=7)


def left_behind(world: World) -> Listed:
    return ShopViews(world.parts.database, world.clock).left_behind(world.shop.id)


def test_the_list_names_every_variant_and_every_order_with_something_of_ours(world: World) -> None:
    world.late_by("Tallinn Metalworks", 5)
    acts.switch_on(world, KETTLE)
    order = acts.order(world, {KETTLE: 10})

    found = left_behind(world)

    assert [(each.name.sku, each.policy_before, each.policy_now, each.dated) for each in found.variants] == [
        (KETTLE, "DENY", "CONTINUE", True)
    ]
    (left,) = found.orders
    assert (left.order_name, [(each.units, each.name.sku) for each in left.held]) == (order.name, [(6, KETTLE)])
    assert set(left.marks) == {"tag", "metafield", "deadline"}
    assert (found.all_variants, found.all_orders, found.theirs, found.is_whole) == (1, 1, (), True)

    world.acts.leave_shop(world.shop.id, release=True, user=USER)
    world.settle()
    assert left_behind(world) == Listed()


def test_what_somebody_else_has_changed_is_counted_as_theirs_on_variants_and_on_orders(world: World) -> None:
    world.late_by("Tallinn Metalworks", 5)
    acts.switch_on(world, KETTLE)
    order = acts.order(world, {KETTLE: 10})
    with world.sandbox.store.act():
        order.tags = []
        changes.say(world.sandbox.store, shop=world.shopify, order=order)
    world.settle()
    acts.set_policy(world, KETTLE, "DENY")

    found = left_behind(world)
    traces = {
        each.name: (each.ours, each.left_alone)
        for each in ShopViews(world.parts.database, world.clock).leaving(world.shop.id).traces
    }

    assert [(each.field, each.ours, each.now) for each in found.theirs] == [
        ("inventory_policy", "CONTINUE", "DENY"),
        ("tag", "", ""),
    ]
    assert [each.policy_before for each in found.variants] == [None]
    assert found.orders[0].marks == ("metafield", "deadline")
    assert traces["Inventory settings"] == (0, 1)
    assert traces["Tags on orders"] == (0, 1)
    assert traces["Holds on orders"] == (1, 0)


def test_a_variant_that_is_gone_has_left_nothing_behind(world: World) -> None:
    acts.switch_on(world, KETTLE)
    assert left_behind(world).all_variants == 1

    with world.sandbox.store.act():
        catalog.delete_product(world.sandbox.store, shop=world.shopify, product=world.variant(KETTLE).product)
    world.settle()

    assert left_behind(world).all_variants == 0


@pytest.mark.both_databases
def test_once_a_week_what_would_be_left_behind_is_counted_and_kept(world: World) -> None:
    """It is Saturday, three in the afternoon; the count is at four in the morning in New York."""
    views = ShopViews(world.parts.database, world.clock)
    world.late_by("Tallinn Metalworks", 5)
    acts.switch_on(world, KETTLE)
    assert views.weeks(world.shop.id) is None

    world.pass_time(WEEK)
    assert views.weeks(world.shop.id) == Weeks(Week(date(2026, 11, 28), 1, 1, 0, 0), None)

    acts.order(world, {KETTLE: 10})
    world.pass_time(WEEK)
    assert views.weeks(world.shop.id) == Weeks(
        Week(date(2026, 12, 5), 1, 1, 1, 1), Week(date(2026, 11, 28), 1, 1, 0, 0)
    )

    world.acts.leave_shop(world.shop.id, release=True, user=USER)
    world.settle()
    assert views.weeks(world.shop.id) is None
    world.pass_time(WEEK)
    assert world.rows("SELECT selling_on, dated, holds, marked FROM left_behind ORDER BY counted_on DESC LIMIT 1") == [
        (0, 0, 0, 0)
    ]


def test_a_shop_that_removed_the_app_is_counted_no_more_until_it_comes_back(world: World) -> None:
    store = world.sandbox.store
    acts.switch_on(world, KETTLE)
    with store.act():
        app_life.uninstall(store, shop=world.shopify)
    world.settle()

    world.pass_time(WEEK)
    world.pass_time(WEEK)
    assert world.rows("SELECT count(*) FROM left_behind") == [(0,)]
    assert world.rows("SELECT count(*) FROM due WHERE kind = 'left_behind'") == [(0,)]

    with store.act():
        app_life.install(store, shop=world.shopify)
    world.open_the_app()
    world.pass_time(WEEK)
    assert world.rows("SELECT count(*) FROM left_behind") == [(1,)]
