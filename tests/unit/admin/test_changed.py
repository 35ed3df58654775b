"""What somebody else has changed, on the merchant's pages: said, asked about, and answered."""

import json
import re
from dataclasses import replace

import pytest

from tests.unit.admin.shop import BOOT, KETTLE, demo_shop, meddled_shop
from tests.unit.admin.site import USER, ask, build_site


def words(path, shop=None):
    html = ask(build_site(shop or meddled_shop()), "GET", path).text
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace("\u202f", " "), html


def toast(response):
    return json.loads(response.headers["hx-trigger"])["toast"]["message"]


def test_a_variant_that_somebody_stopped_says_what_that_does_and_asks_whose_it_is():
    said, html = words(f"/backorders/{KETTLE}")
    assert 'heading="Somebody set this to stop selling when out of stock"' in html
    assert "Shopify now refuses every order beyond stock, so product pages show no date." in said
    assert "Noticed on Nov 21, 2026, 8:00 AM." in said
    assert "Take it over again Leave it" in said


def test_a_change_that_was_left_is_a_quiet_line_with_the_way_back():
    said, html = words(f"/backorders/{BOOT}")
    assert "Somebody set this to go on selling when out of stock on Nov 19, 2026, 10:00 AM, and you left it so." in said
    assert "Take it over again" in said
    assert "policy-leave" not in html
    assert 'tone="warning" heading="Somebody set' not in html


def test_a_variant_that_nobody_touched_says_nothing_of_all_that():
    said, html = words(f"/backorders/{KETTLE}", demo_shop())
    assert "Take it over again" not in said
    assert "by hand" not in said
    assert "What happened" not in html


@pytest.mark.parametrize(
    ("answer", "act", "said"),
    [
        ("take", "take over", "Backorder looks after it again. Your shop follows in a moment."),
        ("leave", "leave it", "It stays as it is."),
    ],
)
def test_each_answer_is_one_act_and_leads_back_to_the_variant(answer, act, said):
    shop = meddled_shop()
    response = ask(build_site(shop), "POST", f"/backorders/{KETTLE}/policy", data={"answer": answer})
    assert shop.done == [(act, KETTLE, USER)]
    assert toast(response) == said
    assert json.loads(response.headers["hx-location"])["path"] == f"/backorders/{KETTLE}"


def test_an_answer_that_is_none_changes_nothing():
    shop = meddled_shop()
    assert ask(build_site(shop), "POST", f"/backorders/{KETTLE}/policy", data={"answer": "x"}).status_code == 400
    assert shop.done == []


def test_an_order_says_what_was_undone_and_what_may_happen_now():
    said, _ = words(f"/backorders/{KETTLE}")
    assert "Hold released by hand 6 units may ship Hold again Leave it" in said
    assert "Moved back by hand 2 units asked of a place without stock Move again Leave it" in said
    assert "Tag taken off by hand Tag again First in line" in said  # left so: nobody is asked again
    assert "Everything in #1042 that waits for stock is held until it is there." in said
    assert "Somebody undid that on Nov 21, 2026, 9:00 AM." in said


@pytest.mark.parametrize("field", ["holds", "tag", "place:44011223344552"])
def test_what_was_undone_is_done_again_by_its_own_form(field):
    shop = meddled_shop()
    _, html = words(f"/backorders/{KETTLE}", shop)
    order = shop.promises[0].order
    assert f'name="field" value="{field}"' in html
    response = ask(
        build_site(shop), "POST", f"/backorders/{KETTLE}/orders/{order}", data={"field": field, "answer": "take"}
    )
    assert shop.done == [("again", order, field, USER)]
    assert toast(response) == "Backorder looks after it again. Your shop follows in a moment."


def test_what_was_undone_can_stay_so():
    shop = meddled_shop()
    order = shop.promises[0].order
    path = f"/backorders/{KETTLE}/orders/{order}"
    assert ask(build_site(shop), "POST", path, data={"field": "holds"}).status_code == 400
    response = ask(build_site(shop), "POST", path, data={"field": "holds", "answer": "leave"})
    assert shop.done == [("leave order", order, "holds", USER)]
    assert toast(response) == "It stays as it is."


def test_the_page_tells_the_last_things_that_happened():
    said, _ = words(f"/backorders/{KETTLE}")
    assert (
        "What Who When Published on its page: 34 units can still be promised. Backorder Nov 21, 2026, 9:00 AM "
        "Somebody set it to stop selling when out of stock. In Shopify Nov 21, 2026, 8:00 AM"
    ) in said
    assert "Switched backorders on. Your team Nov 12, 2026, 10:00 AM" in said


def test_the_list_marks_what_others_changed_and_can_show_only_that():
    said, html = words("/backorders")
    assert said.count("Changed by others") == 2  # the view and the kettle's badge
    assert "Changed by others (1)" in said
    assert 'href="/backorders?changed=yes"' in html
    only, _ = words("/backorders?changed=yes&q=kettle")
    assert "Fjord Enamel Kettle" in only
    assert "Pine Desk Lamp" not in words("/backorders?changed=yes")[0]
    assert "Changed by others" not in words("/backorders", demo_shop())[0]


def test_the_first_page_counts_what_others_changed_and_leads_there():
    said, html = words("/")
    assert "1 variant sells otherwise than Backorder would have it when out of stock:" in said
    assert "Fjord Enamel Kettle, Blue : set to stop selling" in said
    assert "1 order may ship before its stock is there: the hold was released." in said
    assert 'href="/backorders?changed=yes"' in html
    assert "Somebody has changed" not in words("/", demo_shop())[1]


def test_the_first_page_speaks_of_holds_alone_where_only_those_were_released():
    shop = meddled_shop()
    shop.rows = [replace(row, change=None) for row in shop.rows]
    said, _ = words("/", shop)
    assert "otherwise than Backorder would have it" not in said
    assert "1 order may ship before its stock is there: the hold was released." in said
