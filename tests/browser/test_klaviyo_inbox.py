"""The local Klaviyo's inbox on a phone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page

from app.clock import FixedClock
from app.klaviyo.auth import PrivateKey
from app.klaviyo.client import KlaviyoClient
from app.klaviyo.events import Recipient, Shop
from app.klaviyo.request import event_request
from app.klaviyo.samples import samples
from sandbox.klaviyo.app import create_klaviyo
from tests.browser.admin_stage import served

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
SHOP = Shop(domain="northpine.myshopify.com", name="Northpine", zone="America/New_York")
PLACED, _, _, SOON, _ = samples(SHOP, to=Recipient(email="jane@example.com"), at=NOW, prefix="t:")


@pytest.mark.browser
def test_on_a_phone_the_newest_mail_is_a_tap_away_and_nothing_overflows(chromium: Browser) -> None:
    double = create_klaviyo(clock=FixedClock(NOW))
    complaints: list[Any] = []
    with served(double) as address, chromium.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        _read_the_newest(page, address, complaints)

        assert page.locator("h1").inner_text() == "Order #EXAMPLE ships soon"
        assert '"metric": "Backorder Shipping Soon"' in page.locator("pre").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert complaints == []


def _read_the_newest(page: Page, address: str, complaints: list[Any]) -> None:
    page.on("pageerror", lambda error: complaints.append(error))  # noqa: PLW0108  Playwright marks its handlers
    page.on("console", lambda message: complaints.append(message.text))
    with httpx.Client() as http:
        client = KlaviyoClient(http, origin=address)
        client.create_event(PrivateKey("pk_test"), event_request(PLACED))
        page.goto(address)
        client.create_event(PrivateKey("pk_test"), event_request(SOON))

    page.get_by_role("link", name="Show 1 new").click()
    page.get_by_role("link", name="ships soon").click()
    page.get_by_text("The event behind it").click()
