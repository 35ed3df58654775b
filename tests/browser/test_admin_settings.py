import pytest
from playwright.sync_api import expect

from app.db.cart_limit import OFF, CartLimit
from app.db.pools import Region
from app.db.shown_regions import Place, RegionsView
from app.db.shown_settings import CartLimitView
from app.domain.ids import LocationId, PoolId
from tests.unit.admin.settings import BROKEN, CONNECTED, METALWORKS, TANNERY, UNKNOWN_KEY, WEAVERS, FakeSettings
from tests.unit.admin.shop import demo_shop

pytestmark = pytest.mark.browser


def test_a_key_is_mended_after_it_was_refused_and_stands_in_no_page(stage_for):
    settings = FakeSettings()
    with stage_for(demo_shop(), settings=settings) as stage:
        stage.open("/settings")
        field = stage.app.get_by_label("Private API key")
        expect(field).to_have_attribute("type", "password")
        field.fill(UNKNOWN_KEY)
        stage.app.get_by_role("button", name="Connect Klaviyo").click()
        expect(stage.app.locator("s-password-field .error")).to_have_text("Klaviyo does not accept this private key.")
        expect(field).to_have_value("")
        field.fill("pk_4f0a9c")
        field.press("Enter")
        expect(stage.toast()).to_have_text("Klaviyo is connected. Now build your flows.")
        expect(stage.app.get_by_text("AbC123")).to_be_visible()
        assert "pk_4f0a9c" not in stage.frame().content()
        assert settings.done == [("connect", "pk_4f0a9c", "901")]


def test_disconnecting_asks_first(stage_for):
    settings = FakeSettings(klaviyo=CONNECTED)
    with stage_for(demo_shop(), settings=settings) as stage:
        stage.open("/settings")
        stage.app.get_by_role("button", name="Disconnect").click()
        expect(stage.app.get_by_role("heading", name="Disconnect Klaviyo?")).to_be_visible()
        assert settings.done == []
        stage.app.locator("s-modal s-button[type=submit]").click()
        expect(stage.toast()).to_contain_text("Klaviyo is disconnected.")
        expect(stage.app.get_by_label("Private API key")).to_be_visible()
        assert settings.done == [("disconnect", "901")]


def test_days_are_saved_from_the_save_bar(stage_for):
    settings = FakeSettings()
    with stage_for(demo_shop(), settings=settings) as stage:
        stage.open("/settings")
        stage.app.get_by_label("Own days of Tartu Weavers").fill("7")
        stage.app.get_by_label("Own days of Tallinn Metalworks").fill("")
        save_bar = stage.page.get_by_role("region", name="Unsaved changes")
        save_bar.get_by_role("button", name="Save").click()
        expect(stage.toast()).to_have_text("Delivery times saved. 2 orders now ship later.")
        expect(save_bar).to_be_hidden()
        assert settings.done == [("days", 3, {METALWORKS: None, WEAVERS: 7, TANNERY: None}, "901")]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("klaviyo", [CONNECTED, BROKEN], ids=["connected", "broken"])
def test_axe_finds_nothing_whatever_klaviyo_says(stage_for, klaviyo, width):
    with stage_for(demo_shop(), settings=FakeSettings(klaviyo=klaviyo), width=width) as stage:
        stage.open("/settings")
        assert stage.violations() == []
        assert stage.frame().evaluate("document.documentElement.scrollWidth") <= width


def test_the_limit_is_allowed_in_the_admin_and_switched_on_from_the_save_bar(stage_for):
    settings = FakeSettings(limit=CartLimitView(allowed=False, chosen=OFF))
    with stage_for(demo_shop(), settings=settings) as stage:
        stage.open("/settings")
        stage.app.get_by_role("button", name="Allow it").click()
        dialog = stage.page.get_by_role("dialog", name="Backorder asks for more")
        expect(dialog).to_contain_text("read_validations, write_validations")
        settings.limit = CartLimitView(allowed=True, chosen=OFF)
        dialog.get_by_role("button", name="Allow").click()
        expect(stage.toast()).to_have_text("You can switch the limit on now.")
        stage.app.get_by_label("Limit what a cart may hold").check()
        stage.app.get_by_label("passes without a limit").check()
        assert stage.violations() == []
        stage.page.get_by_role("region", name="Unsaved changes").get_by_role("button", name="Save").click()
        expect(stage.app.locator("s-switch[checked]")).to_be_attached()
        assert settings.done == [("limit", CartLimit(on=True, blocks=False), "901")]


def test_a_region_is_drawn_mended_and_deleted_again(stage_for):
    ohio, hamburg = Place(LocationId(1), "Ohio"), Place(LocationId(2), "Hamburg")
    settings = FakeSettings(regions_of=RegionsView((), (hamburg, ohio), orders=12))
    with stage_for(demo_shop(), settings=settings) as stage:
        stage.open("/settings")
        stage.app.get_by_role("link", name="Add a region").click()
        stage.app.get_by_label("Name of the region").fill("Europe")
        stage.app.get_by_label("Hamburg").check()
        stage.app.get_by_role("button", name="Save").click()
        expect(stage.app.locator("s-banner")).to_contain_text("Choose one country or more")
        expect(stage.app.get_by_label("Hamburg")).to_be_checked()
        for country in ("Germany", "Austria"):
            stage.app.get_by_label(country, exact=True).check()
        assert stage.violations() == []
        stage.app.get_by_role("button", name="Save").click()
        expect(stage.toast()).to_have_text("Europe is saved. 12 open orders are planned anew.")
        expect(stage.app.get_by_text("Austria, Germany")).to_be_visible()
        assert stage.violations() == []
        stage.app.get_by_role("link", name="Change Europe").click()
        stage.action("Delete region").click()
        stage.app.locator("s-modal s-button[type=submit]").click()
        expect(stage.app.get_by_text("All countries are served from all 2 locations together.")).to_be_visible()
        europe = Region("Europe", frozenset({"AT", "DE"}), frozenset({hamburg.id}))
        assert settings.done == [("region", europe, None, "901"), ("no region", PoolId(2), "901")]


def test_a_location_is_given_a_clock_of_its_own(stage_for):
    settings = FakeSettings()
    with stage_for(demo_shop(), settings=settings, width=390) as stage:
        stage.open("/settings")
        stage.app.get_by_role("link", name="Change Ohio").click()
        zone = stage.app.get_by_label("Time zone of this location")
        expect(zone.locator("option:checked")).to_have_text("The shop's: America/New York")
        zone.select_option("America/Los_Angeles")
        assert stage.violations() == []
        stage.app.get_by_role("button", name="Save").click()
        expect(stage.toast()).to_have_text("Ohio lives by America/Los Angeles time. 3 open orders are planned anew.")
        expect(stage.app.locator("s-table-cell", has_text="America/Los Angeles")).to_be_visible()
        assert settings.done == [("zone", 1, "America/Los_Angeles", "901")]
