import csv
import html as entities
import json
import re
from dataclasses import replace
from datetime import date
from urllib.parse import unquote

import pytest

from app.db.shown import VariantName
from app.db.shown_leaving import LeavingView, LeftVariant, Listed, Trace, Week, Weeks
from app.domain.ids import VariantId
from tests.unit.admin.shop import KETTLE, LAMP, NOT_LEFT, NOW, demo_shop
from tests.unit.admin.site import USER, ask, build_site


def page(left=NOT_LEFT):
    shop = demo_shop()
    shop.left = left
    return ask(build_site(shop), "GET", "/leaving").text


def test_the_page_says_what_removing_the_app_today_would_leave_behind():
    html = page()
    assert "This is what would stay behind if you removed the app today" in html
    assert "Before you uninstall: switch everything off below, wait until this page says that nothing" in html
    assert "What happens to the 3 orders that wait?" in html
    assert "in 2 variants" in html


def test_while_it_goes_on_the_page_shows_how_far_it_is_and_looks_again_by_itself():
    html = page(replace(NOT_LEFT, begun_at=NOW, traces=(Trace("Inventory settings", 2, 5, 0),)))
    assert '<progress max="7" value="5"' in html
    assert 'hx-trigger="every 3s"' in html
    assert "3 orders are still held, and will be until the units are there." in html


def test_when_nothing_is_left_the_page_says_so_and_offers_nothing_more():
    done = replace(NOT_LEFT, begun_at=NOW, variants_on=0, orders_held=0, traces=(Trace("Inventory settings", 0, 7, 1),))
    html = page(done)
    assert "Nothing of ours is left in your shop" in html
    assert "7 settings of your variants are as we found them." in html
    assert "hx-trigger" not in html.split("<main")[1].split('id="flash"')[0]
    assert "Switch everything off" not in html


def test_leaving_asks_what_happens_to_orders_and_does_it():
    shop = demo_shop()
    site = build_site(shop)
    assert ask(site, "POST", "/leaving", data={}).status_code == 422
    assert ask(site, "POST", "/leaving", data={"orders": "forget"}).status_code == 422
    assert shop.done == []

    response = ask(site, "POST", "/leaving", data={"orders": "release"})

    assert response.status_code == 204
    assert json.loads(response.headers["hx-location"])["path"] == "/leaving"
    assert shop.done == [("leave", True, USER)]


def test_switching_one_variant_off_asks_what_happens_to_the_orders_that_wait_for_it():
    html = ask(build_site(demo_shop()), "GET", f"/backorders/{KETTLE}").text
    question = html.split('id="off-question"')[1]
    assert "What happens to the 1 order that waits?" in question
    assert '<s-choice value="keep" selected>' in question
    assert "Let them go: release what is held." in question
    assert "What happens to" not in ask(build_site(demo_shop()), "GET", f"/backorders/{LAMP}").text


def test_the_orders_of_a_variant_are_kept_unless_the_merchant_lets_them_go():
    shop = demo_shop()
    site = build_site(shop)
    kept = ask(site, "POST", "/variants/off", data={"ids": str(KETTLE), "orders": "keep"})
    assert json.loads(kept.headers["hx-trigger"])["toast"]["message"].startswith("Backorders are off. Your shop")
    let_go = ask(site, "POST", "/variants/off", data={"ids": f"{KETTLE},{LAMP}", "orders": "release"})
    assert "what was held for them is free" in let_go.headers["hx-trigger"]
    ask(site, "POST", "/variants/off", data={"ids": str(LAMP)})

    assert shop.done == [("off", (KETTLE,), USER), ("let go", (KETTLE, LAMP), USER), ("off", (LAMP,), USER)]
    assert ask(site, "POST", "/variants/off", data={"ids": str(KETTLE), "orders": "forget"}).status_code >= 400
    assert len(shop.done) == 3


def text_of(html):
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_page_lists_what_is_ours_with_what_was_there_before():
    html = page()
    text = text_of(html)
    assert 'heading="Variants" subheading="2 of 212"' in html
    assert "Fjord Enamel Kettle Blue · KETTLE-BLUE Stop selling Continue selling Our date; nothing before" in text
    assert "EU 42 · BOOT-42 Stop selling Stop selling Our date; nothing before" in text
    assert "#1042 6 of Fjord Enamel Kettle, Blue Tag, Note for warehouses, Deadline" in text
    assert "LAMP-1 Sold out: we set Continue selling, now Stop selling" in text
    assert "#1043 Our hold was released" in text


def file_of(listed):
    shop = demo_shop()
    shop.left = replace(NOT_LEFT, listed=listed)
    html = ask(build_site(shop), "GET", "/leaving/list").text
    (address,) = re.findall(r'href="data:text/csv;charset=utf-8,([^"]*)"', html)
    text = unquote(entities.unescape(address)).removeprefix("\ufeff")
    return html, list(csv.reader(text.splitlines()))


def test_the_file_has_a_row_for_each_field_and_says_when_it_is_not_complete():
    html, rows = file_of(NOT_LEFT.listed)
    assert rows[0] == ["whose", "order", "product", "variant", "sku", "what", "units", "before", "now", "decided by"]
    kettle = ["Fjord Enamel Kettle", "Blue", "KETTLE-BLUE"]
    lamp = ["Pine Desk Lamp", "", "LAMP-1"]
    assert rows[1] == ["ours", "", *kettle, "inventory setting", "", "stop selling", "continue selling", "Your team"]
    assert rows[2] == ["ours", "", *kettle, "date on the product page", "", "nothing", "a date of ours", "Backorder"]
    assert rows[4] == ["ours", "#1042", *kettle, "hold", "6", "", "on hold", "Backorder"]
    marks = [("tag", "Backorder"), ("note for warehouses", "Your team"), ("deadline", "Your team")]
    assert [(row[5], row[9]) for row in rows[5:8]] == marks
    theirs = "changed by somebody else since"
    assert rows[8] == [theirs, "", *lamp, "inventory setting", "", "continue selling", "stop selling", ""]
    assert rows[9] == [theirs, "#1043", "", "", "", "hold", "", "ours", "released", ""]
    assert "The file is not complete" in html
    assert "212 variants and 1 order with something of ours" in html


def test_no_product_is_called_a_formula_in_the_file():
    name = VariantName(VariantId(7), '=HYPERLINK("x")', "", "+1")
    html, rows = file_of(Listed(variants=(LeftVariant(name, "DENY", "CONTINUE", dated=False),), all_variants=1))
    assert rows[1][2:5] == ['\'=HYPERLINK("x")', "", "'+1"]
    assert "The file is not complete" not in html


def board(weeks):
    shop = demo_shop()
    shop.left = replace(NOT_LEFT, weeks=weeks)
    return text_of(ask(build_site(shop), "GET", "/").text)


def test_the_dashboard_says_in_one_sentence_what_would_be_left_and_what_has_changed_in_a_week():
    assert (
        "As of Nov 21, 2026 uninstalling would leave behind: 34 variants that go on selling past their stock (3 more "
        "than on Nov 14, 2026), 12 holds on orders, 1 order with our tag, note or deadline (1 fewer than on Nov 14, "
        "2026). What to do before you uninstall"
    ) in board(NOT_LEFT.weeks)


def test_the_first_count_has_nothing_to_be_compared_with():
    text = board(Weeks(Week(date(2026, 11, 21), 1, 0, 0, 0), None))
    assert "would leave behind: 1 variant that goes on selling past its stock. What to do" in text


def test_the_dashboard_says_nothing_where_nothing_would_be_left():
    clean = Weeks(Week(date(2026, 11, 21), 0, 0, 0, 0), Week(date(2026, 11, 14), 3, 0, 0, 0))
    assert "uninstalling" not in board(clean)
    assert "uninstalling" not in board(None)
    on_the_page = text_of(page(replace(NOT_LEFT, weeks=clean)))
    assert "As of Nov 21, 2026 uninstalling would leave behind nothing." in on_the_page


def test_a_shop_with_nothing_of_ours_is_shown_no_lists():
    html = page(LeavingView(None, lets_go=False, variants_on=0, orders_held=0, traces=()))
    assert "/leaving/list" not in html


def test_a_variant_that_is_off_and_kept_its_orders_offers_to_release_them():
    shop = demo_shop()
    site = build_site(shop)
    ask(site, "POST", "/variants/off", data={"ids": str(KETTLE), "orders": "keep"})

    html = ask(site, "GET", f"/backorders/{KETTLE}").text
    assert 'commandFor="release-question" command="--show">Release its orders</s-button>' in html
    question = html.split('id="release-question"')[1].split("</s-modal>")[0]
    assert 'heading="Let the order that waits go?"' in question
    assert "What is held for Fjord Enamel Kettle, Blue is released." in question
    assert "Your warehouse sees these units as ready to ship." in question
    assert "Switching it on again holds again." in question

    response = ask(site, "POST", f"/backorders/{KETTLE}/release")
    assert shop.done[1:] == [("release", KETTLE, USER)]
    assert json.loads(response.headers["hx-location"])["path"] == f"/backorders/{KETTLE}"
    assert "Its orders are let go." in response.headers["hx-trigger"]
    assert "Release its orders" not in ask(site, "GET", f"/backorders/{KETTLE}").text


@pytest.mark.parametrize("variant", [KETTLE, LAMP], ids=["on, and orders wait", "off, and nobody waits"])
def test_nothing_is_offered_for_release_where_nothing_is_kept(variant):
    site = build_site(demo_shop())
    ask(site, "POST", "/variants/off", data={"ids": str(LAMP)})

    assert "Release its orders" not in ask(site, "GET", f"/backorders/{variant}").text


def test_a_page_from_before_it_was_switched_on_again_releases_nothing_and_says_so():
    shop = demo_shop()

    response = ask(build_site(shop), "POST", f"/backorders/{KETTLE}/release")

    assert response.status_code == 409
    assert "switched on again meanwhile" in response.text
    assert shop.done == []
