"""Worlds: the whole product around one shop, on either database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
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


class Counting(httpx.BaseTransport):
    """Remembers the operations that pass."""

    def __init__(self, behind: httpx.BaseTransport) -> None:
        self._behind = behind
        self.asked: list[str] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        named = re.search(rb"(?:query|mutation) (\w+)", request.read())
        self.asked.append(named[1].decode() if named else "")
        return self._behind.handle_request(request)


@pytest.fixture
def asked(world: World) -> list[str]:
    """The operations that Shopify is asked from here on, in their order."""
    outside: Any = world.parts.http._transport
    outside.shopify = counting = Counting(outside.shopify)
    return counting.asked
