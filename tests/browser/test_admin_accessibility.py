import pytest
from playwright.sync_api import expect

from tests.unit.admin.shop import FakeShop, demo_shop

pytestmark = pytest.mark.browser
PAGES = [
    "/",
    "/backorders",
    "/backorders/44011223344551",
    "/incoming/1",
    "/incoming/2",
    "/incoming/1/receipt",
    "/settings",
    "/leaving",
    "/x",
]


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_any_page(stage_for, width):
    with stage_for(demo_shop(), width=width) as stage:
        found = {}
        for path in [*PAGES, "/backorders?q=zebra"]:
            stage.open(path)
            found[path] = stage.violations()
        assert found == {path: [] for path in found}


@pytest.mark.parametrize("path", ["/", "/backorders"])
def test_axe_finds_nothing_in_a_shop_with_nothing_in_it(stage_for, path):
    with stage_for(FakeShop()) as stage:
        stage.open(path)
        assert stage.violations() == []


def test_axe_finds_nothing_in_a_form_with_errors(telephone):
    telephone.open("/incoming/1")
    telephone.app.get_by_role("button", name="Move date").click()
    expect(telephone.app.get_by_role("alert")).to_be_visible()
    assert telephone.violations() == []


def test_axe_finds_nothing_in_an_open_question(telephone):
    telephone.open("/backorders/44011223344551")
    telephone.action("Switch off").click()
    expect(telephone.app.get_by_role("heading", name="Switch backorders off?")).to_be_visible()
    assert telephone.violations() == []


@pytest.mark.parametrize("width", [390, 320])
def test_no_page_scrolls_sideways(stage_for, width):
    with stage_for(demo_shop(), width=width) as stage:
        widths = {}
        for path in PAGES:
            stage.open(path)
            widths[path] = stage.frame().evaluate("document.documentElement.scrollWidth")
        assert widths == dict.fromkeys(PAGES, width)


def test_the_list_is_walked_with_the_keyboard(stage):
    stage.open("/backorders")
    stage.app.get_by_label("Search product or SKU").focus()
    stops = []
    for _ in range(8):
        stage.page.keyboard.press("Tab")
        stops.append(stage.frame().evaluate("document.activeElement.textContent.trim().slice(0, 18)"))
    assert stops[1:] == [
        "All (3)",
        "Late (1)",
        "No date (0)",
        "At risk (0)",
        "On track (2)",
        "Ridge Hiking Boot",
        "Fjord Enamel Kettl",
    ]
    stage.page.keyboard.press("Enter")
    expect(stage.title()).to_have_text("Fjord Enamel Kettle, Blue")


def test_an_open_question_is_closed_with_escape_and_the_focus_returns(stage):
    stage.open("/backorders/44011223344551")
    stage.action("Switch off").click()
    expect(stage.app.get_by_role("button", name="Cancel")).to_be_visible()
    stage.page.keyboard.press("Escape")
    expect(stage.app.get_by_role("button", name="Cancel")).to_be_hidden()


def test_a_page_of_elements_that_never_load_still_shows_its_words(stage_for):
    with stage_for(demo_shop()) as stage:
        stage.page.route("**/polaris-local.js", lambda route: route.abort())
        stage.page.goto(f"{stage.admin_url}/admin/northpine.myshopify.com/backorders")
        expect(stage.app.get_by_text("Fjord Enamel Kettle")).to_be_visible()
        stage.errors.clear()
