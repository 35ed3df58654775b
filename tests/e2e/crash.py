"""A worker that dies at a chosen call to Shopify, and the worker that comes after it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from app.clock import machine_now
from app.composition import compose
from app.db.tables.inbox import lease
from tests.e2e.world import Plenty, World, at_any_pace

_LONG_AGO = timedelta(minutes=5)


class Killed(BaseException):
    """Nothing in the app may catch this: a process that is gone catches nothing."""


class PowerCut(httpx.BaseTransport):
    """Kills the caller at the first mutation of this name, before it reaches Shopify or after it was carried out."""

    def __init__(self, behind: httpx.BaseTransport, mutation: str, *, reaches: bool) -> None:
        self._behind = behind
        self._mark = f"mutation {mutation}(".encode()
        self._reaches = reaches
        self._is_over = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._is_over or self._mark not in request.read():
            return self._behind.handle_request(request)
        self._is_over = True
        if self._reaches:
            self._behind.handle_request(request)
        raise Killed


def die_at(world: World, mutation: str, *, reaches: bool, act: Callable[[], Any] = lambda: None) -> None:
    """Let `act` happen and the worker die of it. `world` has a new worker afterwards, which has done nothing yet."""
    outside: Any = world.parts.http._transport
    outside.shopify = PowerCut(outside.shopify, mutation, reaches=reaches)
    act()
    with pytest.raises(Killed):
        world.settle()
    start_again(world, outside)


def start_again(world: World, outside: Any) -> None:
    """Nothing is left but the database; the leases of the dead have ended meanwhile."""
    clock = world.clock
    world.dead.append(world.parts)
    world.parts = compose(world.parts.settings, http=httpx.Client(transport=outside), bucket=Plenty())
    object.__setattr__(world.parts, "clock", clock)
    world.drain = at_any_pace(world.parts)
    with world.parts.database.write() as conn:
        conn.execute(sa.update(lease).where(lease.c.until.is_not(None)).values(until=machine_now() - _LONG_AGO))
