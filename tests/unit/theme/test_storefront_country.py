"""The country a visitor chooses in the footer."""

from __future__ import annotations

import re

import pytest

from tests.unit.theme.little_shop import LittleShop
from tests.unit.theme.test_storefront_checkout import ROBIN, fill_cart
from tests.unit.theme.visitor import KETTLE, Visitor


def selected(page: str, *, name: str) -> str | None:
    """What is chosen in the page's select of that name."""
    select = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
    chosen = re.search(r'value="(\w+)"\s+selected', select[0]) if select else None
    return chosen[1] if chosen else None


def test_the_footer_offers_countries_in_the_page_s_language_and_keeps_the_choice(visitor: Visitor) -> None:
    assert selected(visitor.get("/").text, name="country_code") == "US"

    page = visitor.choose_country("AT", return_to=f"/de{KETTLE}?variant=7")

    assert page.url.raw_path == f"/de{KETTLE}?variant=7".encode()
    assert selected(page.text, name="country_code") == "AT"
    assert "Österreich</option>" in page.text
    assert f'name="return_to" value="/de{KETTLE}?variant=7"' in page.text


def test_a_country_the_shop_does_not_know_changes_nothing(visitor: Visitor) -> None:
    visitor.choose_country("DE")

    assert selected(visitor.choose_country("XX").text, name="country_code") == "DE"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example/", ""])
def test_the_form_leads_nowhere_but_back_into_the_shop(visitor: Visitor, elsewhere: str) -> None:
    assert str(visitor.choose_country("DE", return_to=elsewhere).url) == "http://shop.test/"


def test_checkout_begins_with_the_chosen_country_and_the_order_goes_to_the_one_given(
    little_shop: LittleShop, visitor: Visitor
) -> None:
    visitor.choose_country("DE")
    fill_cart(little_shop, visitor, quantity=1)

    form = visitor.get("/checkout").text
    visitor.post("/checkout", data=ROBIN | {"country": "FR"})

    assert selected(form, name="country") == "DE"
    assert 'name="country_code"' not in form
    (order,) = little_shop.shop.orders.values()
    assert order.shipping_address is not None
    assert order.shipping_address.country_code == "FR"


def test_from_a_refused_post_country_and_language_lead_to_a_page_that_can_be_got(
    little_shop: LittleShop, visitor: Visitor
) -> None:
    page = visitor.post("/cart/add", data={"id": str(little_shop.red.id)})

    assert page.status_code == 422
    assert 'name="return_to" value="/cart"' in page.text
    assert 'href="/de/cart"' in page.text
