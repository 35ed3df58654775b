import json

import pytest

from app.db.cart_limit import OFF, CartLimit
from app.db.shown_settings import CartLimitView, Theirs
from tests.unit.admin.settings import FakeSettings
from tests.unit.admin.shop import demo_shop
from tests.unit.admin.site import USER, ask, build_site

ON = CartLimit(on=True)
FORM = {"on": "yes", "broken": "stop", "stale": "stop"}


def page(view):
    return ask(build_site(demo_shop(), settings=FakeSettings(limit=view)), "GET", "/settings").text


def post(settings, path, **data):
    return ask(build_site(demo_shop(), settings=settings), "POST", path, data=data)


def toast(response):
    assert response.status_code == 204
    return json.loads(response.headers["hx-trigger"])["toast"]["message"]


def test_without_the_permission_the_page_says_that_it_is_off_and_offers_to_ask_for_it():
    html = page(CartLimitView(allowed=False, chosen=OFF))
    assert "It is off: Backorder may not limit carts until you allow it in Shopify." in html
    assert 'data-scopes="read_validations,write_validations"' in html
    assert 'action="/settings/limit"' not in html
    taken_back = page(CartLimitView(allowed=False, chosen=ON))
    assert "It is off now: Shopify has taken back the permission for it." in taken_back


@pytest.mark.parametrize(
    ("view", "badge", "sentence"),
    [
        (CartLimitView(allowed=True, chosen=OFF), "Off", "What it cannot do"),
        (CartLimitView(allowed=True, chosen=ON), "On", "Backorder looks every night"),
        (CartLimitView(allowed=True, chosen=ON, settled=False), "On its way", "What it cannot do"),
        (
            CartLimitView(allowed=True, chosen=ON, settled=False, problem="Function not found."),
            "On its way",
            "Function not found. Backorder tries again by itself.",
        ),
        (
            CartLimitView(allowed=True, chosen=ON, theirs=Theirs.OFF),
            "Off",
            "Somebody switched the limit off in Shopify",
        ),
        (CartLimitView(allowed=True, chosen=ON, theirs=Theirs.GONE), "Off", "Somebody deleted the limit in Shopify"),
        (CartLimitView(allowed=True, chosen=ON, theirs=Theirs.CHANGED), "On", "It works as they set it."),
    ],
)
def test_the_page_says_whether_it_works_and_what_somebody_did_to_it(view, badge, sentence):
    html = page(view)
    section = html[html.index('id="limit"') :]
    assert f">{badge}</s-badge>" in section
    assert sentence in section


@pytest.mark.parametrize(
    ("form", "limit", "said"),
    [
        (FORM, ON, "The limit is on its way to Shopify."),
        (
            FORM | {"broken": "go_on", "stale": "go_on"},
            CartLimit(True, blocks=False, fail_open=True),
            "The limit is on",
        ),
        ({"broken": "stop", "stale": "stop"}, OFF, "Carts are limited no more."),
    ],
)
def test_what_is_chosen_is_set(form, limit, said):
    settings = FakeSettings()
    assert toast(post(settings, "/settings/limit", **form)).startswith(said)
    assert settings.done == [("limit", limit, USER)]


def test_a_choice_that_is_missing_is_asked_for_at_its_field_and_nothing_is_set():
    settings = FakeSettings()
    response = post(settings, "/settings/limit", on="yes", broken="maybe")
    assert response.status_code == 422
    assert response.text.count('error="Choose what happens then"') == 2
    assert settings.done == []


def test_switching_on_without_the_permission_is_a_sentence_on_the_page():
    settings = FakeSettings(limit=CartLimitView(allowed=False, chosen=OFF))
    response = post(settings, "/settings/limit", **FORM)
    assert response.status_code == 422
    assert "Allow the limit in Shopify first" in response.text
    assert settings.done == []


def test_a_permission_just_given_is_taken_at_once_and_said():
    renewed = []
    settings = FakeSettings()
    site = build_site(demo_shop(), settings=settings)
    gate = site.state.admin.gate
    object.__setattr__(gate, "renew", lambda session, _token: renewed.append(session.shop))
    assert toast(ask(site, "POST", "/settings/limit/permission")) == "You can switch the limit on now."
    assert renewed == ["northpine.myshopify.com"]

    settings.limit = CartLimitView(allowed=False, chosen=OFF)
    assert toast(ask(site, "POST", "/settings/limit/permission")) == "Shopify gave no permission."


def test_a_merchant_may_have_it_compared_with_shopify_at_once():
    settings = FakeSettings(limit=CartLimitView(allowed=True, chosen=ON))
    assert toast(post(settings, "/settings/limit/look")) == "Backorder is looking at what Shopify has."
    assert settings.done == [("look at the limit",)]
