"""What the control routes act on beside the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

import httpx
from fastapi import Depends, Request

from sandbox.clock import MovableClock
from sandbox.shopify.app_toml import AppToml
from sandbox.shopify.store import Store
from sandbox.shopify.webhooks.dispatcher import Dispatcher

Seed = Callable[[Store], None]
"""Fills an empty store; whoever calls it drops the webhooks that this caused."""


@dataclass(kw_only=True)
class World:
    store: Store
    clock: MovableClock
    dispatcher: Dispatcher
    seeds: Mapping[str, Seed]
    restart_clock: Callable[[], None]
    """Puts the business clock back to where a demonstration begins."""
    app_transport: httpx.BaseTransport | None = None
    """How the merchant's browser reaches the app; None: over the network."""
    toml: AppToml | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    """Name to address, for the control page."""


def _world(request: Request) -> World:
    world: World = request.app.state.world
    return world


InWorld = Annotated[World, Depends(_world)]
