import json
import re
from datetime import date
from urllib.parse import urlsplit

import pytest
from fastapi import Request
from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from app.admin.backorders import address, asked
from app.admin.views import Received
from app.db.shown import BackorderQuery, ImportProgress, Outlook, Setup, Sort
from app.errors import Conflict
from tests.unit.admin.shop import KETTLE, SHIPMENT, TENT, FakeShop, demo_shop, long_shop
from tests.unit.admin.site import USER, as_htmx, ask, build_site


def text_of(html):
    """A page's words, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def page(path, shop=None, **headers):
    return ask(build_site(shop or demo_shop()), "GET", path, headers=as_htmx(**headers))


def post(shop, path, **data):
    return ask(build_site(shop), "POST", path, data=data)


@settings(deadline=None)
@given(
    text=st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40).map(str.strip),
    outlook=st.none() | st.sampled_from(Outlook),
    sort=st.sampled_from(Sort),
    number=st.integers(1, 99999),
)
def test_a_list_has_one_address_and_the_address_gives_the_list(text, outlook, sort, number):
    query = BackorderQuery(text, outlook, sort, number)
    scope = {"type": "http", "query_string": urlsplit(address(query, outlook=outlook, page=number)).query.encode()}
    assert asked(**Request(scope).query_params) == query


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "", "99999999999999999999"])
def test_an_address_that_makes_no_sense_shows_the_usual_list(page):
    assert asked(page=page, sort="colour", outlook="sunny") == BackorderQuery()


def test_the_list_shows_every_variant_with_its_numbers():
    words = text_of(page("/backorders").text)
    assert "All (3) Late (1) No date (0) At risk (0) On track (2)" in words
    assert "Fjord Enamel Kettle Blue · KETTLE-BLUE On track Backorder 4 6 1 40 34 Dec 10, 2026" in words
    assert "Pine Desk Lamp LAMP-1 None In stock 120 0 0 0 No limit No date" in words


def test_the_list_says_what_the_limit_in_the_cart_cannot_do_and_how_far_it_can_go():
    assert (
        "beyond what is left, at most the units sold between a sale and Backorder's next update"
        in page("/backorders").text
    )


def test_dates_follow_the_readers_region():
    assert "10 Dec 2026" in page("/backorders", **{"Accept-Language": "en-GB,en;q=0.9"}).text


def test_a_view_keeps_the_search_and_starts_at_its_first_page():
    html = page("/backorders?q=product&page=2", long_shop()).text
    assert 'href="/backorders?q=product&amp;outlook=late"' in html
    assert 'data-previous="/backorders?q=product"' in html
    assert 'data-next="/backorders?q=product&amp;page=3"' in html


def test_what_a_merchant_types_is_never_markup():
    assert "<script>alert" not in page('/backorders?q="><script>alert(1)</script>').text


def test_a_variant_shows_who_waits_what_they_were_told_and_why():
    words = text_of(page(f"/backorders/{KETTLE}").text)
    assert "4 units from stock, now 6 units by Dec 10, 2026 On track From #T0003-1" in words
    assert "#1042 Nov 21, 2026, 7:00 AM 10 6" in words.replace("\u202f", " ")
    assert "First in line: 4 from stock, 6 from #T0003-1" in words
    assert "#T0003-1 Tallinn Metalworks 40 6 Dec 3, 2026 Dec 7, 2026 to Dec 10, 2026" in words


@pytest.mark.parametrize("path", ["/", "/backorders", f"/backorders/{KETTLE}", "/incoming/1", "/incoming/1/receipt"])
def test_every_page_says_how_old_its_numbers_are(path):
    assert "Updated 2 minutes ago" in text_of(page(path).text)


@pytest.mark.parametrize(
    "path", ["/backorders/1", "/backorders/abc", "/backorders/9223372036854775808", "/incoming/9", "/x"]
)
def test_an_address_of_nothing_is_a_page_that_leads_back(path):
    response = page(path)
    assert response.status_code == 404
    assert response.headers["hx-retarget"] == "#app"
    assert "This page is not here" in response.text
    assert 'href="/"' in response.text


@pytest.mark.parametrize("path", ["/proxy/nothing", "/health/nothing"])
def test_shoppers_and_machines_are_not_shown_a_merchants_page(path):
    response = page(path)
    assert response.status_code == 404
    assert response.text == "Nothing is at this address any more, or it never was."
    assert response.headers["content-type"].startswith("text/plain")


def test_pages_travel_compressed():
    assert page("/backorders", **{"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"


def test_switching_one_variant_on_goes_to_it_and_says_so():
    shop = demo_shop()
    response = post(shop, "/variants/on", ids=str(TENT))
    assert response.status_code == 204
    assert json.loads(response.headers["hx-location"]) == {
        "path": f"/backorders/{TENT}",
        "target": "#app",
        "select": "#app",
        "swap": "outerHTML show:top",
    }
    message = json.loads(response.headers["hx-trigger"])["toast"]["message"]
    assert message == "Backorders are on. Your shop follows in a moment."
    follow = json.loads(response.headers["hx-trigger"])["follow"]
    assert follow == {"path": f"/backorders/{TENT}", "after": [2000, 6000]}
    assert shop.done == [("on", (TENT,), USER)]


def test_switching_several_variants_on_goes_to_the_list():
    response = post(demo_shop(), "/variants/on", ids="gid://shopify/ProductVariant/7,8")
    assert json.loads(response.headers["hx-location"])["path"] == "/backorders"
    assert "for 2 variants" in response.headers["hx-trigger"]


def test_without_htmx_an_act_ends_in_a_plain_redirect():
    headers = {"Authorization": as_htmx()["Authorization"]}
    response = ask(build_site(demo_shop()), "POST", "/variants/off", headers=headers, data={"ids": "1"})
    assert (response.status_code, response.headers["location"]) == (303, "/backorders")


def test_moving_a_date_says_what_it_did_to_promises():
    shop = demo_shop()
    response = post(shop, "/incoming/1/date", to="2026-12-19", seen="2026-12-03", reason="Port strike")
    assert response.status_code == 204
    assert "Date moved. 3 orders now ship later." in response.headers["hx-trigger"]
    assert shop.done == [("move", SHIPMENT, date(2026, 12, 19), "Port strike", USER)]


def test_a_move_with_errors_is_the_same_page_with_what_was_typed():
    shop = demo_shop()
    response = post(shop, "/incoming/1/date", to="2026-01-05", seen="2026-12-03", reason="")
    assert response.status_code == 422
    assert 'value="2026-01-05"' in response.text
    assert "Fix these 2 things first" in response.text
    assert shop.done == []


def test_a_date_that_somebody_else_moved_is_asked_about_again():
    shop = demo_shop()
    response = post(shop, "/incoming/1/date", to="2026-12-19", seen="2026-12-01", reason="Storm")
    assert response.status_code == 409
    assert "The date was set to 2026-12-03 meanwhile" in response.text
    again = dict(re.findall(r'name="(seen|to|reason)" value="([^"]*)"', response.text))
    assert again == {"seen": "2026-12-03", "to": "2026-12-19", "reason": "Storm"}
    assert post(shop, "/incoming/1/date", **again).status_code == 204


def test_receiving_a_shipment_counts_every_line():
    shop = demo_shop()
    counts = {"accepted_1": "38", "rejected_1": "0", "accepted_3": "5", "rejected_3": "0"}
    response = post(shop, "/incoming/1/receipt", **counts)
    assert response.status_code == 204
    assert "Receiving 43 units." in response.headers["hx-trigger"]
    assert shop.done == [("receive", (Received(SHIPMENT, 38, 0), Received(3, 5, 0)), USER)]


def test_a_receipt_with_errors_keeps_every_count():
    response = post(demo_shop(), "/incoming/1/receipt", accepted_1="41", rejected_1="0", accepted_3="2", rejected_3="x")
    assert response.status_code == 422
    assert "Only 40 of these are still on their way" in response.text
    assert 'name="accepted_3" value="2"' in response.text


def test_a_receipt_that_came_too_late_says_so_and_keeps_the_counts():
    class Faster(FakeShop):
        def receive(self, shop, lines, *, user):
            raise Conflict("Only 12 units of it are still open.")

    shop = demo_shop()
    response = post(
        Faster(supplies=shop.supplies),
        "/incoming/1/receipt",
        accepted_1="40",
        rejected_1="0",
        accepted_3="0",
        rejected_3="0",
    )
    assert response.status_code == 409
    assert "Only 12 units of it are still open." in response.text


def test_a_shop_with_nothing_switched_on_is_shown_how_to_start():
    html = page("/", FakeShop()).text
    assert 'heading="Set up Backorder"' in html
    assert "Choose products" in text_of(html)


def test_the_dashboard_says_how_far_the_import_has_come_and_asks_again():
    progress = ImportProgress("open orders", 41, stored=1200, lines=4652)
    shop = FakeShop(setup=Setup(0, theme_block=None, klaviyo=False, importing=True, progress=progress))
    html = page("/", shop).text
    assert "Reading open orders: 1,200 of 4,652 lines." in text_of(html)
    assert '<s-progress value="41" max="100" accessibilityLabel="41 percent of your shop is read">' in html
    assert 'hx-trigger="every 3s"' in html


def test_a_shop_that_is_read_by_pages_shows_no_progress():
    shop = FakeShop(setup=Setup(0, theme_block=None, klaviyo=False, importing=True))
    assert "s-progress" not in page("/", shop).text


def test_the_dashboard_offers_what_is_being_lost():
    words = text_of(page("/").text)
    assert "Two-Person Tent Moss · TENT-MOSS Nov 9, 2026 31 20 Switch on" in words


def test_a_bug_shows_a_reference_and_nothing_of_itself():
    class Broken(FakeShop):
        def dashboard(self, shop):
            raise RuntimeError("secret detail")

    with capture_logs() as logs:
        response = page("/", Broken())
    assert response.status_code == 500
    assert re.search(r"Reference ([0-9a-f]{8})", response.text)[1] == logs[0]["reference"]
    assert "secret detail" not in response.text
    assert "frame-ancestors https://northpine.myshopify.com" in response.headers["content-security-policy"]
