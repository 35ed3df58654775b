"""What somebody else has changed: the pages that say so, and the questions that are answered there."""

import pytest
from playwright.sync_api import expect

from tests.unit.admin.shop import KETTLE, meddled_shop

pytestmark = pytest.mark.browser
PAGES = ["/", "/backorders?changed=yes", "/backorders/44011223344551", "/backorders/44011223344552"]


@pytest.fixture
def kettle(stage_for):
    with stage_for(meddled_shop(), width=1280) as stage:
        stage.open(f"/backorders/{KETTLE}")
        yield stage


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_where_others_have_changed_things(stage_for, width):
    with stage_for(meddled_shop(), width=width) as stage:
        found = {}
        for path in PAGES:
            stage.open(path)
            found[path] = stage.violations()
        assert found == {path: [] for path in PAGES}


def test_none_of_it_scrolls_sideways_on_a_telephone(stage_for):
    with stage_for(meddled_shop(), width=390) as stage:
        widths = {}
        for path in PAGES:
            stage.open(path)
            widths[path] = stage.frame().evaluate("document.documentElement.scrollWidth")
        assert widths == dict.fromkeys(PAGES, 390)


def test_a_policy_is_taken_over_again_after_a_question(kettle):
    kettle.app.get_by_role("button", name="Take it over again").click()
    expect(kettle.app.get_by_role("heading", name="Take it over again?")).to_be_visible()
    kettle.app.get_by_role("button", name="Take it over", exact=True).click()
    expect(kettle.toast()).to_have_text("Backorder looks after it again. Your shop follows in a moment.")
    assert kettle.shop.done == [("take over", KETTLE, "901")]


def test_a_policy_is_left_with_one_click(kettle):
    kettle.app.get_by_role("button", name="Leave it", exact=True).click()
    expect(kettle.toast()).to_have_text("It stays as it is.")
    assert kettle.shop.done == [("leave it", KETTLE, "901")]


def test_an_order_is_held_again_after_a_question(kettle):
    kettle.app.get_by_role("button", name="Hold again: #1042").click()
    expect(kettle.app.get_by_role("heading", name="Hold #1042 again?")).to_be_visible()
    assert kettle.violations() == []
    kettle.app.get_by_role("button", name="Hold again", exact=True).click()
    expect(kettle.toast()).to_have_text("Backorder looks after it again. Your shop follows in a moment.")
    assert kettle.shop.done == [("again", 6100200300401, "holds", "901")]
