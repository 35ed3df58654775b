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


def test_an_order_is_written_line_by_line_and_goes_out_when_its_quantities_are_agreed(stage_for):
    with stage_for(demo_shop(), width=1200) as stage:
        stage.open("/purchases/31/line?variant=44011223344551")
        stage.app.get_by_label("Units", exact=True).fill("21")
        stage.app.get_by_label("Cost of one unit").fill("12.5")
        stage.app.get_by_role("button", name="Save line").click()
        expect(stage.toast()).to_have_text("The line is in the order.")
        stage.app.get_by_role("button", name="Mark as ordered").click()
        expect(stage.app.get_by_text("It was not done")).to_be_visible()
        stage.app.get_by_label("The supplier agrees to these quantities").check()
        stage.app.get_by_role("button", name="Mark as ordered").click()
        expect(stage.toast().last).to_contain_text("Ordered: its units are on their way.")
        assert stage.violations() == []


def test_a_file_is_uploaded_checked_and_taken_over(stage_for, tmp_path):
    file = tmp_path / "spring.csv"
    file.write_text("sku,quantity\r\nK,4\r\n")
    with stage_for(demo_shop(), width=390, height=844) as stage:
        stage.open("/imports/new")
        stage.app.get_by_role("button", name="Check file").click()
        expect(stage.app.get_by_text("Choose a file")).to_be_visible()
        stage.app.locator("input[type=file]").set_input_files(file)
        stage.app.get_by_role("button", name="Check file").click()
        expect(stage.toast()).to_contain_text("spring.csv is read.")
        with stage.page.expect_download() as downloaded:
            stage.app.get_by_role("link", name="Download all of them").click()
        assert downloaded.value.suggested_filename == "rows-to-mend.csv"
        stage.app.get_by_role("button", name="Take over the 12 good rows").click()
        expect(stage.app.get_by_label("Rows taken over")).to_be_visible()
        assert stage.violations() == []
