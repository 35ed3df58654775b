"""The shop that the paths of an order start in."""

from __future__ import annotations

import pytest

from tests.e2e import acts
from tests.e2e.world import World


@pytest.fixture
def shop(world: World) -> World:
    """The kettle is switched on: 4 on hand, 40 stated for 3 December, from a supplier five days late."""
    world.late_by("Tallinn Metalworks", 5)
    acts.switch_on(world, acts.KETTLE)
    return world
