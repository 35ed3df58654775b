"""Webhooks doubled, shuffled and lost: whatever order things come in, the shop ends in the same state."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from app.admin.views import Received
from sandbox.shopify.dials import Dials
from sandbox.shopify.orders import actors
from tests.e2e.world import USER, World

KETTLE = "KETTLE-BLUE"
BUYERS = (("sarah", 10), ("ben", 12), ("cleo", 9), ("dora", 7), ("emil", 6))


def unkind(dials: Dials) -> None:
    dials.webhooks.duplicate_percent = 30
    dials.webhooks.shuffle_window = 8
    dials.webhooks.loss_percent = 5


@dataclass(frozen=True, slots=True)
class End:
    """What the world has come to, in terms that no delivery order may change."""

    held: dict[str, int]
    free: dict[str, int]
    policy: str
    promise: dict[str, Any]
    plan: list[tuple[Any, ...]]
    shown: list[tuple[Any, ...]]
    tags: dict[str, list[str]]


def live(world: World) -> End:
    """A busy fortnight: five orders, one edited, one cancelled, a slip, a short receipt."""
    world.late_by("Tallinn Metalworks", 5)
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)
    world.settle()
    orders = {}
    for name, units in BUYERS:
        orders[name] = world.buy(KETTLE, units, email=f"{name}@example.com")
        world.settle()
    store = world.sandbox.store
    with store.act():
        actors.cancel_order(store, shop=world.shopify, order=orders["cleo"])
    world.settle()
    with store.act():
        actors.edit_order(store, shop=world.shopify, order=orders["ben"], quantities={orders["ben"].lines[0]: 8})
    world.settle()
    world.reconcile()
    supply = world.supply_of(KETTLE)
    world.acts.move_eta(
        world.shop.id, supply.id, to=date(2026, 12, 14), seen=date(2026, 12, 3), reason="Port strike", user=USER
    )
    world.pass_time(timedelta(days=12))
    world.acts.receive(world.shop.id, [Received(world.supply_of(KETTLE).id, 16, 24)], user=USER)
    world.settle()
    world.reconcile()
    world.pass_time(timedelta(minutes=20))
    world.reconcile()
    return _look(world, orders)


def _look(world: World, orders: dict[str, Any]) -> End:
    promise = world.metafield(KETTLE)
    names = {line.id: name for name, order in orders.items() for line in order.lines}
    plan = world.rows("SELECT line_id, first_unit, quantity, supply_id IS NULL FROM plan_part")
    shown = world.rows(
        "SELECT line_id, first_unit, quantity, shown_on FROM promise AS p WHERE seq ="
        " (SELECT max(seq) FROM promise WHERE line_id = p.line_id)"
    )
    return End(
        held={name: world.held(order, KETTLE) for name, order in orders.items()},
        free={name: world.free(order, KETTLE) for name, order in orders.items()},
        policy=world.variant(KETTLE).policy,
        promise={key: promise[key] for key in ("state", "steps", "left")},
        plan=sorted((names[row[0]], *row[1:3], bool(row[3])) for row in plan),
        shown=sorted((names[row[0]], *map(str, row[1:])) for row in shown),
        tags={name: sorted(order.tags) for name, order in orders.items()},
    )


@pytest.mark.parametrize("seed", [7, 21])
def test_doubled_shuffled_and_lost_webhooks_end_in_the_same_state_as_kind_ones(
    make_world: Callable[..., World], tmp_path, seed
):
    kind = live(make_world(database_url=f"sqlite:///{tmp_path / 'kind.db'}"))

    rough = make_world(unkind=unkind)
    rough.sandbox.dispatcher._random = random.Random(seed)  # noqa: S311  to repeat a run, not to keep a secret
    end = live(rough)

    assert end == kind
    assert end.held == {"sarah": 0, "ben": 0, "cleo": 0, "dora": 5, "emil": 6}
    assert rough.rows("SELECT count(*) FROM inbox WHERE state = 'parked'") == [(0,)]


def test_each_customer_hears_each_thing_once_however_often_a_webhook_comes(make_world: Callable[..., World]):
    world = make_world(unkind=unkind)
    live(world)

    told = [(event.metric, event.email, event.unique_id) for event in world.events()]

    assert len(told) == len(set(told))
    placed = [event.email for event in world.events("Backorder Placed")]
    assert sorted(placed) == sorted(set(placed))
