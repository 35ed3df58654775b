"""A whole sandbox in one process: stores, clock, webhooks and the three ASGI apps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sandbox.clock import MovableClock
from sandbox.klaviyo.app import create_klaviyo
from sandbox.seed import apps, large, northpine, tiny
from sandbox.shopify import app_toml
from sandbox.shopify.app import create_shopify
from sandbox.shopify.control.app_life import install
from sandbox.shopify.control.world import World
from sandbox.shopify.control.world_routes import begin
from sandbox.shopify.store import Store
from sandbox.shopify.webhooks.dispatcher import Dispatcher
from sandbox.shopify.webhooks.http import HttpSender
from sandbox.storefront.app import create_storefront

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import httpx
    from fastapi import FastAPI
    from starlette.types import ASGIApp

    from sandbox.shopify.app_toml import AppToml
    from sandbox.shopify.control.world import Seed
    from sandbox.shopify.model import App
    from sandbox.shopify.scheduler import Scheduler
    from sandbox.shopify.webhooks.delivery import Delivery


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    store: Store
    world: World
    dispatcher: Dispatcher
    shopify: FastAPI
    """Admin API, token endpoint, admin frame, control API and page."""
    storefront: ASGIApp
    klaviyo: FastAPI

    def close(self) -> None:
        """Stop delivering; what waits is dropped."""
        self.dispatcher.close()


def create_sandbox(
    *,
    clock: MovableClock,
    app_url: str = "http://127.0.0.1:4000",
    client_id: str = tiny.CLIENT_ID,
    client_secret: str = tiny.SECRET,
    toml: Path | None = None,
    seed: str = "tiny",
    random_seed: int = 1,
    send: Callable[[Delivery], int] | None = None,
    app_transport: httpx.BaseTransport | None = None,
    threads: int = 4,
    scheduler: Scheduler | None = None,
    public_url: str = "http://127.0.0.1:4001",
    links: Mapping[str, str] | None = None,
    restart_clock: Callable[[], None] = lambda: None,
) -> Sandbox:
    """A sandbox with the shop `seed` (`_seeds` has their names), the app installed but never opened yet.

    Webhooks go to `app_url` over HTTP, through `app_transport` where the app lives in this process, or to `send`; with
    `threads=0` they wait for `dispatcher.pump()`. `toml` is the app's shopify.app.toml: its scopes, subscriptions and
    metafield definitions. `restart_clock` puts `clock` back at a reset.
    """
    declared = app_toml.read(toml) if toml else None
    store = Store(
        app=_register(declared, client_id=client_id, secret=client_secret, url=app_url),
        clock=clock,
        scheduler=scheduler,
        public_url=public_url,
    )
    dispatcher = Dispatcher(store, send=send or HttpSender(store, transport=app_transport), threads=threads)
    world = World(
        store=store,
        clock=clock,
        dispatcher=dispatcher,
        seeds=_seeds(declared, random_seed=random_seed),
        restart_clock=restart_clock,
        app_transport=app_transport,
        toml=declared,
        links=links or {},
    )
    begin(world, seed=seed)
    return _around(world)


def _around(world: World) -> Sandbox:
    return Sandbox(
        store=world.store,
        world=world,
        dispatcher=world.dispatcher,
        shopify=create_shopify(world),
        storefront=create_storefront(world.store, shop=tiny.DOMAIN),
        klaviyo=create_klaviyo(clock=world.clock),
    )


def _seeds(declared: AppToml | None, *, random_seed: int) -> dict[str, Seed]:
    return {
        "northpine": partial(_seed_northpine, declared=declared, random_seed=random_seed),
        "tiny": partial(_seed_tiny, declared=declared),
        "large": partial(_seed_large, declared=declared, random_seed=random_seed, scale=1.0),
        "tenth": partial(_seed_large, declared=declared, random_seed=random_seed, scale=0.1),
        "fiftieth": partial(_seed_large, declared=declared, random_seed=random_seed, scale=0.02, on_the_way=25),
        "hundredth": partial(_seed_large, declared=declared, random_seed=random_seed, scale=0.01),
    }


def _register(declared: AppToml | None, *, client_id: str, secret: str, url: str) -> App:
    if declared is None:
        return apps.register(client_id=client_id, secret=secret, url=url)
    app = apps.register(
        client_id=client_id,
        secret=secret,
        url=url,
        scopes=declared.scopes,
        subscriptions=declared.subscriptions,
    )
    app.optional_scopes, app.api_version = declared.optional_scopes, declared.api_version
    return app


def _seed_tiny(store: Store, *, declared: AppToml | None) -> None:
    install(store, shop=tiny.seed(store, installed=False).shop, toml=declared)


def _seed_northpine(store: Store, *, declared: AppToml | None, random_seed: int) -> None:
    install(store, shop=northpine.seed(store, random_seed=random_seed), toml=declared)


def _seed_large(
    store: Store, *, declared: AppToml | None, random_seed: int, scale: float, on_the_way: int = large.SHIPMENTS
) -> None:
    size = {"variants": int(large.VARIANTS * scale), "open_orders": int(large.OPEN_ORDERS * scale)}
    size["on_the_way"] = on_the_way
    install(store, shop=large.seed(store, random_seed=random_seed, **size), toml=declared)
