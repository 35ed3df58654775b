from __future__ import annotations

from datetime import UTC, datetime

import pytest

from webhooks.headers import Delivery, HeaderMissing, read_delivery, shopify_headers

HEADERS = {
    "topic": b"orders/updated",
    "shop-domain": b"northpine.myshopify.com",
    "webhook-id": b"b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
    "event-id": b"98880550-7158-44d4-b7cd-2c97c8a091b5",
    "api-version": b"2026-10",
    "triggered-at": b"2026-11-21T18:00:27.877041743+01:00",
}


def test_both_families_of_names_are_one_and_others_are_left_out() -> None:
    raw = [(b"x-shopify-topic", b"a/b"), (b"shopify-webhook-id", b"1"), (b"x-topic", b"c"), (b"host", b"d")]

    assert shopify_headers(raw) == {"topic": b"a/b", "webhook-id": b"1"}


def test_a_delivery_is_read_with_its_instant_in_utc_cut_to_microseconds() -> None:
    assert read_delivery(HEADERS) == Delivery(
        topic="orders/updated",
        domain="northpine.myshopify.com",
        webhook_id="b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
        event_id="98880550-7158-44d4-b7cd-2c97c8a091b5",
        api_version="2026-10",
        triggered_at=datetime(2026, 11, 21, 17, 0, 27, 877041, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("topic", b""),
        ("topic", b"orders"),
        ("topic", b"orders/up dated"),
        ("topic", b"orders/\x00"),
        ("shop-domain", b"northpine.example.com"),
        ("shop-domain", b"evil.example/northpine.myshopify.com"),
        ("shop-domain", b"northpine.myshopify.com\n"),
        ("webhook-id", b"\xe9"),
        ("webhook-id", b"x" * 201),
    ],
)
def test_a_required_header_of_another_shape_is_as_good_as_missing(name: str, value: bytes) -> None:
    with pytest.raises(HeaderMissing, match=name):
        read_delivery(HEADERS | {name: value})


@pytest.mark.parametrize("value", [b"", b"yesterday", b"2026-11-21T18:00:27", b"\xff"])
def test_an_instant_that_is_none_is_left_out(value: bytes) -> None:
    assert read_delivery(HEADERS | {"triggered-at": value}).triggered_at is None


def test_capitals_in_a_domain_or_topic_make_no_second_shop() -> None:
    found = read_delivery(HEADERS | {"shop-domain": b"NorthPine.MyShopify.com", "topic": b"ORDERS/UPDATED"})

    assert (found.domain, found.topic) == ("northpine.myshopify.com", "orders/updated")
