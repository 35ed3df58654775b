"""Which pool a line is served from."""

from __future__ import annotations

import pytest

from app.domain.ids import LocationId, PoolId
from app.domain.pools import NONE_DRAWN, Pools

OHIO, HAMBURG, OSAKA = LocationId(11), LocationId(12), LocationId(13)
EUROPE, JAPAN = PoolId(2), PoolId(3)
POOLS = Pools(
    {JAPAN: "Japan", EUROPE: "Europe"}, {HAMBURG: EUROPE, OSAKA: JAPAN}, {"JP": JAPAN, "DE": EUROPE, "AT": EUROPE}
)


@pytest.mark.parametrize(
    ("country", "place", "pool"),
    [
        pytest.param("DE", OHIO, 2, id="the country outweighs the place"),
        pytest.param("US", HAMBURG, 1, id="a country that nobody names is the default's"),
        pytest.param(None, HAMBURG, 2, id="picked up in Hamburg"),
        pytest.param(None, OHIO, 1, id="picked up in Ohio"),
        pytest.param(None, None, 1, id="nobody knows anything"),
    ],
)
def test_a_line_is_served_by_the_country_it_ships_to_else_by_its_place(country, place, pool) -> None:
    assert POOLS.of_line(country, place) == pool
    assert NONE_DRAWN.of_line(country, place) == 1


def test_pools_stand_in_the_order_of_their_slots_and_the_cart_reads_them_as_one_line() -> None:
    assert (POOLS.ids, POOLS.slots()) == ((1, 2, 3), "AT2 DE2 JP3")
    assert (NONE_DRAWN.ids, NONE_DRAWN.slots()) == ((1,), "")


def test_a_new_pool_takes_the_lowest_free_slot_of_five() -> None:
    assert NONE_DRAWN.free_slot == 2
    assert Pools({PoolId(2): "a", PoolId(4): "b"}).free_slot == 3
    assert Pools({PoolId(slot): "x" for slot in (2, 3, 4, 5)}).free_slot is None
