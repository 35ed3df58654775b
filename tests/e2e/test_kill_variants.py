"""A worker dies between a write to a variant and its confirmation: the merchant's own value is never lost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from app.db import footprints, shopstate
from app.db.activity import WORKER
from app.db.footprints import Footprint
from app.db.shopstate import METAFIELD, POLICY, Desired, variant_resource
from app.db.tables.shopstate import FootprintState
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from sandbox.shopify.acts.catalog import set_policy
from sandbox.shopify.model import Policy
from sandbox.shopify.orders import actors
from tests.e2e.crash import die_at
from tests.e2e.world import USER, World

KETTLE = "KETTLE-BLUE"


def switch_on(world: World) -> None:
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)


def switch_off(world: World) -> None:
    world.acts.switch_off(world.shop.id, [world.variant_id(KETTLE)], user=USER)


def merchant_sets(world: World, policy: Policy) -> None:
    """By hand, in Shopify's admin."""
    with world.sandbox.store.act():
        set_policy(world.sandbox.store, shop=world.shopify, variant=world.variant(KETTLE), policy=policy)


def start_with(world: World, policy: Policy) -> None:
    merchant_sets(world, policy)
    world.settle()


def footprint(world: World, field: str = POLICY) -> Footprint | None:
    with world.parts.database.read() as conn:
        return footprints.footprint_of(conn, world.shop.id, variant_resource(world.variant_id(KETTLE)), field)


def lose_webhooks(world: World) -> None:
    world.sandbox.dispatcher.forget()


def sell_out(world: World) -> None:
    want(world, "DENY")


def reopen(world: World) -> None:
    want(world, "CONTINUE")


def want(world: World, policy: Policy) -> None:
    """As a person's act does when its plan changes what may be sold."""
    wanted = Desired(variant_resource(world.variant_id(KETTLE)), POLICY, policy, "replanned")
    with world.parts.database.write() as conn:
        shopstate.want(conn, world.shop.id, wanted, by=WORKER, at=world.clock.now())
        enqueue(conn, world.shop.id, Hint(Kind.DELIVER), cause="decided")


def changes_by_others(world: World) -> list[tuple[Any, ...]]:
    return world.rows("SELECT detail FROM activity WHERE verb = 'noticed a change by somebody else'")


def unsettled(world: World) -> list[tuple[Any, ...]]:
    return world.rows("SELECT resource, field, value, last_error FROM desired WHERE NOT settled")


@pytest.mark.parametrize("reaches", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("mutation", ["SetInventoryPolicy", "SetMetafields"])
def test_a_kill_while_switching_on_keeps_the_merchants_policy(world, mutation, reaches):
    die_at(world, mutation, reaches=reaches, act=lambda: switch_on(world))
    world.settle()

    assert world.variant(KETTLE).policy == "CONTINUE"
    assert world.metafield(KETTLE)["left"] == 44
    assert footprint(world).before == "DENY"
    assert footprint(world).state is FootprintState.CONFIRMED
    assert unsettled(world) == []

    switch_off(world)
    world.settle()

    assert world.variant(KETTLE).policy == "DENY"
    assert world.metafield(KETTLE) is None
    assert (footprint(world).state, footprint(world, METAFIELD).state) == (FootprintState.RESTORED,) * 2
    assert unsettled(world) == []


@pytest.mark.parametrize("reaches", [False, True], ids=["before", "after"])
def test_a_kill_while_closing_the_sale_keeps_the_merchants_continue(world, reaches):
    start_with(world, "CONTINUE")
    switch_on(world)
    world.settle()
    die_at(world, "SetInventoryPolicy", reaches=reaches, act=lambda: world.buy(KETTLE, 44))
    world.settle()

    assert world.variant(KETTLE).policy == "DENY"
    assert footprint(world).before == "CONTINUE"
    assert unsettled(world) == []

    switch_off(world)
    world.settle()

    assert world.variant(KETTLE).policy == "CONTINUE"
    assert unsettled(world) == []


@pytest.mark.parametrize("mutation", ["SetInventoryPolicy", "DeleteMetafields"])
@pytest.mark.parametrize("reaches", [False, True], ids=["before", "after"])
def test_a_kill_while_switching_off_still_restores_everything(world, mutation, reaches):
    switch_on(world)
    world.settle()
    die_at(world, mutation, reaches=reaches, act=lambda: switch_off(world))
    world.settle()

    assert world.variant(KETTLE).policy == "DENY"
    assert world.metafield(KETTLE) is None
    assert unsettled(world) == []


def test_switching_off_takes_back_what_a_dead_worker_wrote_though_nobody_told_us_of_it(world):
    die_at(world, "SetInventoryPolicy", reaches=True, act=lambda: switch_on(world))
    lose_webhooks(world)
    assert world.variant(KETTLE).policy == "CONTINUE"
    switch_off(world)
    world.settle()

    assert world.variant(KETTLE).policy == "DENY"
    assert footprint(world).state is FootprintState.RESTORED
    assert unsettled(world) == []


def test_the_value_before_us_is_read_at_the_moment_of_the_write(world):
    merchant_sets(world, "CONTINUE")
    lose_webhooks(world)
    world.buy(KETTLE, 44)
    switch_on(world)
    world.settle()
    assert (world.variant(KETTLE).policy, footprint(world).before) == ("DENY", "CONTINUE")

    switch_off(world)
    world.settle()

    assert world.variant(KETTLE).policy == "CONTINUE"


def test_what_was_switched_off_before_it_was_written_is_never_written(world):
    switch_on(world)
    switch_off(world)
    world.settle()

    assert world.variant(KETTLE).policy == "DENY"
    assert world.metafield(KETTLE) is None
    assert (footprint(world), unsettled(world)) == (None, [])


def test_switching_on_again_after_switching_off_begins_anew(world):
    for _ in range(2):
        switch_on(world)
        world.settle()
        assert (world.variant(KETTLE).policy, footprint(world).before) == ("CONTINUE", "DENY")
        switch_off(world)
        world.settle()
        assert (world.variant(KETTLE).policy, world.metafield(KETTLE)) == ("DENY", None)
    start_with(world, "CONTINUE")
    switch_on(world)
    world.buy(KETTLE, 44)
    world.settle()

    assert (world.variant(KETTLE).policy, footprint(world).before) == ("DENY", "CONTINUE")


def test_a_merchant_who_decides_by_hand_is_obeyed_and_the_change_is_logged_once(world):
    switch_on(world)
    world.settle()
    first = world.buy(KETTLE, 44)
    world.settle()
    start_with(world, "CONTINUE")
    assert len(changes_by_others(world)) == 1
    with world.sandbox.store.act():
        actors.cancel_order(world.sandbox.store, shop=world.shopify, order=first)
    world.settle()
    world.buy(KETTLE, 44)
    world.settle()

    assert world.variant(KETTLE).policy == "CONTINUE"
    assert (footprint(world).state, footprint(world).before) == (FootprintState.FOREIGN, "DENY")
    assert len(changes_by_others(world)) == 1

    switch_off(world)
    world.settle()

    assert (world.variant(KETTLE).policy, world.metafield(KETTLE)) == ("CONTINUE", None)
    assert unsettled(world) == []


def test_a_decision_by_hand_while_no_worker_lives_is_obeyed(world):
    switch_on(world)
    world.settle()
    die_at(world, "SetMetafields", reaches=True, act=lambda: world.buy(KETTLE, 10))
    merchant_sets(world, "DENY")
    world.settle()
    sell_out(world)
    reopen(world)
    world.settle()

    assert world.variant(KETTLE).policy == "DENY"
    assert footprint(world).state is FootprintState.FOREIGN
    assert len(changes_by_others(world)) == 1


def test_a_metafield_that_is_always_stale_waits_longer_each_time_and_is_written_in_the_end(world):
    outside: Any = world.parts.http._transport
    kind = outside.shopify
    outside.shopify = AlwaysStale(kind)
    switch_on(world)
    world.settle()
    ((_, field, _, error),) = unsettled(world)
    assert (field, error.partition(".")[0]) == (METAFIELD, "The resource has been updated since it was loaded")

    outside.shopify = kind
    world.pass_time(timedelta(minutes=1))

    assert world.metafield(KETTLE)["left"] == 44
    assert unsettled(world) == []


class AlwaysStale(httpx.BaseTransport):
    """Somebody writes our metafield just before each write of ours."""

    def __init__(self, behind: httpx.BaseTransport) -> None:
        self._behind = behind

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.read())
        for each in body.get("variables", {}).get("metafields", ()):
            each["compareDigest"] = "0" * 64
        headers = {name: value for name, value in request.headers.items() if name != "content-length"}
        return self._behind.handle_request(httpx.Request("POST", request.url, headers=headers, json=body))
