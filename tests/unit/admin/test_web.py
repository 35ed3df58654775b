from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi import FastAPI

from app.shopify.money import Money
from app.web import phrases
from app.web.assets import Assets
from tests.unit.admin.shop import demo_shop
from tests.unit.admin.site import ask, build_site

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)


@pytest.fixture
def assets(tmp_path):
    (tmp_path / "app.css").write_text("body{}")
    return Assets(tmp_path)


def test_a_static_file_is_kept_for_ever_under_the_address_of_its_content(assets):
    app = FastAPI()
    app.include_router(assets.router())
    response = ask(app, "GET", assets.url("app.css"))
    assert response.text == "body{}"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-type"].startswith("text/css")


def test_another_versions_address_is_answered_but_not_kept(assets):
    app = FastAPI()
    app.include_router(assets.router())
    assert ask(app, "GET", "/static/0123456789ab/app.css").headers["cache-control"] == "no-store"
    assert ask(app, "GET", "/static/0123456789ab/other.css").status_code == 404


def test_a_file_that_is_not_there_has_no_address(assets):
    with pytest.raises(KeyError):
        assets.url("app.js")


def test_a_document_may_be_framed_by_its_own_shop_and_the_admin_only():
    headers = ask(build_site(demo_shop()), "GET", "/").headers
    assert headers["content-security-policy"] == (
        "frame-ancestors https://northpine.myshopify.com https://admin.shopify.com; "
        "script-src 'self' https://cdn.shopify.com; object-src 'none'; base-uri 'none'; form-action 'self'"
    )
    assert headers["cache-control"] == "no-store"
    assert headers["vary"].split(", ")[0] == "HX-Request"
    assert "x-frame-options" not in headers


def test_the_browser_is_told_early_of_both_scripts():
    assert ask(build_site(demo_shop()), "GET", "/").headers["link"] == (
        "<https://cdn.shopify.com/shopifycloud/app-bridge.js>; rel=preload; as=script, "
        "<https://cdn.shopify.com/shopifycloud/polaris-1.js>; rel=preload; as=script"
    )


def test_app_bridge_comes_first_and_is_neither_deferred_nor_asynchronous():
    head = ask(build_site(demo_shop()), "GET", "/").text.split("</head>")[0]
    scripts = [line for line in head.splitlines() if line.startswith("<script")]
    assert scripts[0] == '<script src="https://cdn.shopify.com/shopifycloud/app-bridge.js"></script>'
    assert scripts[1] == '<script src="https://cdn.shopify.com/shopifycloud/polaris-1.js"></script>'
    assert head.index("shopify-api-key") < head.index("app-bridge.js")


@pytest.mark.parametrize(
    ("header", "locale"),
    [("", "en_US"), ("de-DE,de;q=0.9", "en_US"), ("en-GB,en;q=0.8", "en_GB"), ("en-AU", "en_AU"), ("*;;,", "en_US")],
)
def test_pages_are_english_in_the_readers_regional_form(header, locale):
    assert phrases.locale_of(header) == locale


def test_a_day_is_written_as_its_region_writes_it():
    assert phrases.day(date(2026, 12, 10), locale="en_US") == "Dec 10, 2026"
    assert phrases.day(date(2026, 12, 10), locale="en_GB") == "10 Dec 2026"


def test_a_moment_is_shown_in_the_shops_zone():
    moment = phrases.moment(NOW, zone="Asia/Tokyo", locale="en_GB")
    assert moment == "22 Nov 2026, 00:00"


def test_amounts_keep_their_currencys_decimals():
    assert phrases.money(Money(1050, "USD", 2), locale="en_US") == "$10.50"
    assert phrases.money(Money(1050, "JPY", 0), locale="en_US") == "¥1,050"
    assert phrases.money(Money(1050, "KWD", 3), locale="en_US") == "KWD1.050"


def test_a_count_agrees_with_its_noun():
    counts = [phrases.count(value, "order", locale="en_US") for value in (0, 1, 1200)]
    assert counts == ["0 orders", "1 order", "1,200 orders"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "just now"),
        (59, "just now"),
        (60, "1 minute ago"),
        (3599, "59 minutes ago"),
        (7200, "2 hours ago"),
        (200000, "2 days ago"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(seconds, words):
    assert phrases.age(NOW - timedelta(seconds=seconds), NOW) == words


def test_a_day_is_told_by_its_distance():
    days = [phrases.distance(date(2026, 11, day), date(2026, 11, 21)) for day in (16, 20, 21, 22, 30)]
    assert days == ["5 days ago", "1 day ago", "today", "in 1 day", "in 9 days"]
