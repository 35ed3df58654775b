"""The store's one promise: acts do not mix, and their events leave when they are over."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.seed import tiny
from sandbox.shopify import stock


@pytest.fixture
def world():
    return tiny.seed()


def sell(world, units=1):
    level = world.kettle.inventory_item.levels[world.warehouse.id]
    with world.store.act():
        stock.change(world.store, shop=world.shop, level=level, deltas={"available": -units, "committed": units})


def test_acts_of_many_threads_lose_no_unit_and_no_event(world):
    events = []
    world.store.outbox.listen(events.append)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: sell(world), range(200)))
    level = world.kettle.inventory_item.levels[world.warehouse.id]
    assert (level.quantities["available"], level.quantities["committed"], level.on_hand) == (-196, 200, 4)
    assert sorted(event.body["available"] for event in events) == list(range(-196, 4))
    assert len({event.event_id for event in events}) == 200


def test_a_nested_act_joins_the_outer_one(world):
    events = []
    world.store.outbox.listen(events.append)
    with world.store.act():
        sell(world)
        sell(world)
        assert events == []
    assert len(events) == 2
    assert len({event.event_id for event in events}) == 1


def test_listeners_are_told_outside_the_lock(world):
    def listen(event):
        with ThreadPoolExecutor(1) as pool:
            heard.append(pool.submit(world.store.new_id).result(timeout=10))

    heard = []
    world.store.outbox.listen(listen)
    sell(world)
    assert len(heard) == 1


def test_what_a_failed_act_changed_is_still_told(world):
    events = []
    world.store.outbox.listen(events.append)

    def fail():
        with world.store.act():
            sell(world)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert [event.topic for event in events] == ["inventory_levels/update"]


def test_ids_outgrow_a_double_and_never_repeat(world):
    ids = [world.store.new_id() for _ in range(100)]
    assert ids == sorted(set(ids))
    assert ids[0] > 2**53
    assert int(float(2**53 + 1)) != 2**53 + 1
