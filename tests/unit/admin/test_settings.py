import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from app.admin.settings_forms import Days, fresh_days, read_days, read_key
from app.admin.views import Moved
from app.db.shown_settings import ShopSettingsView, SupplierDays
from tests.unit.admin.settings import BROKEN, CONNECTED, METALWORKS, TANNERY, UNKNOWN_KEY, WEAVERS, FakeSettings
from tests.unit.admin.shop import demo_shop
from tests.unit.admin.site import USER, ask, build_site

KEY = "pk_4f0a9c"
VIEW = FakeSettings().read(1)


def text_of(html):
    """A page's words, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace("\u202f", " ")


def page(settings=None):
    return ask(build_site(demo_shop(), settings=settings or FakeSettings()), "GET", "/settings")


def post(settings, path, **data):
    return ask(build_site(demo_shop(), settings=settings), "POST", path, data=data)


def toast(response):
    assert response.status_code == 204
    assert json.loads(response.headers["hx-location"])["path"] == "/settings"
    return json.loads(response.headers["hx-trigger"])["toast"]["message"]


def test_a_shop_without_klaviyo_is_asked_for_a_key_and_told_which_scopes_it_needs():
    html = page().text
    assert 'label="Private API key"' in html
    assert "accounts:read, events:write and metrics:read" in html
    assert "Disconnect" not in html


def test_a_key_is_tried_kept_and_said_to_be_connected():
    settings = FakeSettings()
    response = post(settings, "/settings/klaviyo", key=f"  {KEY}\n")
    assert toast(response) == "Klaviyo is connected. Now build your flows."
    assert settings.done == [("connect", KEY, USER)]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("", "Paste your private API key"),
        ("AbC123", "Paste a private key: it starts with pk_, then letters and digits"),
        ("pk_a b", "Paste a private key: it starts with pk_, then letters and digits"),
        ("pk_ä", "Paste a private key: it starts with pk_, then letters and digits"),
        (UNKNOWN_KEY, "Klaviyo does not accept this private key."),
    ],
)
def test_a_key_that_opens_nothing_is_answered_at_its_field_and_never_shown_again(key, sentence):
    settings = FakeSettings()
    with capture_logs() as logs:
        response = post(settings, "/settings/klaviyo", key=key)
    assert response.status_code == 422
    assert f'value="" error="{sentence}"' in response.text
    assert not key or key not in response.text + str(logs)
    assert settings.done == []


def test_examples_that_did_not_arrive_are_said_and_do_not_undo_the_connection():
    settings = FakeSettings(examples_problem="Klaviyo asked us to slow down.")
    response = post(settings, "/settings/klaviyo", key=KEY)
    assert toast(response) == ("Klaviyo is connected. The example events are missing: Klaviyo asked us to slow down.")
    assert settings.klaviyo is CONNECTED


def test_a_connection_shows_its_account_and_since_when_and_can_be_taken_away():
    settings = FakeSettings(klaviyo=CONNECTED)
    html = page(settings).text
    assert "State Connected Account AbC123 Connected since Nov 20, 2026, 9:30 AM" in text_of(html)
    assert "Disconnect Klaviyo?" in html
    assert "Private API key" not in html
    response = post(settings, "/settings/klaviyo/disconnect")
    assert toast(response) == "Klaviyo is disconnected. Customers hear nothing until you connect again."
    assert settings.done == [("disconnect", USER)]


def test_a_broken_connection_says_why_and_asks_for_a_new_key():
    words = text_of(page(FakeSettings(klaviyo=BROKEN)).text)
    assert "Not working" in words
    assert "Klaviyo does not accept this private key. Messages wait until you connect again" in words
    assert "Connect again" in words


def test_examples_are_sent_again_when_asked():
    settings = FakeSettings(klaviyo=CONNECTED)
    assert toast(post(settings, "/settings/klaviyo/examples")) == (
        "All five events are in Klaviyo, each with an example."
    )
    assert settings.done == [("examples",)]


def test_examples_that_fail_again_say_why_on_the_page():
    settings = FakeSettings(klaviyo=CONNECTED, examples_problem="Klaviyo asked us to slow down.")
    response = post(settings, "/settings/klaviyo/examples")
    assert response.status_code == 400
    assert 'heading="The examples did not reach Klaviyo"' in response.text
    assert "Klaviyo asked us to slow down." in text_of(response.text)


def test_every_supplier_says_what_counts_for_it():
    words = text_of(page().text)
    assert "Tallinn Metalworks Your own 5 days" in words
    assert "Tartu Weavers Its own record" in words
    assert "Viljandi Tannery The usual 3 days" in words


def test_a_shop_without_suppliers_is_told_how_they_come():
    assert "Tag a transfer in Shopify" in page(FakeSettings(suppliers=())).text


def test_days_that_move_more_than_one_moment_allows_are_saved_and_that_is_told():
    class Large(FakeSettings):
        def set_buffers(self, shop, *, usual, own, user):
            super().set_buffers(shop, usual=usual, own=own, user=user)
            return Moved(0, 0, in_steps=True)

    response = post(Large(), "/settings/days", usual="4")
    assert toast(response) == "Delivery times saved. Open orders follow one after another."


def test_days_are_saved_and_their_effect_is_told():
    settings = FakeSettings()
    response = post(settings, "/settings/days", usual="4", own_1="", own_2="7", own_3="")
    assert toast(response) == "Delivery times saved. 2 orders now ship later."
    assert settings.done == [("days", 4, {METALWORKS: None, WEAVERS: 7, TANNERY: None}, USER)]


def test_days_that_cannot_be_are_the_same_page_with_what_was_typed():
    settings = FakeSettings()
    response = post(settings, "/settings/days", usual="91", own_1="soon", own_2="", own_3="0")
    assert response.status_code == 422
    assert 'value="91" error="Enter a whole number from 0 to 90"' in response.text
    assert 'value="soon" error="Enter a whole number from 0 to 90, or leave it empty"' in response.text
    assert settings.done == []


def test_a_supplier_that_came_after_the_page_was_opened_keeps_what_it_has():
    assert read_days({"usual": "3", "own_2": "1"}, VIEW)[1] == Days(3, {METALWORKS: 5, WEAVERS: 1, TANNERY: None})


def test_the_usual_days_are_never_empty():
    assert read_days({"usual": " "}, VIEW)[0].errors == {"usual": "Enter a whole number from 0 to 90"}


@given(
    usual=st.integers(0, 90),
    own=st.dictionaries(st.integers(1, 2**63 - 1), st.none() | st.integers(0, 90), max_size=5),
)
def test_saving_what_is_shown_changes_nothing(usual, own):
    suppliers = tuple(SupplierDays(who, str(who), days, learned=False) for who, days in own.items())
    view = ShopSettingsView(None, usual, suppliers)
    assert read_days(fresh_days(view).values, view)[1] == Days(usual, own)


@given(st.integers(-200, 2000))
def test_days_are_taken_exactly_from_0_to_90(days):
    form, found = read_days({"usual": str(days)}, VIEW)
    assert form.ok == (found is not None) == (0 <= days <= 90)


@given(st.text(max_size=40))
def test_whatever_is_taken_for_a_key_may_stand_in_a_header(typed):
    _, key = read_key(typed)
    assert key is None or (key.isascii() and key.isprintable() and " " not in key)


def test_hours_of_sharing_are_saved_and_an_empty_field_is_first_come_first_served():
    settings = FakeSettings()
    assert toast(post(settings, "/settings/sharing", hours=" 24 ")).startswith("Orders of 24 hours share from now on.")
    assert toast(post(settings, "/settings/sharing", hours="")).startswith("First come, first served from now on.")
    assert settings.done == [("sharing", 24, USER), ("sharing", None, USER)]


@pytest.mark.parametrize("typed", ["0", "337", "-1", "1.5", "a day", "9999999"])
def test_hours_that_cannot_be_are_the_same_page_with_what_was_typed(typed):
    settings = FakeSettings()
    response = post(settings, "/settings/sharing", hours=typed)
    assert response.status_code == 422
    assert f'value="{typed}" error="Enter a whole number from 1 to 336, or leave it empty"' in response.text
    assert settings.done == []


def test_the_hours_that_stand_are_in_their_field():
    assert 'name="hours" value="8"' in page(FakeSettings(hours=8)).text


def test_whether_deliveries_become_transfers_is_saved_and_shown():
    settings = FakeSettings()
    assert toast(post(settings, "/settings/transfers", transfers="1")).endswith("become transfers in Shopify too.")
    assert "checked" in page(settings).text
    assert toast(post(settings, "/settings/transfers")).endswith("stay here.")
    assert settings.done == [("transfers", True, USER), ("transfers", False, USER)]


def test_orders_move_to_their_stock_only_once_the_merchant_says_so_and_stay_again_when_taken_back():
    settings = FakeSettings()
    assert "Orders stay where Shopify puts them." in page(settings).text

    assert toast(post(settings, "/settings/moving", moves="true")) == "Orders move to where their stock is from now on."
    assert 'name="moves" value="false"' in page(settings).text
    post(settings, "/settings/moving", moves="false")

    assert settings.done == [("moving", True, USER), ("moving", False, USER)]


def test_orders_ship_in_one_parcel_once_the_merchant_says_so_and_as_units_arrive_again_when_taken_back():
    settings = FakeSettings()
    assert "Units leave as they arrive." in page(settings).text

    said = toast(post(settings, "/settings/parcels", one="true"))
    assert said == "Orders leave in one parcel from now on. 3 orders now ship later."
    assert "Orders leave in one parcel, when all of it is there." in page(settings).text
    assert 'name="one" value="false"' in page(settings).text
    post(settings, "/settings/parcels", one="false")

    assert settings.done == [("parcels", True, USER), ("parcels", False, USER)]
