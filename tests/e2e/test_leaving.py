"""Switching the whole shop off after a busy week leaves it as it was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest

from app.admin.views import Received
from app.db import shopstate
from app.db.shown_leaving import LeavingView
from app.db.views import ShopViews
from sandbox.shopify.acts.catalog import set_policy
from sandbox.shopify.model import Order
from sandbox.shopify.orders import actors
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
