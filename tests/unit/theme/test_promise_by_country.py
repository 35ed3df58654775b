"""A promise with offers for some countries: the shopper's country chooses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.theme.little_shop import FOUR_AND_FORTY, LittleShop
from tests.unit.theme.test_backorder_list import listed
from tests.unit.theme.visitor import KETTLE, Visitor

HAMBURG = {"state": "preorder", "steps": [{"upto": 3, "by": "2027-01-05"}], "left": 3}
OHIO: dict[str, Any] = {"state": "sold_out", "steps": [], "left": 0}
BY_COUNTRY = FOUR_AND_FORTY | {"pools": {"2": HAMBURG, "3": OHIO}, "where": {"AT": "2", "DE": "2", "CA": "3"}}


@pytest.fixture
def little_shop() -> LittleShop:
    """Blue: 4 on hand and 40 coming, but 3 in January for Germany and Austria, and nothing for Canada."""
    shop = LittleShop()
    shop.promise(shop.blue, BY_COUNTRY)
    return shop


@pytest.mark.parametrize(
    ("country", "headline"),
    [
        ("US", "4 ship now, more by 10 December"),
        ("FR", "4 ship now, more by 10 December"),
        ("DE", "Preorder: ships on release, by 5 January 2027"),
        ("AT", "Preorder: ships on release, by 5 January 2027"),
        ("CA", "Sold out"),
    ],
)
def test_each_country_reads_its_own_offer(visitor: Visitor, country: str, headline: str) -> None:
    visitor.choose_country(country)

    assert visitor.block().headline == headline


def test_a_shopper_who_chose_nothing_is_in_the_shop_s_country(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.shop.country_code = "DE"

    assert visitor.block().headline == "Preorder: ships on release, by 5 January 2027"


def test_script_and_cart_get_the_country_s_offer_under_the_promise_s_version_and_end(
    little_shop: LittleShop, visitor: Visitor
) -> None:
    visitor.choose_country("DE")

    block = visitor.block()

    assert block.variant(little_shop.blue.id) == {
        "version": 7,
        "state": "preorder",
        "headline": "Preorder: ships on release, by 5 January 2027",
        "left": 3,
        "until": "2026-11-22T15:00:00Z",
        "steps": [{"upto": 3, "by": "2027-01-05", "date": "5 January 2027"}],
    }
    assert block.sent == {"properties[Ships by]": "5 January 2027", "properties[_backorder]": "7"}


def test_the_block_asked_for_alone_is_for_the_same_country(visitor: Visitor) -> None:
    visitor.choose_country("DE")

    block = visitor.block(f"{KETTLE}?section_id=template--product__main")

    assert block.headline == "Preorder: ships on release, by 5 January 2027"


def test_a_sold_out_country_carries_nothing_and_lists_nothing_while_others_do(
    little_shop: LittleShop, visitor: Visitor
) -> None:
    assert len(listed(visitor)) == 1
    visitor.choose_country("CA")

    assert visitor.block().sent == {}
    assert visitor.block().variant(little_shop.blue.id)["left"] == 0
    assert listed(visitor) == []


def test_the_list_tells_the_country_s_date(visitor: Visitor) -> None:
    visitor.choose_country("DE")

    assert [promise for _, promise in listed(visitor)] == ["Preorder: ships on release, by 5 January 2027"]


def test_dates_after_the_first_are_the_country_s_too(little_shop: LittleShop, visitor: Visitor) -> None:
    steps = [{"upto": 3, "by": "2027-01-05"}, {"upto": 9, "by": "2027-02-01"}]
    little_shop.promise(little_shop.blue, BY_COUNTRY | {"pools": {"2": HAMBURG | {"steps": steps, "left": 9}}})
    visitor.choose_country("DE")

    assert visitor.block().detail == "Up to 3 by 5 January 2027. Up to 9 by 1 February 2027."


def test_a_page_for_a_country_not_named_is_byte_for_byte_that_of_a_shop_without_pools(
    little_shop: LittleShop, visitor: Visitor
) -> None:
    pages = (KETTLE, "/pages/backorders")
    with_pools = [visitor.get(page).text for page in pages]

    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)

    assert [visitor.get(page).text for page in pages] == with_pools


@pytest.mark.parametrize("broken", [{"pools": {}}, {"pools": None}, {"where": {"DE": "4"}}, {"where": None}])
def test_an_offer_that_is_not_there_leaves_the_one_for_everybody(
    little_shop: LittleShop, visitor: Visitor, broken: dict[str, Any]
) -> None:
    little_shop.promise(little_shop.blue, BY_COUNTRY | broken)
    visitor.choose_country("DE")

    assert visitor.block().headline == "4 ship now, more by 10 December"
