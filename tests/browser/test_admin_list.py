import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from tests.unit.admin.shop import FakeShop, demo_shop, long_shop

pytestmark = pytest.mark.browser


def rows(stage):
    return stage.app.locator("s-table-body s-table-row")


def test_a_search_narrows_the_list_and_is_in_the_address(stage):
    stage.open("/backorders")
    expect(rows(stage)).to_have_count(3)
    stage.app.get_by_label("Search product or SKU").fill("kettle")
    expect(rows(stage)).to_have_count(1)
    expect(stage.page).to_have_url(re.compile(r"/backorders\?q=kettle&sort=ships_first$"))
    expect(stage.app.get_by_label("Search product or SKU")).to_be_focused()


def test_a_view_keeps_the_search(stage):
    stage.open("/backorders?q=o")
    stage.app.get_by_role("link", name="Late (1)").click()
    expect(rows(stage)).to_have_count(1)
    expect(stage.page).to_have_url(re.compile(r"/backorders\?q=o&outlook=late$"))
    expect(stage.app.get_by_role("link", name="Late, 1, current view")).to_be_visible()


def test_another_order_is_one_choice_away(stage):
    stage.open("/backorders")
    stage.app.get_by_label("Sort by").select_option("product")
    expect(rows(stage).first).to_contain_text("Fjord Enamel Kettle")
    expect(stage.page).to_have_url(re.compile("sort=product"))


def test_nothing_found_offers_the_way_back(stage):
    stage.open("/backorders?q=zebra")
    stage.app.get_by_role("link", name="Clear filters").click()
    expect(rows(stage)).to_have_count(3)


def test_a_long_list_is_read_by_pages(stage_for):
    with stage_for(long_shop(24)) as stage:
        stage.open("/backorders?sort=product")
        stage.app.get_by_role("button", name="Next page").click()
        expect(rows(stage).first).to_contain_text("Product 10")
        expect(stage.page).to_have_url(re.compile(r"sort=product&page=2$"))
        stage.app.get_by_role("button", name="Next page").click()
        expect(rows(stage)).to_have_count(4)
        expect(stage.app.get_by_role("button", name="Next page")).to_be_disabled()


def test_a_lost_product_is_switched_on_from_the_first_page(stage):
    stage.open("/")
    stage.app.get_by_role("button", name="Switch on Two-Person Tent Moss").click()
    expect(stage.toast()).to_have_text("Backorders are on. Your shop follows in a moment.")
    expect(stage.title()).to_have_text("Two-Person Tent, Moss")
    assert [act[0] for act in stage.shop.done] == ["on"]


def test_numbers_grow_by_themselves_until_the_catalogue_is_read(stage):
    stage.shop.setup = replace(stage.shop.setup, importing=True)
    stage.shop.supplies.clear()
    stage.open("/")
    expect(stage.app.get_by_text("Your catalogue is still being read")).to_be_visible()
    stage.shop.setup = replace(stage.shop.setup, importing=False)
    stage.shop.supplies.extend(demo_shop().supplies)
    expect(stage.app.get_by_role("heading", name="Arriving next")).to_be_visible()
    expect(stage.app.get_by_text("Your catalogue is still being read")).to_be_hidden()
    expect(stage.app.locator("#board[hx-trigger]")).to_have_count(0)


def test_products_are_picked_in_shopifys_own_picker(stage_for):
    with stage_for(FakeShop()) as stage:
        stage.open("/backorders")
        stage.action("Add products").click()
        picker = stage.page.get_by_role("dialog", name="Select variants")
        picker.get_by_label("Search").fill("tent")
        picker.get_by_label("Two-Person Tent, Moss (0 available)").check()
        picker.get_by_role("button", name="Select").click()
        expect(stage.toast()).to_be_visible()
        assert stage.shop.done == [("on", (44011223344554,), "901")]


def test_a_picker_that_is_closed_changes_nothing(stage):
    stage.open("/backorders")
    stage.action("Add products").click()
    stage.page.get_by_role("dialog", name="Select variants").get_by_role("button", name="Cancel").click()
    expect(stage.page.get_by_role("dialog", name="Select variants")).to_be_hidden()
    assert stage.shop.done == []


def test_switching_off_asks_first(stage):
    stage.open("/backorders/44011223344551")
    stage.action("Switch off").click()
    question = stage.app.locator("s-modal")
    expect(question.get_by_role("heading", name="Switch backorders off?")).to_be_visible()
    expect(stage.app.get_by_text("What happens to the 1 order that waits?")).to_be_visible()
    stage.app.get_by_role("button", name="Cancel").click()
    expect(stage.app.get_by_role("button", name="Cancel")).to_be_hidden()
    assert stage.shop.done == []
    stage.action("Switch off").click()
    stage.app.locator("#off-question s-button[type=submit]").click()
    expect(stage.toast()).to_have_text("Backorders are off. Your shop follows in a moment.")
    assert stage.shop.done == [("off", (44011223344551,), "901")]


def test_a_variant_that_is_off_is_switched_on_in_the_title_bar(stage):
    stage.shop.switch_off(1, (44011223344551,), user="901")
    stage.open("/backorders/44011223344551")
    expect(stage.page.locator("#badge")).to_have_text("Off")
    stage.action("Switch on").click()
    expect(stage.page.locator("#badge")).to_have_text("Backorder")
    expect(stage.action("Switch off")).to_be_visible()


def test_orders_that_were_kept_are_released_after_a_question(stage):
    stage.shop.switch_off(1, (44011223344551,), user="901")
    stage.open("/backorders/44011223344551")
    stage.action("Release its orders").click()
    expect(stage.app.get_by_role("heading", name="Let the order that waits go?")).to_be_visible()
    assert stage.violations() == []
    stage.app.locator("#release-question s-button[type=submit]").click()
    expect(stage.toast()).to_have_text("Its orders are let go. Your warehouse sees them in a moment.")
    expect(stage.action("Release its orders")).to_have_count(0)
    assert stage.shop.done[1:] == [("release", 44011223344551, "901")]
