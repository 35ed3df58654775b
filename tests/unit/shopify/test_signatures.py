from __future__ import annotations

from itertools import pairwise
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopify import Session
from shopify_app import ShopifyApp

from app.clock import machine_now
from app.shopify.signatures import (
    WebhookSignature,
    proxy_is_signed,
    sign_proxy,
    sign_webhook,
    webhook_is_signed,
)

SECRET, OLD = "current-secret", "previous-secret"
NOW = 1_763_737_200.0
PROXY = [
    ("shop", "northpine.myshopify.com"),
    ("logged_in_customer_id", ""),
    ("path_prefix", "/apps/backorder"),
    ("timestamp", str(int(NOW))),
    ("line", "Kettle & Co ä"),
    ("choice", "wait"),
    ("choice", "cancel"),
]


def signed(parameters: list[tuple[str, str]], *, secret: str = SECRET) -> str:
    return urlencode([*parameters, ("signature", sign_proxy(parameters, secret=secret))])


@given(body=st.binary(max_size=200), cuts=st.lists(st.integers(0, 200), max_size=4))
def test_a_body_is_signed_the_same_in_one_piece_and_in_many(body: bytes, cuts: list[int]) -> None:
    signature = WebhookSignature([SECRET])
    edges = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
    for start, end in pairwise(edges):
        signature.update(body[start:end])
    assert signature.matches(sign_webhook(body, secret=SECRET))


def test_fresh_signatures_of_one_pair_of_secrets_do_not_see_each_others_bytes() -> None:
    unsigned = WebhookSignature([OLD, SECRET])
    first, second = unsigned.fresh(), unsigned.fresh()
    first.update(b"first")
    second.update(b"second")

    assert first.matches(sign_webhook(b"first", secret=SECRET))
    assert second.matches(sign_webhook(b"second", secret=OLD))
    assert unsigned.fresh().matches(sign_webhook(b"", secret=SECRET))


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_no_header_makes_the_check_raise_or_pass(header: str | bytes) -> None:
    assert not webhook_is_signed(b"{}", header, secrets=[SECRET, OLD])


def test_both_secrets_are_good_during_a_rotation_and_no_secret_is_never_good() -> None:
    assert webhook_is_signed(b"{}", sign_webhook(b"{}", secret=OLD), secrets=[SECRET, OLD])
    assert not webhook_is_signed(b"{}", sign_webhook(b"{}", secret=OLD), secrets=[SECRET])
    assert not webhook_is_signed(b"{}", sign_webhook(b"{}", secret=""), secrets=["", ""])


@given(body=st.text(max_size=100), secret=st.sampled_from([SECRET, OLD, "wrong"]))
def test_shopifys_own_library_says_the_same_of_a_webhook(body: str, secret: str) -> None:
    header = sign_webhook(body.encode(), secret=secret)
    request = {
        "method": "POST",
        "url": "https://app.example.com/webhooks",
        "headers": {"X-Shopify-Hmac-Sha256": header, "X-Shopify-Shop-Domain": "northpine.myshopify.com"},
        "body": body,
    }
    app = ShopifyApp(client_id="demo-key", client_secret=SECRET, old_client_secret=OLD)
    assert app.verify_webhook_req(request).ok == webhook_is_signed(body.encode(), header, secrets=[SECRET, OLD])


@pytest.mark.parametrize("secret", [SECRET, OLD])
def test_a_proxied_request_is_recognised(secret: str) -> None:
    assert proxy_is_signed(signed(PROXY, secret=secret), secrets=[SECRET, OLD], now=NOW)


@pytest.mark.parametrize(("seconds", "good"), [(-91, False), (-90, True), (90, True), (91, False)])
def test_a_proxied_request_is_fresh_for_ninety_seconds(seconds: int, good: bool) -> None:
    assert proxy_is_signed(signed(PROXY), secrets=[SECRET], now=NOW + seconds) is good


@pytest.mark.parametrize(
    "query",
    [
        "",
        urlencode(PROXY),
        signed(PROXY) + "&extra=1",
        signed(PROXY) + "&shop=other.myshopify.com",
        signed([*PROXY, ("shop", "other.myshopify.com")]),
        signed([pair for pair in PROXY if pair[0] != "timestamp"]),
        signed([*PROXY[:3], ("timestamp", "٣")]),
        signed([*PROXY[:3], ("timestamp", "9" * 400)]),
        signed(PROXY, secret="wrong"),
        signed(PROXY) + "%",
        "%ff=%ff&" + signed(PROXY),
    ],
)
def test_a_proxied_request_that_is_not_shopifys_is_refused(query: str) -> None:
    assert not proxy_is_signed(query, secrets=[SECRET], now=NOW)


@given(st.lists(st.tuples(st.text("abxyz_", min_size=1, max_size=8), st.text(max_size=8)), max_size=5), st.booleans())
def test_shopifys_own_library_says_the_same_of_a_proxied_request(extra: list[tuple[str, str]], good: bool) -> None:
    now = machine_now().timestamp()
    extra = list({name: (name, value) for name, value in extra}.values())
    fixed = [("shop", "northpine.myshopify.com"), ("timestamp", str(int(now))), ("logged_in_customer_id", "")]
    parameters = [*fixed, *extra]
    query = signed(parameters, secret=SECRET if good else "wrong")
    request = {"method": "GET", "url": f"https://app.example.com/proxy?{query}", "headers": {}, "body": ""}
    theirs = ShopifyApp(client_id="demo-key", client_secret=SECRET).verify_app_proxy_req(request)
    assert (proxy_is_signed(query, secrets=[SECRET], now=now), theirs.ok) == (good, good)


def test_shopify_api_signs_with_the_same_primitive() -> None:
    """ShopifyAPI knows only the OAuth message, sorted and joined by "&": the same pairs with "&" must agree."""
    Session.secret = SECRET
    parameters = {"shop": "northpine.myshopify.com"}
    assert Session.calculate_hmac(parameters) == sign_proxy(list(parameters.items()), secret=SECRET)
