"""The choice of one parcel in a real browser: saved at once, posted without JavaScript, never pretended."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from sandbox.shopify.model import Order
from tests.browser.admin_stage import served
from tests.browser.storefront_stage import Shopper, pay, shopping
from tests.e2e import acts
from tests.e2e.world import World, build
from tests.unit.theme.little_shop import FOUR_AND_FORTY, NONE_IN_STOCK, LittleShop

pytestmark = pytest.mark.browser

FAILED = "Your choice could not be saved. Please try again."
FIRST_SAVE_WAITS = """
const atOnce = window.fetch;
window.fetch = async (...asked) => {
  if (!window.go && String(asked[0]).includes('/cart/update.js')) await new Promise((go) => { window.go = go; });
  return atOnce(...asked);
};
"""


@pytest.fixture(params=[1280, 390], ids=["desk", "hand"])
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def promised() -> LittleShop:
    shop = LittleShop()
    shop.promise(shop.blue, FOUR_AND_FORTY)
    shop.promise(shop.red, NONE_IN_STOCK)
    return shop


@pytest.fixture
def shopper(chromium: Browser, promised: LittleShop) -> Iterator[Shopper]:
    with shopping(chromium, promised) as shopper:
        fill(shopper)
        yield shopper


def fill(shopper: Shopper) -> None:
    """Six blue kettles: four leave now, two later."""
    shopper.open()
    shopper.wants(6)
    shopper.add_to_cart()
    shopper.open("/cart")


def box(page: Page) -> Locator:
    return page.get_by_role("checkbox", name="Send everything in one parcel")


def held(shopper: Shopper) -> dict[str, str]:
    """The attributes of the shopper's cart, as the shop has them."""
    attributes: dict[str, str] = shopper.page.request.get(f"{shopper.url}/cart.js").json()["attributes"]
    return attributes


def saved(page: Page, act: Callable[[], None]) -> None:
    with page.expect_response("**/cart/update.js"):
        act()


def refuse(route: Route) -> None:
    route.fulfill(
        status=422, content_type="application/json", body=json.dumps({"status": 422, "message": "Cart Error"})
    )


def pretend(route: Route) -> None:
    """A cart that lost what it was told."""
    route.fulfill(status=200, content_type="application/json", body=json.dumps({"attributes": {}}))


def test_a_tick_is_in_the_cart_at_once_and_on_every_page_and_can_be_taken_back(shopper: Shopper) -> None:
    saved(shopper.page, box(shopper.page).check)
    assert held(shopper) == {"parcels": "one"}

    shopper.open("/cart")
    expect(box(shopper.page)).to_be_checked()

    saved(shopper.page, box(shopper.page).uncheck)
    assert held(shopper) == {}


def test_a_german_page_saves_at_its_own_address(shopper: Shopper) -> None:
    shopper.open("/de/cart")

    saved(shopper.page, shopper.page.get_by_role("checkbox", name="Alles in einem Paket senden").check)

    assert "/de/cart/update.js" in shopper.asked
    assert held(shopper) == {"parcels": "one"}


def test_the_keyboard_reaches_it_and_keeps_its_place(shopper: Shopper) -> None:
    box(shopper.page).focus()
    with shopper.page.expect_response("**/cart?section_id=*"):
        saved(shopper.page, lambda: shopper.page.keyboard.press("Space"))

    expect(box(shopper.page)).to_be_checked()
    expect(box(shopper.page)).to_be_focused()


@pytest.mark.parametrize("answer", [refuse, pretend, lambda route: route.abort()], ids=["refused", "lost", "offline"])
def test_what_could_not_be_saved_is_taken_back_and_said(shopper: Shopper, answer: Callable[[Route], None]) -> None:
    shopper.page.route("**/cart/update.js", answer)

    box(shopper.page).click()

    expect(shopper.page.get_by_role("alert")).to_have_text(FAILED)
    expect(box(shopper.page)).not_to_be_checked()
    assert held(shopper) == {}
    shopper.page.unroute("**/cart/update.js")
    saved(shopper.page, box(shopper.page).check)
    expect(shopper.page.get_by_role("alert")).to_have_text("")
    assert held(shopper) == {"parcels": "one"}
    shopper.errors = [error for error in shopper.errors if "ERR_FAILED" not in error]


def test_second_thoughts_while_the_first_are_being_saved_are_what_counts(shopper: Shopper) -> None:
    shopper.page.add_init_script(FIRST_SAVE_WAITS)
    shopper.open("/cart")
    box(shopper.page).check()
    box(shopper.page).uncheck()

    with shopper.page.expect_response(lambda answer: answer.request.post_data == '{"attributes":{"parcels":""}}'):
        shopper.page.evaluate("window.go()")

    expect(box(shopper.page)).not_to_be_checked()
    assert held(shopper) == {}


def test_another_block_on_the_page_says_the_same(shopper: Shopper) -> None:
    """As in the cart that a theme opens at the side."""
    shopper.page.evaluate("""() => {
        const block = document.querySelector('backorder-parcels');
        document.querySelector('footer').append(block.cloneNode(true)); }""")

    saved(shopper.page, box(shopper.page).first.check)

    expect(box(shopper.page).last).to_be_checked()


def test_it_comes_and_goes_with_what_the_cart_holds(shopper: Shopper) -> None:
    change = (
        "units => fetch('/cart/change.js', {method: 'POST', body: new URLSearchParams({line: 1, quantity: units})})"
    )

    shopper.page.evaluate(change, 4)
    expect(box(shopper.page)).to_have_count(0)

    shopper.page.evaluate(change, 5)
    expect(box(shopper.page)).to_be_visible()
    saved(shopper.page, box(shopper.page).check)
    assert held(shopper) == {"parcels": "one"}


def test_it_is_accessible_and_fits_asked_answered_and_failed(
    chromium: Browser, promised: LittleShop, width: int
) -> None:
    with shopping(chromium, promised, width=width) as shopper:
        fill(shopper)
        found = [(shopper.violations(), shopper.scrolls_sideways())]
        saved(shopper.page, box(shopper.page).check)
        found.append((shopper.violations(), shopper.scrolls_sideways()))
        shopper.page.route("**/cart/update.js", refuse)
        box(shopper.page).click()
        expect(shopper.page.get_by_role("alert")).to_have_text(FAILED)
        found.append((shopper.violations(), shopper.scrolls_sideways()))
        size = shopper.page.locator(".backorder-parcels__choice").bounding_box()

    assert found == [([], False)] * 3
    assert size is not None
    assert size["height"] >= 44


class Backstage:
    """A whole product, always talked to from one thread beside: this one's event loop is the browser's."""

    def __init__(self, database_url: str) -> None:
        self._thread = ThreadPoolExecutor(1)
        self.world = self._thread.submit(_two_kinds_on_hand, database_url).result()

    def ordered(self) -> Order:
        """The newest order, once the app has dealt with it."""
        self._thread.submit(self.world.settle).result()
        return list(self.world.shopify.orders.values())[-1]

    def units(self, order: Order) -> list[tuple[int, int]]:
        """Units that are free and units that we hold, of the mugs and of the kettles."""
        return [(self.world.free(order, sku), self.world.held(order, sku)) for sku in (acts.MUG, acts.KETTLE)]

    def close(self) -> None:
        self._thread.submit(self.world.close).result()
        self._thread.shutdown()


def _two_kinds_on_hand(database_url: str) -> World:
    """25 mugs; 4 kettles and 40 coming. Both are switched on."""
    world = build(database_url)
    acts.switch_on(world, acts.KETTLE, acts.MUG)
    return world


@pytest.fixture
def backstage(tmp_path: Path) -> Iterator[Backstage]:
    made = Backstage(f"sqlite:///{tmp_path / 'shop.sqlite3'}")
    yield made
    made.close()


def put_in_cart(page: Page, url: str, handle: str, quantity: int) -> None:
    page.goto(f"{url}/products/{handle}")
    page.get_by_label("Quantity").fill(str(quantity))
    page.get_by_role("button", name="Add to cart").click()


@pytest.mark.parametrize("ticks", [True, False], ids=["ticked", "left alone"])
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_order_is_planned_as_its_shopper_chose(
    chromium: Browser, backstage: Backstage, javascript: bool, ticks: bool
) -> None:
    with (
        served(backstage.world.sandbox.storefront) as url,  # type: ignore[arg-type]
        chromium.new_context(java_script_enabled=javascript) as context,
    ):
        page = context.new_page()
        for handle, quantity in {"camp-mug": 2, "fjord-enamel-kettle": 1}.items():
            put_in_cart(page, url, handle, quantity)
            if javascript:
                expect(page.get_by_text("Added to your cart.")).to_be_visible()
        page.goto(f"{url}/cart")
        page.get_by_label("Quantity").first.fill("10")
        page.get_by_role("button", name="Update").click()
        expect(box(page)).to_be_visible()
        if ticks:
            box(page).check()
        page.get_by_role("button", name="Check out").click()
        pay(page)

        order = backstage.ordered()
    assert order.attributes == ({"parcels": "one"} if ticks else {})
    assert backstage.units(order) == ([(0, 2), (0, 10)] if ticks else [(2, 0), (4, 6)])


def test_a_checkout_past_the_cart_s_form_carries_the_choice(chromium: Browser, backstage: Backstage) -> None:
    with served(backstage.world.sandbox.storefront) as url, chromium.new_context() as context:  # type: ignore[arg-type]
        page = context.new_page()
        put_in_cart(page, url, "fjord-enamel-kettle", 10)
        expect(page.get_by_text("Added to your cart.")).to_be_visible()
        page.goto(f"{url}/cart")
        saved(page, box(page).check)
        page.goto(f"{url}/checkout")
        pay(page)

        order = backstage.ordered()
    assert backstage.units(order) == [(0, 0), (0, 10)]
