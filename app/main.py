"""The web: webhooks in front, merchants' pages and the app proxy behind them."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio.to_thread
from fastapi import FastAPI
from starlette.types import ASGIApp

from app.admin.auth import Gate
from app.admin.desk import Admin
from app.admin.mount import admin_assets, admin_pages, mount_admin
from app.admission import Admission
from app.api.health import health_router
from app.composition import Parts, compose
from app.db.views import ShopViews
from app.inbox.wake import Wake
from app.merchant import MerchantActs
from app.merchant_purchases import PurchaseActs
from app.merchant_settings import SettingsActs
from app.merchant_supplies import SupplyActs
from app.serving import settle_memory
from app.settings import Settings
from app.storefront.orders import storefront_router
from app.web.embedding import Embedding
from app.worker import drainer
from webhooks.group_commit import GroupWriter
from webhooks.receive import WebhookReceiver

_THREADS_PER_CONNECTION = 1
"""Routes run in threads and each may want a connection: a thread more would only wait for one."""


def create(settings: Settings, *, with_worker: bool = False) -> ASGIApp:
    """The whole web application. `with_worker`: drain the inbox in a thread of this process too."""
    web = _Web(compose(settings), Wake(), with_worker=with_worker)
    app = FastAPI(lifespan=web.lifespan, openapi_url=None, title="Backorder")
    app.include_router(health_router(web.parts.database))
    app.include_router(storefront_router(web.parts.database, secrets=settings.secrets, link_key=web.parts.link_key))
    assets = admin_assets()
    mount_admin(app, web.admin_pages(assets), assets)
    return WebhookReceiver(app, secrets=settings.secrets, writer=web.writer)


@dataclass(slots=True)
class _Web:
    """The parts of a web process and what starts and stops with it."""

    parts: Parts
    wake: Wake
    with_worker: bool
    writer: GroupWriter = field(init=False)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.writer = GroupWriter(self.parts.database, ring=self.wake.ring)

    @asynccontextmanager
    async def lifespan(self, _app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = self._thread_count()
        self.writer.start()
        worker = self._start_worker() if self.with_worker else None
        settle_memory()
        try:
            yield
        finally:
            self._stop.set()
            self.wake.ring()
            self.writer.close()
            if worker is not None:
                worker.join()
            self.parts.close()

    def admin_pages(self, assets: object) -> Admin:
        settings, admission = self.parts.settings, Admission(self.parts, self.wake)
        embedding = Embedding(
            api_key=settings.shopify_api_key,
            app_url=settings.app_url,
            frame_origin=settings.shopify_admin_frame_origin,
            app_bridge_url=settings.app_bridge_url,
            polaris_url=settings.polaris_url,
        )
        return Admin(
            gate=Gate(embedding, verify=admission.verify, admit=admission.admit, renew=admission.renew),
            pages=admin_pages(embedding, assets),  # type: ignore[arg-type]
            views=ShopViews(self.parts.database, self.parts.clock),
            acts=MerchantActs(self.parts.database, self.parts.clock, self.wake),
            clock=self.parts.clock,
            settings=SettingsActs(self.parts.database, self.parts.clock, self.wake, self.parts.klaviyo, self.parts.box),
            supplies=SupplyActs(self.parts.database, self.parts.clock, self.wake),
            purchases=PurchaseActs(self.parts.database, self.parts.clock, self.wake),
        )

    def _thread_count(self) -> int:
        return self.parts.settings.database_pool_size * _THREADS_PER_CONNECTION

    def _start_worker(self) -> threading.Thread:
        drain = drainer(self.parts, wake=self.wake)
        worker = threading.Thread(target=drain.run_until, args=(self._stop,), name="worker")
        worker.start()
        return worker
