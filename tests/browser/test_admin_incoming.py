import pytest
from playwright.sync_api import expect

from tests.unit.admin.shop import demo_shop

pytestmark = pytest.mark.browser


def test_incoming_stock_is_added_from_a_search_and_received_where_the_merchant_says(stage_for):
    with stage_for(demo_shop(), width=390, height=844) as stage:
        stage.open("/incoming")
        stage.action("Add incoming stock").click()
        stage.app.get_by_label("Search product or SKU").fill("kettle")
        stage.app.get_by_role("link", name="Fjord Enamel Kettle").click()
        stage.app.get_by_label("Units").fill("30")
        stage.app.get_by_label("Expected arrival").fill("2026-12-03")
        stage.app.locator("s-button[type=submit]").click()
        expect(stage.toast()).to_have_text("Incoming stock added. 2 orders now ship earlier.")
        expect(stage.app.get_by_label("Units announced")).to_have_value("30")
        stage.open("/incoming/8/receipt")
        stage.app.get_by_label("They are in Shopify's stock already").check()
        stage.app.get_by_label("Nothing more of this delivery comes").check()
        assert stage.violations() == []
        assert stage.frame().evaluate("document.documentElement.scrollWidth") <= 390
        stage.app.get_by_role("button", name="Receive units").click()
        expect(stage.toast()).to_contain_text("Receiving 12 units.")
