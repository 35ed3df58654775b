"""The merchant's pages over a shop in memory, and session tokens for it."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

import httpx
import jwt
from fastapi import FastAPI

from app.admin.auth import Gate
from app.admin.desk import Admin
from app.admin.mount import admin_assets, admin_pages, mount_admin
from app.clock import FixedClock, machine_now
from app.shopify.session_token import SessionToken, verify_session_token
from app.web.embedding import Embedding
from tests.unit.admin.purchases import FakePurchases
from tests.unit.admin.settings import FakeSettings
from tests.unit.admin.shop import DOMAIN, NOW, SHOP, FakeShop
from tests.unit.admin.supplies import FakeSupplies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.domain.ids import ShopId
    from app.web.assets import Assets
    from app.web.pages import Pages

API_KEY = "demo-key"
SECRET = "a-secret-that-is-long-enough-for-hs256"
USER = "901"
APP_URL = "https://backorder.example"


def id_token(*, expires_in: int = 60, audience: str = API_KEY, secret: str = SECRET, shop: str = DOMAIN) -> str:
    """A session token as Shopify mints them, or one that is wrong in one way."""
    now = int(time.time())  # noqa: TID251  the test plays Shopify, whose clock is the machine's
    claims = {
        "iss": f"https://{shop}/admin",
        "dest": f"https://{shop}",
        "aud": audience,
        "sub": USER,
        "exp": now + expires_in,
        "nbf": now - 120,
        "iat": now - 120,
    }
    return jwt.encode(claims, secret, algorithm="HS256")


def admit(session: SessionToken, token: str) -> ShopId:
    return SHOP


def verify(token: str) -> SessionToken:
    return verify_session_token(token, api_key=API_KEY, secrets=[SECRET], now=machine_now())


def build_site(
    shop: FakeShop,
    *,
    embedding: Embedding | None = None,
    admit: Callable[[SessionToken, str], ShopId] = admit,
    settings: FakeSettings | None = None,
    supplies: FakeSupplies | None = None,
    purchases: FakePurchases | None = None,
) -> FastAPI:
    embedding = embedding or Embedding(api_key=API_KEY, app_url=APP_URL)
    assets, pages = _rendering(embedding)
    gate = Gate(embedding, verify, admit, renew=admit)
    app = FastAPI()
    mount_admin(
        app,
        Admin(
            gate,
            pages,
            shop,
            shop,
            FixedClock(NOW),
            settings or FakeSettings(),
            supplies=supplies or FakeSupplies(shop),
            purchases=purchases or FakePurchases(),
            machine_now=lambda: NOW,
        ),
        assets,
    )
    return app


@cache
def _rendering(embedding: Embedding) -> tuple[Assets, Pages]:
    """Templates are compiled once for all tests."""
    assets = admin_assets()
    return assets, admin_pages(embedding, assets)


def ask(
    app: FastAPI,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    data: object = None,
    files: object = None,
) -> httpx.Response:
    """One request as htmx sends it: with a bearer token, and saying so. A bug comes back as the answer it gives."""
    asked = _ask(app, method, path, headers=as_htmx() if headers is None else headers, data=data, files=files)
    with ThreadPoolExecutor(max_workers=1) as thread:  # a browser test of the same process keeps this one's loop busy
        return thread.submit(asyncio.run, asked).result()


def as_htmx(**more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {id_token()}", "HX-Request": "true", **more}


async def _ask(
    app: FastAPI, method: str, path: str, *, headers: Mapping[str, str], data: object, files: object
) -> httpx.Response:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=APP_URL) as client:
        return await client.request(method, path, headers=headers, data=data, files=files)
