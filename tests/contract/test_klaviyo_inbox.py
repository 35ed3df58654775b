"""The inbox page: an event read as the mail its customer gets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fastapi import FastAPI

from app.clock import FixedClock
from app.klaviyo.auth import PrivateKey
from app.klaviyo.client import KlaviyoClient
from app.klaviyo.events import BackorderEvent, DefaultOutcome, DelayedActionNeeded, Recipient, ShippingSoon, Shop
from app.klaviyo.request import event_request
from app.klaviyo.samples import samples
from sandbox.klaviyo.app import create_klaviyo
from sandbox.klaviyo.in_process import in_process

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
SHOP = Shop(domain="northpine.myshopify.com", name="Northpine", zone="America/New_York")
PLACED, CHANGED, ASKED, SOON, CANCELLED = samples(SHOP, to=Recipient(email="jane@example.com"), at=NOW, prefix="t:")


@pytest.fixture
def double() -> FastAPI:
    return create_klaviyo(clock=FixedClock(NOW))


def page_after(double: FastAPI, *events: BackorderEvent, **query: str) -> str:
    with in_process(double) as http:
        for event in events:
            KlaviyoClient(http, origin="http://klaviyo.test").create_event(PrivateKey("pk_test"), event_request(event))
        return http.get("http://klaviyo.test/", params=query).text


def test_an_empty_inbox_says_what_will_come(double: FastAPI) -> None:
    assert "No mail yet" in page_after(double)


@pytest.mark.parametrize(
    ("event", "subject"),
    [
        (PLACED, "Order #EXAMPLE: ships by December 5, 2026"),
        (CHANGED, "New ship date for order #EXAMPLE: December 17, 2026"),
        (ASKED, "Order #EXAMPLE is delayed: keep waiting or get a refund"),
        (SOON, "Order #EXAMPLE ships soon"),
        (CANCELLED, "Order #EXAMPLE: backorder cancelled"),
    ],
    ids=lambda value: value.metric if isinstance(value, BackorderEvent) else "",
)
def test_each_event_becomes_a_mail_with_its_subject(double: FastAPI, event: BackorderEvent, subject: str) -> None:
    assert f'<h1 id="subject">{subject}</h1>' in page_after(double, event)


def test_a_moved_date_is_shown_from_old_to_new(double: FastAPI) -> None:
    page = page_after(double, CHANGED)

    assert "<del>December 5, 2026</del>" in page
    assert "<strong>December 17, 2026</strong>" in page


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (DefaultOutcome.KEEP, "we keep your order and send it by the new date."),
        (DefaultOutcome.CANCEL, "we cancel it and refund you in full."),
    ],
)
def test_a_delay_notice_says_what_silence_means(double: FastAPI, outcome: DefaultOutcome, sentence: str) -> None:
    assert isinstance(ASKED, DelayedActionNeeded)

    assert sentence in page_after(double, replace(ASKED, default_outcome=outcome))


def test_what_still_waits_is_listed_apart_from_what_ships(double: FastAPI) -> None:
    assert isinstance(SOON, ShippingSoon)
    rest = replace(SOON.items[0], ship_by=date(2026, 12, 20))

    page = page_after(double, replace(SOON, remaining=(rest,)))

    assert "Still on its way to us" in page
    assert "Ships by December 20, 2026" in page


def test_words_from_a_shop_are_never_markup_and_links_are_only_the_webs(double: FastAPI) -> None:
    item = replace(PLACED.items[0], product_name="<script>alert(1)</script>", product_url="javascript:alert(1)")

    page = page_after(double, replace(PLACED, items=(item,), manage_url="javascript:alert(2)"))

    assert "<script>alert(1)" not in page
    assert 'href="javascript:' not in page


def test_a_mail_that_no_live_flow_sent_says_so(double: FastAPI) -> None:
    double.state.klaviyo.set_flow("Backorder Placed", "draft")

    assert "Not sent: the flow for this event is not live" in page_after(double, PLACED)


def test_the_inbox_can_be_one_customers(double: FastAPI) -> None:
    other = replace(SOON, recipient=Recipient(email="joe@example.com"))

    page = page_after(double, PLACED, other, to="jane@example.com")

    assert "Order #EXAMPLE: ships by December 5, 2026" in page
    assert "ships soon" not in page
