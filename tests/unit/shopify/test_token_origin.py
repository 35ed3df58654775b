from __future__ import annotations

import httpx

from app.shopify.origin import ShopOrigin
from tests.unit.shopify.scripted import Script

HARD_CODED = "https://elsewhere.myshopify.com/admin/oauth/access_token?b=%2F&a=1"


def test_a_request_goes_to_the_shop_the_way_leads_to_whatever_address_the_library_wrote() -> None:
    script = Script([httpx.Response(200, json={"ok": 1})])
    shared = httpx.Client(transport=httpx.MockTransport(script))

    with httpx.Client(transport=ShopOrigin(shared, origin="http://127.0.0.1:4001/northpine.myshopify.com")) as wire:
        answer = wire.post(HARD_CODED, json={"grant_type": "x"}, headers={"User-Agent": "a library"})

    (sent,) = script.requests
    assert answer.json() == {"ok": 1}
    assert str(sent.url) == "http://127.0.0.1:4001/northpine.myshopify.com/admin/oauth/access_token?b=%2F&a=1"
    assert (sent.method, sent.content, sent.headers["host"]) == ("POST", b'{"grant_type":"x"}', "127.0.0.1:4001")
    assert (sent.headers["user-agent"], sent.headers["content-type"]) == ("a library", "application/json")


def test_the_shared_client_gives_its_timeouts_and_stays_open() -> None:
    script = Script([httpx.Response(204), httpx.Response(204)])
    shared = httpx.Client(transport=httpx.MockTransport(script), timeout=httpx.Timeout(15.0, connect=5.0))

    for _ in range(2):
        with httpx.Client(transport=ShopOrigin(shared, origin="https://northpine.myshopify.com"), timeout=99) as wire:
            wire.post(HARD_CODED)

    assert shared.is_closed is False
    assert [request.extensions["timeout"] for request in script.requests] == [
        {"connect": 5.0, "read": 15.0, "write": 15.0, "pool": 15.0}
    ] * 2


def test_a_compressed_answer_is_unpacked_once() -> None:
    packed = httpx.Response(
        200, headers={"Content-Encoding": "deflate"}, content=b"x\x9c\xcbH\xcd\xc9\xc9\x07\x00\x06,\x02\x15"
    )
    shared = httpx.Client(transport=httpx.MockTransport(Script([packed])))

    with httpx.Client(transport=ShopOrigin(shared, origin="https://northpine.myshopify.com")) as wire:
        assert wire.get(HARD_CODED).text == "hello"
