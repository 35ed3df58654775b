"""The sandbox's own shop: the way from the shelf to the order, on a desk and in a hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.storefront_stage import Shopper, pay, shopping
from tests.unit.theme.little_shop import FOUR_AND_FORTY, LittleShop
from tests.unit.theme.visitor import KETTLE

pytestmark = pytest.mark.browser


@pytest.fixture(params=[1280, 390], ids=["desk", "hand"])
def shopper(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Shopper]:
    shop = LittleShop()
    shop.promise(shop.blue, FOUR_AND_FORTY)
    with shopping(chromium, shop, width=request.param) as shopper:
        yield shopper


def test_a_shopper_orders_ten_of_four_and_sees_what_was_promised(shopper: Shopper) -> None:
    page = shopper.page
    shopper.open("/")
    page.get_by_role("link", name="Fjord Enamel Kettle").first.click()
    shopper.wants(10)
    expect(shopper.detail).to_have_text("10: 4 ship now, 6 by 10 December")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_text("Added to your cart.")).to_be_visible()

    page.get_by_role("link", name="Cart 10").click()
    expect(page.get_by_text("4 now, 6 by 10 December")).to_be_visible()
    page.get_by_role("button", name="Check out").click()
    expect(page.get_by_role("button", name="Pay $646.00")).to_be_visible()
    pay(page)

    expect(page.get_by_text("4 now, 6 by 10 December")).to_be_visible()
    (order,) = shopper.shop.shop.orders.values()
    assert (order.lines[0].quantity, order.lines[0].properties["_backorder"]) == (10, "7")
    assert shopper.violations() == []
    assert not shopper.scrolls_sideways()


PATHS = ("/", "/collections/all", "/pages/backorders", KETTLE, "/cart", "/checkout", "/nothing")


def test_every_page_is_accessible_and_fits(shopper: Shopper) -> None:
    shopper.open()
    shopper.wants(10)
    shopper.add_to_cart()
    found = {}

    for path in PATHS:
        shopper.open(path)
        found[path] = (shopper.violations(), shopper.scrolls_sideways())
    shopper.errors = [error for error in shopper.errors if "404" not in error]

    assert found == dict.fromkeys(PATHS, ([], False))


def test_a_refused_quantity_is_told_beside_the_button(shopper: Shopper) -> None:
    shopper.open("/products/camp-mug")
    shopper.wants(13)
    shopper.page.get_by_role("button", name="Add to cart").click()

    expect(shopper.page.get_by_role("alert")).to_have_text("You can only add 12 Camp Mug to the cart.")
