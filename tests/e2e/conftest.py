"""Worlds: the whole product around one shop, on either database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.db.session import Database
from tests.e2e.world import World, build


@pytest.fixture
def make_world(database: Database) -> Iterator[Callable[..., World]]:
    """Builds an installed shop over the test's database."""
    made: list[World] = []

    def make(*, database_url: str | None = None, **choices: Any) -> World:
        made.append(build(database_url or database.url.render_as_string(hide_password=False), **choices))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()
