"""A shopper tells the shop their country, and is promised what the locations that serve it have."""

from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.storefront_stage import shopping
from tests.unit.theme.little_shop import FOUR_AND_FORTY, LittleShop

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed"),
]

HAMBURG = {"state": "backorder", "steps": [{"upto": 3, "by": "2027-01-05"}], "left": 3}


def test_a_shopper_who_changes_country_sees_its_date_and_gets_no_more_than_its_units(chromium: Browser) -> None:
    shop = LittleShop()
    shop.promise(shop.blue, FOUR_AND_FORTY | {"pools": {"2": HAMBURG}, "where": {"DE": "2"}})
    shop.limit(shop.blue, f"2026-11-22T10:00 {901:016} 0000044 0000004 0000003 0000000")
    shop.switch_on_limit()
    shop.configure_limit({"fail_open": False, "pools": "DE2"})
    with shopping(chromium, shop) as shopper:
        page = shopper.page
        shopper.open(variant=shop.blue.id)
        expect(shopper.headline).to_have_text("4 ship now, more by 10 December")

        page.get_by_label("Country").select_option("Germany")
        page.get_by_role("button", name="Change country").click()

        expect(shopper.headline).to_have_text("Backorder: ships by 5 January 2027")
        shopper.wants(4)
        expect(shopper.detail).to_have_text("Only 3 can be ordered")
        page.get_by_role("button", name="Add to cart").click()
        expect(page.get_by_role("alert")).to_have_text("Only 3 of Fjord Enamel Kettle - Blue can be ordered.")

        shopper.wants(2)
        assert shopper.add_to_cart()["properties"] == {"Ships by": "5 January 2027", "_backorder": "7"}
        expect(shopper.detail).to_have_text("Only 1 can be ordered")
