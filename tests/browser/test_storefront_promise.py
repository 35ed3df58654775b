"""The theme block in a real browser: quantity, variants, the cart line, and what happens without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.storefront_stage import COUNT_SHIFTS, Shopper, shopping
from tests.unit.theme.little_shop import FOUR_AND_FORTY, NONE_IN_STOCK, SOLD_OUT, LittleShop
from tests.unit.theme.visitor import KETTLE

pytestmark = pytest.mark.browser


@pytest.fixture
def promised() -> LittleShop:
    """Blue: 4 on hand and 40 coming. Red: 40 coming. Green: sold out."""
    shop = LittleShop()
    shop.promise(shop.blue, FOUR_AND_FORTY)
    shop.promise(shop.red, NONE_IN_STOCK)
    shop.promise(shop.green, SOLD_OUT, policy="DENY")
    return shop


@pytest.fixture
def shopper(chromium: Browser, promised: LittleShop) -> Iterator[Shopper]:
    with shopping(chromium, promised) as shopper:
        yield shopper


def test_the_answer_follows_the_quantity(shopper: Shopper) -> None:
    shopper.open()

    expect(shopper.headline).to_have_text("4 ship now, more by 10 December")
    expect(shopper.detail).to_have_text("")
    for quantity, answer in {
        2: "All 2 ship now",
        5: "5: 4 ship now, 1 by 10 December",
        10: "10: 4 ship now, 6 by 10 December",
        44: "44: 4 ship now, 40 by 10 December",
        45: "Only 44 can be ordered",
        1: "",
    }.items():
        shopper.wants(quantity)
        expect(shopper.detail).to_have_text(answer)
    expect(shopper.headline).to_have_text("4 ship now, more by 10 December")


def test_without_stock_one_unit_is_told_in_days_and_more_by_date(shopper: Shopper) -> None:
    shopper.open(variant=shopper.shop.red.id)

    expect(shopper.headline).to_have_text("Backorder: ships by 10 December")
    expect(shopper.detail).to_have_text("Ships in 19 days")
    shopper.wants(3)
    expect(shopper.detail).to_have_text("All 3 ship by 10 December")


def test_days_are_counted_from_the_shop_s_day(chromium: Browser, promised: LittleShop) -> None:
    promised.clock.advance(timedelta(days=18, hours=-20))
    promised.promise(promised.red, NONE_IN_STOCK | {"until": "2026-12-20T00:00:00Z"})
    with shopping(chromium, promised) as shopper:
        shopper.open(variant=promised.red.id)
        expect(shopper.detail).to_have_text("Ships in 2 days")

        promised.clock.advance(timedelta(days=1))
        shopper.page.reload()
        expect(shopper.detail).to_have_text("Ships in 1 day")

        promised.clock.advance(timedelta(days=1))
        shopper.page.reload()
        expect(shopper.detail).to_have_text("Ships today")

        promised.clock.advance(timedelta(days=1))
        shopper.page.reload()
        expect(shopper.headline).to_have_text("Backorder: ships by 10 December")
        expect(shopper.detail).to_have_text("")


def test_a_german_page_answers_in_german(chromium: Browser, promised: LittleShop) -> None:
    with shopping(chromium, promised, locale="de-DE") as shopper:
        shopper.open(f"/de{KETTLE}", variant=promised.red.id)

        expect(shopper.headline).to_have_text("Nachlieferung: Versand bis 10. Dezember")
        expect(shopper.detail).to_have_text("Versand in 19 Tagen")


def test_choosing_a_variant_changes_the_promise_without_loading_a_page(shopper: Shopper) -> None:
    shopper.open()
    shopper.page.evaluate("window.same = true")

    shopper.page.get_by_role("link", name="Red").click()
    expect(shopper.headline).to_have_text("Backorder: ships by 10 December")
    shopper.page.get_by_role("link", name="Green").click()
    expect(shopper.headline).to_have_text("Sold out")
    expect(shopper.detail).to_have_text("")
    expect(shopper.page.get_by_role("button", name="Sold out")).to_be_disabled()
    shopper.page.get_by_role("link", name="Blue").click()
    expect(shopper.headline).to_have_text("4 ship now, more by 10 December")

    assert shopper.page.evaluate("window.same") is True


SIGNALS = {
    "standard event": """id => document.dispatchEvent(Object.assign(new Event('shopify:product:select'),
        { promise: Promise.resolve({ variant: { id: `gid://shopify/ProductVariant/${id}` } }) }))""",
    "change of the id input": """id => {
        const input = document.querySelector('[name=id]');
        Object.defineProperty(input, 'value', { get: () => id });
        input.dispatchEvent(new Event('change', { bubbles: true })); }""",
    "the address": """id => {
        Object.defineProperty(document.querySelector('[name=id]'), 'value', { get: () => id });
        history.replaceState(null, '', `?variant=${id}`); }""",
    "the id input's attribute": "id => document.querySelector('[name=id]').setAttribute('value', id)",
}


@pytest.mark.parametrize("signal", SIGNALS.values(), ids=SIGNALS)
def test_each_way_a_theme_tells_of_a_new_variant_is_enough(shopper: Shopper, signal: str) -> None:
    shopper.open()
    expect(shopper.headline).to_have_text("4 ship now, more by 10 December")

    shopper.page.evaluate(signal, str(shopper.shop.red.id))

    expect(shopper.headline).to_have_text("Backorder: ships by 10 December")


def test_only_units_beyond_stock_carry_a_promise_to_the_cart(shopper: Shopper) -> None:
    shopper.open()

    shopper.wants(4)
    assert shopper.add_to_cart()["properties"] == {}
    shopper.page.get_by_role("link", name="Red").click()
    expect(shopper.page.locator("input[name='properties[_backorder]']")).to_have_value("8")  # blue says 10 December too
    expect(shopper.headline).to_have_text("Backorder: ships by 10 December")
    shopper.wants(1)
    assert shopper.add_to_cart()["properties"] == {"Ships by": "10 December", "_backorder": "8"}


def test_an_order_of_ten_says_what_ships_when(shopper: Shopper) -> None:
    shopper.open()
    shopper.wants(10)

    assert shopper.add_to_cart()["properties"] == {"Ships by": "4 now, 6 by 10 December", "_backorder": "7"}


def test_after_adding_to_the_cart_the_promise_is_for_what_comes_on_top(shopper: Shopper) -> None:
    shopper.open()
    shopper.wants(3)
    shopper.add_to_cart()

    expect(shopper.headline).to_have_text("1 ships now, more by 10 December")
    expect(shopper.detail).to_have_text("3: 1 ships now, 2 by 10 December")
    assert shopper.add_to_cart()["properties"] == {"Ships by": "1 now, 2 by 10 December", "_backorder": "7"}
    expect(shopper.headline).to_have_text("Backorder: ships by 10 December")


def test_a_promise_that_runs_out_on_an_open_page_goes_away(shopper: Shopper) -> None:
    shopper.page.clock.install()
    shopper.open()
    shopper.wants(10)
    expect(shopper.promise).to_be_visible()

    shopper.page.clock.fast_forward("23:55:00")
    expect(shopper.promise).to_be_visible()
    shopper.page.clock.fast_forward("05:00")
    expect(shopper.promise).to_be_hidden()

    assert shopper.add_to_cart()["properties"] == {}


def test_a_variant_past_the_250th_is_fetched_once(chromium: Browser) -> None:
    shop = LittleShop()
    rope = shop.product("Rope", {f"{metres} m": 1 for metres in range(1, 301)}, price=900)
    shop.promise(rope.variants[-1], NONE_IN_STOCK)
    with shopping(chromium, shop) as shopper:
        shopper.open("/products/rope")
        expect(shopper.promise).to_be_hidden()

        shopper.page.get_by_role("link", name="300 m", exact=True).click()
        expect(shopper.headline).to_have_text("Backorder: ships by 10 December")
        shopper.wants(2)
        expect(shopper.detail).to_have_text("All 2 ship by 10 December")

        assert len([path for path in shopper.asked if "section_id" in path]) == 1


def test_a_section_rendered_anew_starts_afresh(shopper: Shopper) -> None:
    shopper.open()
    shopper.wants(10)
    expect(shopper.detail).to_have_text("10: 4 ship now, 6 by 10 December")

    shopper.page.evaluate("""async () => {
        const section = document.querySelector('.shopify-section');
        const name = section.id.replace('shopify-section-', '');
        section.outerHTML = await (await fetch(`${location.pathname}?section_id=${name}`)).text(); }""")
    shopper.wants(6)

    expect(shopper.detail).to_have_text("6: 4 ship now, 2 by 10 December")
    assert shopper.page.locator("input[name='properties[_backorder]']").count() == 1


def test_a_block_moved_on_the_page_finds_the_form_that_can_be_sent(shopper: Shopper) -> None:
    shopper.open()

    shopper.page.evaluate("""() => {
        const buy = document.querySelector('[data-buy]');
        const instalments = document.createElement('form');
        instalments.append(buy.elements.namedItem('id').cloneNode());
        buy.before(instalments);
        buy.after(document.querySelector('backorder-promise')); }""")
    shopper.wants(10)

    expect(shopper.detail).to_have_text("10: 4 ship now, 6 by 10 December")
    assert shopper.add_to_cart()["properties"] == {"Ships by": "4 now, 6 by 10 December", "_backorder": "7"}


MANY_DATES = [{"upto": 20 * count, "by": f"2026-12-{10 + count}"} for count in range(1, 6)]


@pytest.mark.parametrize("steps", [NONE_IN_STOCK["steps"], MANY_DATES], ids=["one date", "five dates"])
def test_nothing_moves_while_the_page_loads(shopper: Shopper, steps: list[dict[str, object]]) -> None:
    shopper.shop.promise(shopper.shop.red, NONE_IN_STOCK | {"steps": steps})
    shopper.page.set_viewport_size({"width": 390, "height": 844})
    shopper.page.add_init_script(COUNT_SHIFTS)

    shopper.open(variant=shopper.shop.red.id)
    expect(shopper.detail).to_contain_text("Ships in")

    assert shopper.page.evaluate("window.shifted") == 0


def test_without_javascript_the_dates_are_right(chromium: Browser, promised: LittleShop) -> None:
    with shopping(chromium, promised, javascript=False) as shopper:
        shopper.open()
        expect(shopper.headline).to_have_text("4 ship now, more by 10 December")

        shopper.page.get_by_role("link", name="Red").click()
        expect(shopper.headline).to_have_text("Backorder: ships by 10 December")
        shopper.page.get_by_role("button", name="Add to cart").click()
        expect(shopper.page.get_by_role("heading", name="Cart")).to_be_visible()
        expect(shopper.page.get_by_role("link", name="Fjord Enamel Kettle")).to_be_visible()


def test_a_screen_reader_is_told_politely_and_once(shopper: Shopper) -> None:
    shopper.open()
    shopper.page.evaluate("""() => {
        window.told = [];
        new MutationObserver((all) => window.told.push(...all.map((one) => one.target.textContent)))
          .observe(document.querySelector('[role=status]'), { subtree: true, childList: true }); }""")

    shopper.wants(10)
    shopper.wants(10)
    shopper.page.get_by_label("Quantity").blur()

    expect(shopper.page.get_by_role("status")).to_contain_text("10: 4 ship now, 6 by 10 December")
    assert shopper.page.evaluate("window.told") == ["10: 4 ship now, 6 by 10 December"]
