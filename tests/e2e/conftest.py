"""Worlds: the whole product around one shop, on either database.

A story costs a second or two, most of it the same on both engines, and each query has tests of its own on both. So
stories run by turns: each on one engine, half of them on either. `E2E_DATABASES=both` (as in `make test-long`) runs
each on both, and so does the mark `both_databases`.
"""

from __future__ import annotations

import os
import re
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.db.session import Database
from tests.e2e.world import World, build

_TURNS = ("sqlite", "postgresql")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("E2E_DATABASES") == "both":
        return
    passed_over = [each for each in items if _is_the_others_turn(each)]
    config.hook.pytest_deselected(items=passed_over)
    items[:] = [each for each in items if each not in set(passed_over)]


def _is_the_others_turn(item: pytest.Item) -> bool:
    engine = item.callspec.params.get("database") if hasattr(item, "callspec") else None
    if engine is None or Path(__file__).parent not in item.path.parents or item.get_closest_marker("both_databases"):
        return False
    story = item.nodeid.replace(engine, "")
    return _TURNS[zlib.crc32(story.encode()) % 2] != engine


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
