from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shopify.bucket import BucketState
from app.shopify.ports import ThrottleStatus

FULL = BucketState(maximum=2000, available=2000, restore_rate=100, at=0)


def test_background_work_starts_nothing_below_the_upper_half() -> None:
    state = BucketState(maximum=2000, available=800, restore_rate=100, at=0)
    assert state.take(500, people=False, now=0) == (state, 2.0)
    assert state.take(500, people=True, now=0) == (BucketState(2000, 300, 100, 0), 0.0)


def test_one_background_call_may_reach_below_the_half_and_the_next_waits() -> None:
    first, wait = BucketState(maximum=2000, available=1300, restore_rate=100, at=0).take(500, people=False, now=0)
    assert (first.available, wait) == (800, 0.0)
    assert first.take(500, people=False, now=0) == (first, 2.0)


def test_points_come_back_with_time_up_to_the_maximum() -> None:
    state = BucketState(maximum=2000, available=100, restore_rate=100, at=10)
    assert state.refilled(15).available == 600
    assert state.refilled(1000).available == 2000
    assert state.refilled(5).available == 100


def test_shopifys_own_figure_caps_ours_and_sets_the_size() -> None:
    taken, _ = FULL.take(500, people=True, now=0)
    settled = taken.settle(500, ThrottleStatus(maximum=4000, available=1990, restore_rate=200), now=0)
    assert settled == BucketState(maximum=4000, available=1990, restore_rate=200, at=0)


def test_points_of_calls_still_under_way_stay_set_aside() -> None:
    first, _ = FULL.take(500, people=True, now=0)
    both, _ = first.take(500, people=True, now=0)
    assert both.settle(500, ThrottleStatus(2000, 1990, 100), now=0).available == 1500


@given(
    available=st.floats(0, 2000),
    points=st.integers(1, 1000),
    people=st.booleans(),
)
def test_after_the_wait_it_says_the_points_are_there(available: float, points: int, people: bool) -> None:
    state = BucketState(maximum=2000, available=available, restore_rate=100, at=0)
    after, wait = state.take(points, people=people, now=0)
    if wait:
        after, wait = after.take(points, people=people, now=wait + 1e-6)
    assert wait == 0.0
    assert after.available >= -1e-3


@pytest.mark.parametrize("people", [True, False])
def test_a_call_dearer_than_the_bucket_waits_for_a_full_one_and_not_forever(people: bool) -> None:
    assert BucketState(maximum=900, available=900, restore_rate=50, at=0).take(1000, people=people, now=0)[1] == 0.0
