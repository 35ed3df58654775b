import re

import pytest
from playwright.sync_api import expect
from structlog.testing import capture_logs

pytestmark = pytest.mark.browser


def test_the_first_page_loads_with_the_token_of_its_address_and_then_forgets_it(stage):
    stage.open("/backorders")
    expect(stage.title()).to_have_text("Backorders")
    expect(stage.app.get_by_role("link", name="Fjord Enamel Kettle")).to_be_visible()
    (path, status), *more = stage.answers("document")
    assert (status, more) == (200, [])
    assert "id_token=" in path
    assert "id_token" not in stage.frame().url
    assert stage.page.url.endswith("/admin/northpine.myshopify.com/backorders")


def test_a_document_without_a_token_bounces_to_the_same_state(stage):
    stage.open("/")
    stage.frame().evaluate("location.assign('/backorders?q=boot&shop=northpine.myshopify.com')")
    expect(stage.title()).to_have_text("Backorders")
    assert [status for _, status in stage.answers("document")] == [200, 302, 200, 200]
    assert stage.frame().url.endswith("/backorders?q=boot&shop=northpine.myshopify.com")


def test_a_token_that_expired_meanwhile_is_replaced_without_a_word(stage):
    stage.open("/backorders")
    stage.page.evaluate("adminFrame.tokens = [{exp: -60}]")
    stage.app.get_by_role("link", name="Fjord Enamel Kettle").click()
    expect(stage.title()).to_have_text("Fjord Enamel Kettle, Blue")
    assert [status for _, status in stage.answers("fetch")] == [401, 200]
    expect(stage.toast()).to_have_count(0)


def test_a_token_of_another_app_is_never_accepted(stage):
    stage.open("/backorders")
    stage.page.evaluate("adminFrame.tokens = Array(9).fill({aud: 'another-app'})")
    stage.app.get_by_role("link", name="Fjord Enamel Kettle").click()
    expect(stage.toast()).to_have_text("Your session has ended. Reload the page.")
    expect(stage.title()).to_have_text("Backorders")


def test_moving_about_loads_no_second_document(stage):
    stage.open("/")
    stage.page.locator("#app-nav").get_by_role("link", name="Backorders").click()
    expect(stage.title()).to_have_text("Backorders")
    stage.app.get_by_role("link", name="Fjord Enamel Kettle").click()
    expect(stage.page.locator("#badge")).to_have_text("Backorder")
    stage.page.locator("#trail").get_by_role("button", name="Backorders").click()
    expect(stage.title()).to_have_text("Backorders")
    expect(stage.page.locator("#app-nav [aria-current=page]")).to_have_text("Backorders")
    assert len(stage.answers("document")) == 1


def test_the_browsers_back_button_goes_back(stage):
    stage.open("/backorders")
    stage.app.get_by_role("link", name="Fjord Enamel Kettle").click()
    expect(stage.title()).to_have_text("Fjord Enamel Kettle, Blue")
    stage.page.go_back()
    expect(stage.title()).to_have_text("Backorders")
    expect(stage.app.locator("s-search-field")).to_be_visible()
    expect(stage.page).to_have_url(re.compile("/backorders$"))


def test_an_address_in_the_admin_opens_that_page(stage):
    stage.open("/backorders?outlook=late")
    expect(stage.app.locator("s-table-body s-table-row")).to_have_count(1)


def test_something_that_breaks_shows_a_page_inside_the_frame(stage):
    stage.open("/backorders")
    stage.shop.backorder = None
    with capture_logs() as logs:
        stage.app.get_by_role("link", name="Fjord Enamel Kettle").click()
        expect(stage.app.get_by_text(re.compile("Reference [0-9a-f]{8}"))).to_be_visible()
    assert logs[0]["event"] == "request_failed"
