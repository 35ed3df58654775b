import re
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import expect

from app.admin.views import Received

pytestmark = pytest.mark.browser


@pytest.fixture
def move(stage):
    """The page of a supply, with its form as it loads."""
    stage.open("/incoming/1")
    expect(stage.app.get_by_label("New arrival date")).to_have_value("2026-12-03")
    return stage


def save_bar(stage):
    return stage.page.get_by_role("region", name="Unsaved changes")


def test_the_save_bar_comes_with_a_change_and_goes_with_discard(move):
    expect(save_bar(move)).to_be_hidden()
    move.app.get_by_label("Reason").fill("Storm")
    expect(save_bar(move)).to_be_visible()
    save_bar(move).get_by_role("button", name="Discard").click()
    expect(move.app.get_by_label("Reason")).to_have_value("")
    expect(save_bar(move)).to_be_hidden()


def test_a_date_is_moved_from_the_save_bar(move):
    move.app.get_by_label("New arrival date").fill("2026-12-19")
    move.app.get_by_label("Reason").fill("Port strike")
    save_bar(move).get_by_role("button", name="Save").click()
    expect(move.toast()).to_have_text("Date moved. 3 orders now ship later.")
    expect(move.app.get_by_text("Mia Merchant")).to_be_visible()
    expect(save_bar(move)).to_be_hidden()
    assert move.shop.done == [("move", 1, date(2026, 12, 19), "Port strike", "901")]


def test_a_date_is_moved_with_the_keyboard_alone(move):
    move.app.get_by_label("New arrival date").fill("2026-12-19")
    move.app.get_by_label("Reason").fill("Port strike")
    move.app.get_by_label("Reason").press("Enter")
    expect(move.toast()).to_contain_text("Date moved.")
    assert len(move.shop.done) == 1


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(move):
    move.app.get_by_label("New arrival date").fill("2020-01-01")
    move.app.get_by_role("button", name="Move date").click()
    expect(move.app.get_by_role("alert")).to_contain_text("Fix these 2 things first")
    expect(move.app.get_by_label("New arrival date")).to_have_value("2020-01-01")
    expect(move.app.get_by_label("New arrival date")).to_have_attribute("aria-invalid", "true")
    expect(move.app.locator("s-date-field .error")).to_have_text("Choose today or a later date")
    expect(move.app.locator("[data-focus]")).to_be_focused()
    expect(save_bar(move)).to_be_hidden()
    assert move.shop.done == []


def test_the_form_can_be_mended_and_sent_after_it_was_refused(move):
    move.app.get_by_role("button", name="Move date").click()
    expect(move.app.get_by_role("alert")).to_be_visible()
    move.app.get_by_label("New arrival date").fill("2026-12-19")
    move.app.get_by_label("Reason").fill("Port strike")
    expect(save_bar(move)).to_be_visible()
    save_bar(move).get_by_role("button", name="Save").click()
    expect(move.toast()).to_contain_text("Date moved.")


def test_a_date_that_somebody_else_moved_is_asked_about_again(move):
    move.shop.move_eta(1, 1, to=date(2026, 12, 5), seen=date(2026, 12, 3), reason="", user="902")
    move.app.get_by_label("New arrival date").fill("2026-12-19")
    move.app.get_by_label("Reason").fill("Port strike")
    move.app.get_by_role("button", name="Move date").click()
    expect(move.app.get_by_role("alert")).to_contain_text("The date was set to 2026-12-05 meanwhile")
    expect(move.app.get_by_label("Reason")).to_have_value("Port strike")
    move.app.get_by_role("button", name="Move date").click()
    expect(move.toast()).to_contain_text("Date moved.")


def test_leaving_a_changed_form_is_asked_about(move):
    move.app.get_by_label("Reason").fill("Storm")
    expect(save_bar(move)).to_be_visible()
    move.page.locator("#app-nav").get_by_role("link", name="Backorders").click()
    question = move.page.get_by_role("dialog", name="Leave page with unsaved changes?")
    question.get_by_role("button", name="Stay").click()
    expect(move.app.get_by_label("Reason")).to_have_value("Storm")
    move.page.locator("#app-nav").get_by_role("link", name="Backorders").click()
    question.get_by_role("button", name="Leave page").click()
    expect(move.title()).to_have_text("Backorders")
    expect(save_bar(move)).to_be_hidden()


def test_a_shipment_is_received_short(stage):
    stage.open("/incoming/1")
    stage.action("Receive").click()
    expect(stage.title()).to_have_text("Receive #T0003-1")
    stage.app.get_by_label("Accepted units of Fjord Enamel Kettle, Blue").fill("37")
    stage.app.get_by_label("Rejected units of Fjord Enamel Kettle, Blue").fill("1")
    stage.app.get_by_label("Accepted units of Pine Desk Lamp").fill("0")
    stage.app.get_by_role("button", name="Receive units").click()
    expect(stage.toast()).to_have_text("Receiving 37 units. Waiting orders follow in a moment.")
    expect(stage.page).to_have_url(re.compile("/incoming/1$"))
    expect(stage.app.get_by_text("2 units", exact=True)).to_be_visible()
    assert stage.shop.done == [("receive", (Received(1, 37, 1),), "901")]


def test_a_page_shows_by_itself_what_followed_from_an_act(stage):
    stage.open("/incoming/1/receipt")
    stage.app.get_by_role("button", name="Receive units").click()
    expect(stage.app.get_by_text("Tallinn Metalworks")).to_be_visible()
    stage.shop.supplies[0] = replace(stage.shop.supplies[0], supplier="Counted at the dock")
    expect(stage.app.get_by_text("Counted at the dock")).to_be_visible()


def test_a_page_that_is_being_filled_in_is_left_alone(move):
    move.app.get_by_label("New arrival date").fill("2026-12-19")
    move.app.get_by_label("Reason").fill("Port strike")
    move.app.get_by_role("button", name="Move date").click()
    expect(move.toast()).to_contain_text("Date moved.")
    expect(move.app.get_by_label("Reason")).to_have_value("")
    move.app.get_by_label("Reason").fill("A second thought")
    looked = len(move.answers("fetch"))
    move.frame().evaluate(
        "document.dispatchEvent(new CustomEvent('follow', {detail: {path: '/incoming/1', after: [0]}}))"
    )
    move.frame().evaluate("new Promise((done) => setTimeout(done))")
    expect(move.app.get_by_label("Reason")).to_have_value("A second thought")
    assert len(move.answers("fetch")) == looked


def test_an_answer_that_comes_after_the_merchant_began_to_type_changes_nothing(move):
    held, address = [], re.compile(r"/incoming/1(\?|$)")
    move.page.route(address, lambda route: held.append(route))  # noqa: PLW0108  it must be a function
    move.frame().evaluate(
        """() => {
          window.answered = new Promise((done) => document.addEventListener('htmx:finally:request', () => done(true)));
          document.activeElement.blur();
        }"""
    )
    with move.page.expect_request(address, timeout=5000):
        move.frame().evaluate(
            "document.dispatchEvent(new CustomEvent('follow', {detail: {path: '/incoming/1', after: [0]}}))"
        )
    move.app.get_by_label("Reason").fill("A second thought")
    held[0].continue_()
    assert move.frame().evaluate("window.answered") is True
    expect(move.app.get_by_label("Reason")).to_have_value("A second thought")


def test_more_than_is_coming_is_not_received(stage):
    stage.open("/incoming/1/receipt")
    stage.app.get_by_label("Accepted units of Fjord Enamel Kettle, Blue").fill("41")
    stage.app.get_by_role("button", name="Receive units").click()
    expect(stage.app.get_by_role("alert")).to_contain_text("Only 40 of these are still on their way")
    expect(stage.app.get_by_label("Accepted units of Fjord Enamel Kettle, Blue")).to_have_value("41")
    assert stage.shop.done == []


def test_a_second_click_does_not_receive_twice(stage):
    stage.open("/incoming/1/receipt")
    stage.app.get_by_role("button", name="Receive units").dblclick()
    expect(stage.toast()).to_contain_text("Receiving 45 units.")
    assert len(stage.shop.done) == 1


def test_without_a_connection_nothing_is_lost(move):
    move.app.get_by_label("Reason").fill("Storm")
    move.page.route("**/incoming/1/date", lambda route: route.abort())
    move.app.get_by_role("button", name="Move date").click()
    expect(move.toast()).to_have_text("No answer. Check your connection, then try again.")
    expect(move.app.get_by_label("Reason")).to_have_value("Storm")
    move.errors.clear()
