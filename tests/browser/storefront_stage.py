"""A shopper at one browser window, in the little shop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Response, expect

from sandbox.storefront.app import create_storefront
from tests.browser.admin_stage import AXE, AXE_RULES, served
from tests.unit.theme.little_shop import DOMAIN, LittleShop
from tests.unit.theme.visitor import KETTLE

# Counts what moved on its own; movement within half a second of a person's act is excused, as in Core Web Vitals.
COUNT_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""


ADDRESS = {
    "Email": "robin@example.com",
    "First name": "Robin",
    "Last name": "North",
    "Address": "1 Pine Street",
    "Postal code": "97201",
    "City": "Portland",
}


@dataclass
class Shopper:
    """`errors` holds whatever the console complained about, `hosts` whom the pages talked to."""

    page: Page
    shop: LittleShop
    url: str
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)

    def open(self, path: str = KETTLE, *, variant: int | None = None) -> None:
        self.page.goto(self.url + path + (f"?variant={variant}" if variant else ""))

    @property
    def promise(self) -> Locator:
        return self.page.locator(".backorder-promise__text")

    @property
    def headline(self) -> Locator:
        return self.page.locator(".backorder-promise__headline")

    @property
    def detail(self) -> Locator:
        return self.page.locator(".backorder-promise__detail")

    def wants(self, quantity: int) -> None:
        self.page.get_by_label("Quantity").fill(str(quantity))

    def add_to_cart(self) -> dict[str, Any]:
        """Adds what the form says; the line as `/cart/add.js` answered it."""
        with self.page.expect_response("**/cart/add.js") as answer:
            self.page.get_by_role("button", name="Add to cart").click()
        line: dict[str, Any] = answer.value.json()
        return line

    def violations(self) -> list[str]:
        """What axe finds, as `rule: element`."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        run = "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"
        found = self.page.evaluate(run, AXE_RULES)["violations"]
        return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]

    def scrolls_sideways(self) -> bool:
        script = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(script))


def pay(page: Page) -> None:
    """From the checkout's empty form to the page that thanks for the order."""
    for label, value in ADDRESS.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()


@contextmanager
def shopping(
    browser: Browser, shop: LittleShop, *, width: int = 1280, javascript: bool = True, locale: str = "en-US"
) -> Iterator[Shopper]:
    """The shop's storefront, open in nothing yet. Fails at the end if the console complained."""
    storefront: Any = create_storefront(shop.store, shop=DOMAIN)
    with served(storefront) as url:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            locale=locale,
            timezone_id="America/New_York",
        )
        shopper = Shopper(context.new_page(), shop, url)
        _watch(shopper)
        yield shopper
        context.close()
        assert shopper.errors == []
        assert shopper.hosts <= {url}


def _watch(shopper: Shopper) -> None:
    def answered(response: Response) -> None:
        origin, path = response.url[: len(shopper.url)], response.url[len(shopper.url) :]
        shopper.hosts.add(origin)
        shopper.asked.append(path)

    shopper.page.on("console", lambda message: shopper.errors.append(message.text) if _bad(message) else None)
    shopper.page.on("pageerror", lambda error: shopper.errors.append(str(error)))
    shopper.page.on("response", answered)


def _bad(message: Any) -> bool:
    """A browser logs every answer of 400 and above; those are what some tests are about."""
    refused = message.text.startswith("Failed to load resource: the server responded with a status of 422")
    return message.type in {"error", "warning"} and not refused
