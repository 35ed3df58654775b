"""Shopify's app proxy: the shop's own address forwards to the app, signed, and dresses Liquid answers in the theme."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import httpx
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

    from sandbox.storefront.shopfront import Shopfront

PATH = "/apps/backorder"
"""`prefix` and `subpath` of `[app_proxy]` in shopify.app.toml."""
TARGET = "/proxy"
TIMEOUT_SECONDS = 10.0
_LAYOUT_NONE = re.compile(r"\{%-?\s*layout none\s*-?%\}")
_KEPT_HEADERS = frozenset({"content-type", "location", "cache-control", "retry-after"})
_PASSED_HEADERS = frozenset({"content-type", "accept", "accept-language", "user-agent"})
_OURS = frozenset({"shop", "signature", "timestamp", "path_prefix", "logged_in_customer_id"})


def proxy_routes(front: Shopfront, *, transport: httpx.BaseTransport | None) -> list[Route]:
    async def forward(request: Request) -> Response:
        body = await request.body()
        try:
            answer = await run_in_threadpool(_ask, front, request, body, transport=transport)
        except httpx.HTTPError:
            return PlainTextResponse("There was an error in the third-party application.", 502)
        if answer.headers.get("content-type", "").startswith("application/liquid"):
            return await run_in_threadpool(_dress, front, request, answer)
        headers = {name: value for name, value in answer.headers.items() if name in _KEPT_HEADERS}
        return Response(answer.content, answer.status_code, headers)

    methods = ["GET", "POST", "PUT", "DELETE"]
    return [Route(PATH, forward, methods=methods), Route(f"{PATH}/{{path:path}}", forward, methods=methods)]


def signature(params: Iterable[tuple[str, str]], *, secret: str) -> str:
    """Hex HMAC-SHA256 over sorted `key=value`, repeated keys joined with a comma, nothing between pairs (shopify.dev,
    app proxies, "Verify proxy requests").
    """
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in params:
        values[name].append(value)
    message = "".join(f"{name}={','.join(values[name])}" for name in sorted(values))
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


def _ask(front: Shopfront, request: Request, body: bytes, *, transport: httpx.BaseTransport | None) -> httpx.Response:
    app = front.store.app
    params = _signed(front, request)
    path = request.path_params.get("path", "")
    headers = {name: value for name, value in request.headers.items() if name in _PASSED_HEADERS}
    with httpx.Client(transport=transport, timeout=TIMEOUT_SECONDS, trust_env=False) as client:
        return client.request(
            request.method,
            f"{app.url.rstrip('/')}{TARGET}/{path}".rstrip("/"),
            params=tuple(params),
            content=body,
            headers=headers,
        )


def _signed(front: Shopfront, request: Request) -> list[tuple[str, str]]:
    """The visitor's parameters, less any that pass themselves off as Shopify's, and Shopify's own."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if name not in _OURS]
    params = [
        *asked,
        ("shop", front.domain),
        ("logged_in_customer_id", ""),
        ("path_prefix", PATH),
        ("timestamp", str(int(front.store.machine().timestamp()))),
    ]
    return [*params, ("signature", signature(params, secret=front.store.app.secret))]


def _dress(front: Shopfront, request: Request, answer: httpx.Response) -> Response:
    with front.store.act():
        objects = front.objects(request, page_type="app", cart=front.cart(request))
        objects |= {"page_title": front.store.app.title, "template": "app"}
        source, bare = _LAYOUT_NONE.subn("", answer.text)
        content = front.theme.liquid(source, objects)
        page = content if bare else front.theme.layout(content, objects)
    return HTMLResponse(page, answer.status_code)
