"""Takes the pictures of `docs/walk-through.md` from a demonstration of its own: `make pictures`.

Every act is a person's, in a browser: clicks and typing in the admin frame, the storefront, the inbox and the control
page. A picture is taken where the walk-through shows one. Nothing is arranged behind the pages' backs.
"""  # noqa: INP001  a program beside its pictures, not a package

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect, sync_playwright

from sandbox.demo.main_job import HANDLE, SKU
from sandbox.demo.merchant import DOMAIN, Merchant, wait_for
from sandbox.demo.ports import free
from sandbox.demo.processes import Demo, running

HERE = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")
WIDTH = 1200
PATIENCE_MS = 30_000
PRODUCT = "Fjord Enamel Kettle"
ADDRESS = (("Last name", "Lind"), ("Address", "1 Pine Street"), ("Postal code", "97201"), ("City", "Portland"))


@dataclass(frozen=True, slots=True)
class Album:
    """A demonstration, one browser window, and what a person does in it."""

    demo: Demo
    page: Page
    merchant: Merchant

    @property
    def app(self) -> FrameLocator:
        """The app's page inside the admin."""
        return self.page.frame_locator("#app")

    def take(self, name: str, *, height: int = 720) -> None:
        """Keep what the window shows as `name`.png, `height` pixels tall."""
        self.page.set_viewport_size({"width": WIDTH, "height": height})
        self.page.wait_for_load_state("networkidle")
        self.page.screenshot(path=HERE / f"{name}.png", animations="disabled", scale="css")
        sys.stdout.write(f"{name}.png\n")

    def open_admin(self, path: str = "") -> None:
        self.page.goto(f"{self.demo.shopify_url}/admin/{DOMAIN}{path}")
        expect(self.app.locator("s-page")).to_be_attached()

    def open_shop(self, path: str) -> None:
        self.page.goto(f"{self.demo.storefront_url}{path}")

    def open_inbox(self, reader: str) -> None:
        self.page.goto(f"{self.demo.klaviyo_url}/?to={reader}")

    def wait_until(self, what: str, look: Callable[[], object]) -> None:
        wait_for(what, lambda: look() or None)

    def await_mail(self, metric: str, reader: str, *, count: int = 1) -> None:
        self.wait_until(f"{metric} to {reader}", lambda: len(self.merchant.events(metric, email=reader)) >= count)

    def reload_until(self, shown: Callable[[], Locator]) -> None:
        """Look again until the page says it: what a person does who waits for a worker."""
        for _ in range(60):
            if shown().count():
                return
            self.page.wait_for_timeout(500)
            self.page.reload()
            self.page.wait_for_load_state("networkidle")
        expect(shown()).not_to_have_count(0)


def main() -> None:
    with stage() as album:
        connect(album)
        switch_on(album)
        look_as_a_shopper(album)
        order_ten(album)
        sell_the_rest(album)
        move_the_date(album)
        pass_the_days(album)
        receive(album)


@contextmanager
def stage() -> Iterator[Album]:
    with (
        tempfile.TemporaryDirectory(prefix="backorder-pictures-") as folder,
        running(Path(folder), free()) as demo,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield Album(demo, window(browser), Merchant(demo))
        browser.close()


def window(browser: Browser) -> Page:
    page = browser.new_page(viewport={"width": WIDTH, "height": 720}, reduced_motion="reduce")
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    return page


def connect(album: Album) -> None:
    album.open_admin()
    expect(album.app.get_by_text("Numbers grow until that is done")).to_have_count(0)
    album.take("01-first-look", height=900)
    album.open_admin("/settings")
    album.app.get_by_label("Private API key").fill("pk_demo_0123456789abcdef")
    album.app.get_by_role("button", name="Connect Klaviyo").click()
    expect(album.app.get_by_text("Connected", exact=True)).to_be_visible()
    album.take("02-klaviyo-connected", height=900)


def switch_on(album: Album) -> None:
    album.open_admin("/backorders")
    album.page.locator("#actions").get_by_role("button", name="Add products").click()
    album.page.get_by_label("Search", exact=True).fill(PRODUCT)
    album.page.locator("#picker-rows").get_by_text(f"{PRODUCT}, Fjord Blue").click()
    album.take("03-choose-the-kettle", height=600)
    album.page.get_by_role("button", name="Select", exact=True).click()
    expect(album.page.locator("#title")).to_contain_text(PRODUCT)
    album.wait_until("the metafield", lambda: album.merchant.ask(f"/variants/{SKU}/state")["policy"] == "CONTINUE")
    album.reload_until(lambda: album.app.get_by_text("44"))
    album.take("04-switched-on")


def look_as_a_shopper(album: Album) -> None:
    album.open_shop(f"/products/{HANDLE}")
    expect(album.page.locator(".backorder-promise__headline")).to_contain_text("4 ship now")
    album.take("05-what-shoppers-see")
    album.page.get_by_label("Quantity").fill("10")
    album.take("06-ten-of-them")


def order_ten(album: Album) -> None:
    buy(album, 10, "Sarah", pictured="07-in-the-checkout")
    album.await_mail("Backorder Placed", "sarah@example.com")
    open_kettle(album)
    album.reload_until(lambda: album.app.get_by_text("6 units by"))
    album.take("08-six-are-held")
    album.open_inbox("sarah@example.com")
    album.take("09-backorder-placed")
    album.page.get_by_role("link", name="See or change my order").click()
    expect(album.page.get_by_role("heading", name=re.compile("^Your order"))).to_be_visible()
    album.take("10-the-customers-own-page", height=420)


def sell_the_rest(album: Album) -> None:
    """Two more customers take all that is left, so that the last two units will have somebody to miss."""
    buy(album, 30, "Ben")
    buy(album, 4, "Cleo")
    album.wait_until("sold out", lambda: album.merchant.ask(f"/variants/{SKU}/state")["policy"] == "DENY")
    album.await_mail("Backorder Placed", "cleo@example.com")
    album.open_shop(f"/products/{HANDLE}")
    album.page.get_by_role("link", name="Fjord Blue").click()
    expect(album.page.get_by_role("button", name="Sold out")).to_be_disabled()
    album.take("11-sold-out")


def buy(album: Album, quantity: int, name: str, *, pictured: str = "") -> None:
    album.open_shop(f"/products/{HANDLE}")
    album.page.get_by_label("Quantity").fill(str(quantity))
    with album.page.expect_response(re.compile(r"/cart/add")):
        album.page.get_by_role("button", name="Add to cart").click()
    album.open_shop("/checkout")
    for label, words in (("Email", f"{name.lower()}@example.com"), ("First name", name), *ADDRESS):
        album.page.get_by_label(label).fill(words)
    if pictured:
        album.take(pictured, height=820)
    album.page.locator(".checkout__form button[type=submit]").click()
    expect(album.page.locator(".order")).to_be_visible()


def open_kettle(album: Album) -> None:
    album.open_admin("/backorders")
    album.app.get_by_role("link", name=re.compile(PRODUCT)).first.click()
    expect(album.page.locator("#title")).to_contain_text(PRODUCT)


def move_the_date(album: Album) -> None:
    open_kettle(album)
    album.app.get_by_role("link", name=re.compile("^Move date")).click()
    album.app.get_by_label("New arrival date").fill("2026-12-14")
    album.app.get_by_label("Reason").fill("Port strike")
    album.take("12-the-shipment-slips", height=820)
    album.app.get_by_role("button", name="Move date").click()
    for reader in ("sarah", "ben", "cleo"):
        album.await_mail("Backorder ETA Changed", f"{reader}@example.com")
    album.page.goto(album.demo.klaviyo_url)
    album.take("13-told-once")


def pass_the_days(album: Album) -> None:
    """23 days on the control page; what else is due meanwhile is taken in at the dock, as it would be."""
    album.page.goto(album.demo.shopify_url)
    for button in ("+ 1 week", "+ 1 week", "+ 1 week", "+ 1 day", "+ 1 day"):
        album.page.get_by_role("button", name=button).click()
        take_in_what_is_due(album)
    album.take("14-days-pass", height=820)


def take_in_what_is_due(album: Album) -> None:
    now = album.merchant.now()[:10]
    album.page.reload()
    rows = album.page.locator("#shipments tr")
    expect(rows).not_to_have_count(0)
    for line in rows.all_inner_texts():
        name, *_ = line.split("\t")
        due = re.search(r"\d{4}-\d\d-\d\d", line)
        if due and due[0] <= now and SKU not in line and "IN_TRANSIT" in line:
            rows.filter(has_text=name).get_by_role("button", name="Receive all").click()
            expect(rows.filter(has_text=name)).to_have_count(0)


def receive(album: Album) -> None:
    open_kettle(album)
    album.app.get_by_role("link", name=re.compile("^Receive")).click()
    album.app.get_by_label(re.compile("^Accepted")).fill("38")
    album.app.get_by_label(re.compile("^Rejected")).fill("2")
    album.take("15-thirty-eight-of-forty", height=620)
    album.app.get_by_role("button", name="Receive units").click()
    album.await_mail("Backorder Shipping Soon", "sarah@example.com")
    album.await_mail("Backorder ETA Changed", "cleo@example.com", count=2)
    open_kettle(album)
    album.take("16-who-lost-out")
    album.open_inbox("sarah@example.com")
    album.take("17-shipping-soon")
    album.open_inbox("cleo@example.com")
    album.page.get_by_role("link", name=re.compile("a date we")).click()
    album.take("18-cleo-keeps-her-place")


if __name__ == "__main__":
    main()
