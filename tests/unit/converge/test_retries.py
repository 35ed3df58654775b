"""When a field that could not be written is tried again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.converge.desk import retry_at
from app.db.shopstate import TAG, Desired
from tests.integration.factories.moments import NOW


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 5), (1, 10), (9, 2560), (10, 3600), (44, 3600), (10_000, 3600)])
def test_it_waits_twice_as_long_each_time_and_an_hour_for_ever_after(attempts: int, seconds: int) -> None:
    wanted = Desired("order:1", TAG, value=True, why="", attempts=attempts)
    assert retry_at(wanted, NOW) - NOW == timedelta(seconds=seconds)
