"""The storefront as an ASGI app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse

from app.errors import Unavailable
from sandbox.storefront.cart_routes import cart_routes
from sandbox.storefront.checkout import checkout_routes
from sandbox.storefront.files import file_routes
from sandbox.storefront.localization import localization_routes
from sandbox.storefront.pages import missing, page_routes
from sandbox.storefront.proxy import proxy_routes
from sandbox.storefront.shopfront import Shopfront

if TYPE_CHECKING:
    import httpx
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from sandbox.shopify.store import Store


def create_storefront(store: Store, *, shop: str, proxy_transport: httpx.BaseTransport | None = None) -> ASGIApp:
    """The storefront of the shop whose domain is `shop`, with paths at the root.

    The app's theme blocks are read from `extensions/`, app proxy requests go to `store.app.url` (through
    `proxy_transport` in tests).
    """
    front = Shopfront(store, domain=shop)
    routes = [
        *page_routes(front),
        *cart_routes(front),
        *checkout_routes(front),
        *localization_routes(front),
        *proxy_routes(front, transport=proxy_transport),
        *file_routes(front),
    ]

    async def not_found(request: Request, _: Exception) -> Response:
        return missing(front, request)

    async def unavailable(_request: Request, error: Exception) -> Response:
        return PlainTextResponse(str(error), 503)

    handlers: dict[Any, Any] = {404: not_found, Unavailable: unavailable}
    return LanguagePrefix(Starlette(routes=routes, exception_handlers=handlers), front=front)


class LanguagePrefix:
    """`/de/products/x` is `/products/x` in German, for every published language but the first."""

    def __init__(self, app: ASGIApp, *, front: Shopfront) -> None:
        self._app = app
        self._front = front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            first, _, rest = scope["path"].removeprefix("/").partition("/")
            if first in self._languages():
                scope = {**scope, "path": f"/{rest}", "storefront.locale": first}
        await self._app(scope, receive, send)

    def _languages(self) -> set[str]:
        return {found.locale for found in self._front.shop.locales if found.published and not found.primary}
