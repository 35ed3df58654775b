import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest

from app.shopify.errors import NeedsReauth, SessionRejected, ShopFrozen
from tests.unit.admin.shop import DOMAIN, demo_shop
from tests.unit.admin.site import API_KEY, APP_URL, as_htmx, ask, build_site, id_token

DOCUMENT = f"/backorders?q=boot&embedded=1&shop={DOMAIN}"


def site():
    return build_site(demo_shop())


def test_a_document_with_a_token_in_its_address_is_served():
    assert ask(site(), "GET", f"/backorders?id_token={id_token()}", headers={}).status_code == 200


def test_a_document_without_a_token_bounces_and_comes_back_to_the_same_state():
    response = ask(site(), "GET", DOCUMENT, headers={"Sec-Fetch-Dest": "iframe"})
    assert response.status_code == 302
    target = urlsplit(response.headers["location"])
    reload = parse_qs(target.query)["shopify-reload"][0]
    assert target.path == "/session-token-bounce"
    assert reload == f"{APP_URL}{DOCUMENT}&bounced=1"
    assert response.headers["cache-control"] == "no-store"


def test_an_expired_token_never_travels_on_through_the_bounce():
    response = ask(site(), "GET", f"{DOCUMENT}&id_token={id_token(expires_in=-60)}", headers={})
    assert "id_token" not in response.headers["location"]


def test_a_second_refusal_in_a_row_is_a_page_and_not_a_loop():
    response = ask(site(), "GET", f"{DOCUMENT}&bounced=1", headers={"Sec-Fetch-Dest": "iframe"})
    assert response.status_code == 403
    assert "Open Backorder again from your Shopify admin" in response.text


@pytest.mark.parametrize(
    "token",
    [
        id_token(expires_in=-60),
        id_token(audience="another-app"),
        id_token(secret="not-the-secret-of-this-app-at-all-0"),
        "nonsense",
        "",
    ],
)
def test_a_fetch_whose_token_does_not_hold_is_asked_to_try_again(token):
    response = ask(site(), "GET", "/backorders", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 401
    assert response.headers["x-shopify-retry-invalid-session-request"] == "1"
    assert response.headers["hx-reswap"] == "none"
    assert response.content == b""


def test_a_token_in_an_address_never_changes_anything():
    shop = demo_shop()
    response = ask(build_site(shop), "POST", f"/variants/off?id_token={id_token()}", headers={}, data={"ids": "1"})
    assert response.status_code == 302
    assert shop.done == []


def test_a_window_of_its_own_is_led_into_the_admin():
    response = ask(site(), "GET", f"/backorders?shop={DOMAIN}", headers={"Sec-Fetch-Dest": "document"})
    assert response.headers["location"] == f"https://admin.shopify.com/store/northpine/apps/{API_KEY}/backorders"


@pytest.mark.parametrize("shop", ["", "evil.example", "northpine.myshopify.com.evil.example", "a/b.myshopify.com"])
def test_a_window_of_its_own_without_a_real_shop_is_led_nowhere(shop):
    response = ask(site(), "GET", f"/?shop={shop}", headers={"Sec-Fetch-Dest": "document"})
    assert response.status_code == 403
    assert "location" not in response.headers


def test_the_bounce_page_holds_app_bridge_and_no_other_script():
    response = ask(site(), "GET", f"/session-token-bounce?shop={DOMAIN}&shopify-reload={APP_URL}/backorders")
    assert response.text.count("<script") == 1
    assert "app-bridge.js" in response.text
    assert f"frame-ancestors https://{DOMAIN} https://admin.shopify.com;" in response.headers["content-security-policy"]


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/backorders", f"{APP_URL}.evil.example/", ""]
)
def test_the_bounce_page_leads_nowhere_else(target):
    response = ask(site(), "GET", f"/session-token-bounce?shopify-reload={target}")
    assert response.status_code == 400


def test_the_shop_is_the_tokens_and_never_the_addresss():
    seen = []

    def admit(session, token):
        seen.append(session.shop)
        raise SessionRejected("stop here")

    ask(build_site(demo_shop(), admit=admit), "GET", "/backorders?shop=other.myshopify.com")
    assert seen == [DOMAIN]


def test_a_token_that_shopify_does_not_trade_is_asked_for_again():
    def admit(session, token):
        raise SessionRejected("invalid_subject_token")

    assert ask(build_site(demo_shop(), admit=admit), "GET", "/").status_code == 401


def test_an_act_is_recorded_with_the_number_of_its_staff_member():
    shop = demo_shop()
    ask(build_site(shop), "POST", "/variants/off", data={"ids": "44011223344551"})
    claims = json.loads(base64.urlsafe_b64decode(as_htmx()["Authorization"].split(".")[1] + "=="))
    assert shop.done == [("off", (44011223344551,), claims["sub"])]


@pytest.mark.parametrize(
    ("refusal", "heading", "sentence"),
    [
        (NeedsReauth("It is dead."), "Shopify has ended our access", "Open Backorder again from your Shopify admin."),
        (ShopFrozen("It is frozen."), "Shopify has closed this shop for now", "once the shop is open again."),
    ],
)
def test_a_shop_that_cannot_be_asked_is_a_page_that_says_what_to_do(refusal, heading, sentence):
    def admit(_session, _token):
        raise refusal

    page = ask(build_site(demo_shop(), admit=admit), "GET", "/").text
    assert heading in page
    assert sentence in page
