import pytest
from playwright.sync_api import expect

from tests.unit.admin.shop import demo_shop

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1200, 390])
def test_a_merchant_reads_what_differed_and_has_it_compared_again(stage_for, width):
    with stage_for(demo_shop(), width=width) as stage:
        stage.open("/compared")
        expect(stage.app.get_by_text("4 differences found.")).to_be_visible()
        expect(stage.app.get_by_text("Somebody set it after us").first).to_be_visible()
        assert stage.violations() == []
        assert stage.frame().evaluate("document.documentElement.scrollWidth") <= width
        stage.app.get_by_role("button", name="Compare now").click()
        expect(stage.toast()).to_have_text("Everything is being compared.")
        expect(stage.app.get_by_text("It begins in a moment.")).to_be_visible()
        expect(stage.app.get_by_role("button", name="Compare now")).to_have_count(0)
        assert stage.shop.done == [("compare", "901")]
        assert stage.violations() == []
