"""The app proxy: what reaches the app, and what becomes of its answer."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

import httpx
import pytest

from tests.unit.theme.little_shop import DOMAIN, LittleShop
from tests.unit.theme.visitor import Visitor

Handler = Callable[[httpx.Request], httpx.Response]


def visitor_of(little_shop: LittleShop, handler: Handler) -> Visitor:
    return Visitor(little_shop, proxy=httpx.MockTransport(handler))


def test_a_request_reaches_the_app_signed_and_without_cookies(little_shop: LittleShop) -> None:
    seen: list[httpx.Request] = []

    def app(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"kept": True}, headers={"set-cookie": "a=b"})

    answer = visitor_of(little_shop, app).get(
        "/apps/backorder/orders/x?ids=2&ids=1&shop=evil.example&signature=forged", headers={"cookie": "cart=secret"}
    )

    (request,) = seen
    params = request.url.params
    assert request.url.path == "/proxy/orders/x"
    assert params.get_list("shop") == [DOMAIN]
    assert (params["path_prefix"], params["logged_in_customer_id"]) == ("/apps/backorder", "")
    message = f"ids=2,1logged_in_customer_id=path_prefix=/apps/backordershop={DOMAIN}timestamp={params['timestamp']}"
    assert params.get_list("signature") == [
        hmac.new(b"demo-secret", message.encode(), hashlib.sha256).hexdigest(),
    ]
    assert "cookie" not in request.headers
    assert answer.json() == {"kept": True}
    assert "set-cookie" not in answer.headers


def test_the_root_of_the_proxy_and_posted_bodies_arrive(little_shop: LittleShop) -> None:
    seen: list[tuple[str, str, bytes]] = []

    def app(request: httpx.Request) -> httpx.Response:
        seen.append((request.method, request.url.path, request.content))
        return httpx.Response(204)

    visitor = visitor_of(little_shop, app)
    visitor.get("/apps/backorder")
    visitor.post("/apps/backorder/choice", data={"choice": "wait"})

    assert seen == [("GET", "/proxy", b""), ("POST", "/proxy/choice", b"choice=wait")]


def test_a_liquid_answer_is_rendered_inside_the_theme(little_shop: LittleShop) -> None:
    def app(_: httpx.Request) -> httpx.Response:
        return httpx.Response(
            200, text="<p>At {{ shop.name }}: {{ 1850 | money }}</p>", headers={"content-type": "application/liquid"}
        )

    page = visitor_of(little_shop, app).get("/apps/backorder/status").text

    assert "<p>At Northpine: $18.50</p>" in page
    assert '<header class="header">' in page


def test_layout_none_asks_for_the_bare_answer(little_shop: LittleShop) -> None:
    def app(_: httpx.Request) -> httpx.Response:
        text = "{% layout none %}<p>{{ shop.name }}</p>"
        return httpx.Response(200, text=text, headers={"content-type": "application/liquid; charset=utf-8"})

    assert visitor_of(little_shop, app).get("/apps/backorder/status").text == "<p>Northpine</p>"


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ReadTimeout("slow")])
def test_an_app_that_does_not_answer_is_a_502(little_shop: LittleShop, error: httpx.HTTPError) -> None:
    def app(_: httpx.Request) -> httpx.Response:
        raise error

    assert visitor_of(little_shop, app).get("/apps/backorder/status").status_code == 502
