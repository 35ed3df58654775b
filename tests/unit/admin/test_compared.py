import json
from dataclasses import replace

from app.db.shown_compared import Progress
from app.domain.comparison import Subject
from tests.unit.admin.shop import COMPARED, demo_shop
from tests.unit.admin.site import USER, ask, build_site


def page(view=COMPARED):
    shop = demo_shop()
    shop.comparison = view
    html = ask(build_site(shop), "GET", "/compared").text
    return " ".join(html.split("<main")[1].split('id="flash"')[0].split())


def test_the_page_says_how_much_was_compared_when_and_what_differed_why():
    html = page()
    assert "202 variants, 202 inventory items, 43 orders and 5 deliveries were compared 7 hours ago (at night)" in html
    assert "4 differences found. Our copies now say what Shopify says" in html
    assert "Continue selling" in html
    assert "Stop selling" in html
    assert "Somebody set it after us" in html
    assert "Its notice never reached us" in html
    assert 'href="shopify:admin/orders/6100200300402"' in html
    assert "hx-trigger" not in html


def test_what_cannot_be_compared_is_named_with_its_reason():
    html = page(replace(COMPARED, blind=("Shopify shows no order that is older than 60 days.",)))
    assert "#0007: Shopify does not show this order (not visible to this app)." in html
    assert "Shopify shows no order that is older than 60 days." in html
    assert "Counted as units ahead of everybody" in html


def test_while_it_goes_on_the_page_counts_and_offers_no_second_one():
    compared = {Subject.VARIANT: 120, Subject.STOCK: 0, Subject.ORDER: 0, Subject.DELIVERY: 0}
    html = page(replace(COMPARED, progress=Progress(compared, 40)))
    assert "So far 120 variants, 0 inventory items, 0 orders and 0 deliveries." in html
    assert 'hx-trigger="every 3s"' in html
    assert "Compare now" not in html


def test_a_run_that_found_nothing_says_so_and_the_first_compares_with_nothing():
    agreed = replace(COMPARED.runs[0], causes={})
    assert "Everything agreed" in page(replace(COMPARED, runs=(agreed,), found=(), not_shown=()))
    first = page(replace(COMPARED, runs=COMPARED.runs[1:], found=(), not_shown=()))
    assert "were read for the first time 1 day ago" in first
    assert "Nothing has been compared yet." in page(replace(COMPARED, runs=(), found=(), not_shown=()))


def test_comparing_now_is_asked_for_once_and_leads_back_to_the_page():
    shop = demo_shop()
    response = ask(build_site(shop), "POST", "/compared")
    assert response.status_code == 204
    assert json.loads(response.headers["hx-location"])["path"] == "/compared"
    assert shop.done == [("compare", USER)]
