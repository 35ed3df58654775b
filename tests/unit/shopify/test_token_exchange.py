"""What Shopify's library would do with an answer of the token endpoint, and what becomes of it in our hands."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from shopify_app import ShopifyApp

from app.shopify.errors import NeedsReauth, Refused, SessionRejected, ShopFrozen, ShopifyUnavailable
from app.shopify.token_exchange import Grant, TokenEndpoint
from tests.unit.shopify.scripted import Script

DOMAIN = "northpine.myshopify.com"
ASKED_AT = datetime(2031, 2, 28, 23, 59, 59, 750_000, tzinfo=UTC)
GRANTED = {
    "access_token": "shpat_new",
    "scope": "read_orders, write_products",
    "expires_in": 3600,
    "refresh_token": "shprt_new",
    "refresh_token_expires_in": 7776000,
}

LIBRARY = ShopifyApp("demo-key", "demo-secret")

Ask = Callable[[TokenEndpoint], Grant]


def exchange(endpoint: TokenEndpoint) -> Grant:
    return endpoint.exchange(DOMAIN, id_token="id-token-in-clear")


def refresh(endpoint: TokenEndpoint) -> Grant:
    return endpoint.refresh(DOMAIN, refresh_token="shprt_old")


both = pytest.mark.parametrize("ask", [exchange, refresh])


def wire(script: Script) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(script))


def endpoint(script: Script, *, origin: str = "https://{shop}") -> TokenEndpoint:
    return TokenEndpoint(
        wire(script), shop_origin=origin, api_key="demo-key", secret="demo-secret", now=lambda: ASKED_AT
    )


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that the library slept, without sleeping them."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


@both
def test_shopifys_library_writes_the_request(ask: Ask) -> None:
    script = Script([httpx.Response(200, json=GRANTED)])

    ask(endpoint(script))

    (request,) = script.requests
    assert request.headers["user-agent"].startswith("shopifyapp v")
    assert (request.method, str(request.url)) == ("POST", f"https://{DOMAIN}/admin/oauth/access_token")


@both
@pytest.mark.parametrize("domain", [DOMAIN, "northpine.shop.dev", "northpine.myshopify.io"])
def test_each_shop_is_asked_at_its_own_origin_though_the_library_knows_one_kind_only(ask: Ask, domain: str) -> None:
    script = Script([httpx.Response(200, json=GRANTED)])
    there = endpoint(script, origin="http://127.0.0.1:4001/{shop}")

    granted = (
        there.exchange(domain, id_token="id") if ask is exchange else there.refresh(domain, refresh_token="shprt_old")
    )

    assert granted.access_token == "shpat_new"
    assert [str(request.url) for request in script.requests] == [
        f"http://127.0.0.1:4001/{domain}/admin/oauth/access_token"
    ]


@both
def test_lifetimes_count_from_the_moment_of_asking_by_our_clock_to_the_microsecond(ask: Ask) -> None:
    granted = ask(endpoint(Script([httpx.Response(200, json=GRANTED)])))

    assert granted == Grant(
        access_token="shpat_new",
        refresh_token="shprt_new",
        access_expires_at=ASKED_AT + timedelta(hours=1),
        refresh_expires_at=ASKED_AT + timedelta(days=90),
        scopes=frozenset({"read_orders", "write_products"}),
    )
    assert (granted.access_expires_at.tzinfo, granted.refresh_expires_at.tzinfo) == (UTC, UTC)


def test_a_refresh_is_asked_for_although_the_library_holds_a_fresh_token_for_good_enough() -> None:
    alone = Script([])
    said = LIBRARY.refresh_token_exchanged_access_token(
        {"shop": "northpine", "refresh_token": "shprt_old", "expires": "2999-01-01T00:00:00Z"}, http_client=wire(alone)
    )
    assert (said.log.code, said.access_token, alone.requests) == ("token_still_valid", None, [])

    ours = Script([httpx.Response(200, json=GRANTED)])
    assert refresh(endpoint(ours)).refresh_token == "shprt_new"
    assert ours.bodies == [
        {
            "client_id": "demo-key",
            "client_secret": "demo-secret",
            "grant_type": "refresh_token",
            "refresh_token": "shprt_old",
        }
    ]


def test_left_alone_the_library_sleeps_a_second_at_a_429_whatever_retry_after_says(naps: list[float]) -> None:
    script = Script([httpx.Response(429, headers={"Retry-After": "7.0"}) for _ in range(3)])
    proof = {"exchangeable": True, "token": "id", "claims": {"dest": f"https://{DOMAIN}"}}

    LIBRARY.exchange_using_token_exchange("offline", proof, http_client=wire(script))

    assert (len(script.requests), naps) == (3, [1, 1])


def test_left_alone_the_library_asks_three_times_at_once_of_a_shopify_that_is_down(naps: list[float]) -> None:
    script = Script([httpx.Response(503) for _ in range(3)])

    LIBRARY.refresh_token_exchanged_access_token(
        {"shop": "northpine", "refresh_token": "shprt_old", "expires": "2001-01-01T00:00:00Z"}, http_client=wire(script)
    )

    assert (len(script.requests), naps) == (3, [])


@both
@pytest.mark.parametrize("status", [429, 430, 500, 502, 503, 504, 520])
def test_a_refusal_that_may_pass_is_told_after_one_request_and_no_sleep(
    ask: Ask, status: int, naps: list[float]
) -> None:
    script = Script([httpx.Response(status, headers={"Retry-After": "7.0"})])

    with pytest.raises(ShopifyUnavailable, match=f"answered {status}"):
        ask(endpoint(script))

    assert (len(script.requests), naps) == (1, [])


@both
@pytest.mark.parametrize("broken", [httpx.ConnectError, httpx.ReadTimeout, httpx.RemoteProtocolError])
def test_a_connection_that_breaks_is_told_by_its_kind(ask: Ask, broken: type[httpx.TransportError]) -> None:
    with pytest.raises(ShopifyUnavailable, match=broken.__name__) as told:
        ask(endpoint(Script([broken("no")])))

    assert isinstance(told.value.__cause__, broken)


@both
@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, "invalid_subject_token", SessionRejected),
        (400, "invalid_grant", NeedsReauth),
        (400, "invalid_request", NeedsReauth),
        (400, "invalid_client", NeedsReauth),
        (400, "application_cannot_be_found", NeedsReauth),
        (401, "", NeedsReauth),
        (402, "", ShopFrozen),
        (404, "", ShopFrozen),
        (423, "", ShopFrozen),
        (400, "unsupported_grant_type", Refused),
        (302, "", Refused),
        (403, "", Refused),
    ],
)
def test_a_refusal_means_the_same_for_both_questions(ask: Ask, status: int, code: str, error: type[Exception]) -> None:
    script = Script([httpx.Response(status, json={"error": code})])

    with pytest.raises(error) as told:
        ask(endpoint(script))

    assert (type(told.value), len(script.requests)) == (error, 1)


@both
@pytest.mark.parametrize("body", [b"<html>", b'["invalid_grant"]', b'{"error": 7}', b"\xff"])
def test_a_refusal_that_is_not_in_the_agreed_shape_is_judged_by_its_status(ask: Ask, body: bytes) -> None:
    with pytest.raises(Refused, match="answered 400"):
        ask(endpoint(Script([httpx.Response(400, content=body)])))


@both
@pytest.mark.parametrize("missing", ["access_token", "expires_in", "refresh_token", "refresh_token_expires_in"])
def test_a_grant_that_does_not_expire_or_cannot_be_renewed_is_refused(ask: Ask, missing: str) -> None:
    partial = {name: value for name, value in GRANTED.items() if name != missing}

    with pytest.raises(Refused, match="no expiring offline token"):
        ask(endpoint(Script([httpx.Response(200, json=partial)])))


@both
@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"access_token": null}'])
def test_a_grant_that_cannot_be_read_is_refused(ask: Ask, body: bytes) -> None:
    with pytest.raises(Refused, match="no expiring offline token"):
        ask(endpoint(Script([httpx.Response(200, content=body)])))


def test_a_question_that_the_library_will_not_ask_is_refused_with_its_reason() -> None:
    script = Script([])

    with pytest.raises(Refused, match=r"idToken\.token to be a non-empty string"):
        endpoint(script).exchange(DOMAIN, id_token="")
    with pytest.raises(Refused, match="refresh token to be a non-empty string"):
        endpoint(script).refresh(DOMAIN, refresh_token="")

    assert script.requests == []


@both
@pytest.mark.parametrize("status", [200, 400, 503])
def test_no_token_or_secret_reaches_a_log_or_an_error(
    ask: Ask, status: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    told = ""

    try:
        told = repr(ask(endpoint(Script([httpx.Response(status, json=GRANTED)]))))
    except (Refused, ShopifyUnavailable) as error:
        told = repr(error)

    written = told + caplog.text + "".join(capfd.readouterr())
    assert [secret for secret in ("shpat_", "shprt_", "id-token-in-clear", "demo-secret") if secret in written] == []
