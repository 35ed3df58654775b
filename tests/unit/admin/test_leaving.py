import json
from dataclasses import replace

from app.db.shown_leaving import Trace
from tests.unit.admin.shop import KETTLE, LAMP, NOT_LEFT, NOW, demo_shop
from tests.unit.admin.site import USER, ask, build_site


def page(left=NOT_LEFT):
    shop = demo_shop()
    shop.left = left
    return ask(build_site(shop), "GET", "/leaving").text


def test_the_page_says_what_removing_the_app_today_would_leave_behind():
    html = page()
    assert "This is what would stay behind if you removed the app today" in html
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
