import re
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.contract.polaris_manifest import findings, read_manifest
from tests.unit.admin.settings import BROKEN, CONNECTED, FakeSettings
from tests.unit.admin.shop import BOOT, KETTLE, FakeShop, demo_shop, long_shop, meddled_shop
from tests.unit.admin.site import ask, build_site

ICONS = Path(__file__).parents[2] / "sandbox/admin_frame/static/polaris-local/icons.js"
PAGES = {
    "dashboard": ("GET", "/", {}),
    "list": ("GET", "/backorders", {}),
    "list, filtered": ("GET", "/backorders?q=boot&outlook=late&sort=most_owed", {}),
    "list, nothing matches": ("GET", "/backorders?q=nothing", {}),
    "variant": ("GET", f"/backorders/{KETTLE}", {}),
    "variant nobody waits for": ("GET", "/backorders/44011223344553", {}),
    "supply": ("GET", "/incoming/1", {}),
    "supply, overdue": ("GET", "/incoming/2", {}),
    "supply, errors": ("POST", "/incoming/1/date", {"to": "2020-01-01", "seen": "2026-12-03"}),
    "supply, conflict": ("POST", "/incoming/1/date", {"to": "2026-12-20", "seen": "2026-12-01", "reason": "storm"}),
    "receipt": ("GET", "/incoming/1/receipt", {}),
    "receipt, errors": ("POST", "/incoming/1/receipt", {"accepted_1": "99", "rejected_1": "x"}),
    "incoming": ("GET", "/incoming", {}),
    "incoming, nothing matches": ("GET", "/incoming?q=nothing", {}),
    "new delivery, searching": ("GET", "/incoming/new?q=e", {}),
    "new delivery": ("GET", f"/incoming/new?variant={KETTLE}", {}),
    "new delivery, errors": ("POST", "/incoming/new", {"variant": str(KETTLE)}),
    "own supply": ("GET", "/incoming/8", {}),
    "own supply, errors": ("POST", "/incoming/8/quantity", {"units": "x"}),
    "own receipt": ("GET", "/incoming/8/receipt", {}),
    "import": ("GET", "/imports/new", {}),
    "import, errors": ("POST", "/imports/new", {}),
    "import, checked": ("GET", "/imports/51", {}),
    "import, running": ("GET", "/imports/52", {}),
    "import, done": ("GET", "/imports/53", {}),
    "purchases": ("GET", "/purchases", {}),
    "new purchase": ("GET", "/purchases/new", {}),
    "new purchase, errors": ("POST", "/purchases/new", {"currency": "x"}),
    "purchase, draft": ("GET", "/purchases/31", {}),
    "purchase, refused": ("POST", "/purchases/31/order", {}),
    "purchase, on its way": ("GET", "/purchases/32", {}),
    "purchase line, searching": ("GET", "/purchases/31/line?q=e", {}),
    "purchase line": ("GET", f"/purchases/31/line?variant={KETTLE}", {}),
    "purchase line, errors": ("POST", "/purchases/31/line", {"variant": str(KETTLE)}),
    "settings": ("GET", "/settings", {}),
    "settings, errors": ("POST", "/settings/days", {"usual": "x", "own_1": "91"}),
    "leaving": ("GET", "/leaving", {}),
    "leaving, errors": ("POST", "/leaving", {}),
    "leaving, the file": ("GET", "/leaving/list", {}),
    "region": ("GET", "/settings/regions/new", {}),
    "region, errors": ("POST", "/settings/regions/new", {"name": ""}),
    "location": ("GET", "/settings/locations/1", {}),
    "location, errors": ("POST", "/settings/locations/1", {"zone": "Atlantis"}),
    "settings, no key": ("POST", "/settings/klaviyo", {"key": "nonsense"}),
    "not found": ("GET", "/backorders/1", {}),
    "refused": ("POST", "/variants/on", {"ids": "nonsense"}),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_uses_only_what_the_manifest_knows(name):
    method, path, data = PAGES[name]
    response = ask(build_site(demo_shop()), method, path, data=data)
    assert response.headers["content-type"].startswith("text/html")
    assert response.status_code < 500
    assert findings(response.text, read_manifest()) == []


@pytest.mark.parametrize("path", ["/", "/backorders?changed=yes", f"/backorders/{KETTLE}", f"/backorders/{BOOT}"])
def test_what_others_have_changed_uses_only_what_the_manifest_knows(path):
    response = ask(build_site(meddled_shop()), "GET", path)
    assert response.status_code == 200
    assert findings(response.text, read_manifest()) == []


@pytest.mark.parametrize("path", ["/", "/backorders"])
def test_a_shop_with_nothing_in_it_uses_only_what_the_manifest_knows(path):
    response = ask(build_site(FakeShop()), "GET", path)
    assert response.status_code == 200
    assert findings(response.text, read_manifest()) == []


def test_a_list_of_several_pages_uses_only_what_the_manifest_knows():
    response = ask(build_site(long_shop()), "GET", "/backorders?page=2")
    assert "paginate" in response.text
    assert findings(response.text, read_manifest()) == []


@pytest.mark.parametrize("klaviyo", [CONNECTED, BROKEN])
def test_settings_with_klaviyo_use_only_what_the_manifest_knows(klaviyo):
    settings = FakeSettings(klaviyo=klaviyo, examples_problem="Klaviyo asked us to slow down.")
    response = ask(build_site(demo_shop(), settings=settings), "POST", "/settings/klaviyo/examples")
    assert "disconnect-question" in response.text
    assert findings(response.text, read_manifest()) == []


def test_a_bug_is_shown_with_what_the_manifest_knows():
    class Broken(FakeShop):
        def dashboard(self, shop):
            raise RuntimeError

    with capture_logs():
        response = ask(build_site(Broken()), "GET", "/")
    assert response.status_code == 500
    assert findings(response.text, read_manifest()) == []


def test_each_kind_of_mistake_is_found():
    page = """<s-page heading="x"><s-buton></s-buton><s-button kind="x"></s-button><s-badge tone="red"></s-badge>
<s-box padding="huge"></s-box><s-text-field name="a"></s-text-field><s-table-row></s-table-row>
<s-text slot="nowhere"></s-text><form method="post"></form><i id="a"></i><i id="a"></i></s-page>"""
    assert [line.split(" ")[1] for line in findings(page, read_manifest())] == [
        "<s-buton>",
        "<s-button>",
        "<s-badge",
        "<s-box",
        "<s-text-field>",
        "<s-table-row>",
        "<s-page>",
        "a",
        "the",
    ]


def test_the_stand_in_implements_every_element_that_a_page_uses():
    defined = set(re.findall(r"define\('(s-[a-z-]+)'", _stand_in()))
    pages = [ask(build_site(demo_shop()), method, path, data=data).text for method, path, data in PAGES.values()]
    used = set(re.findall(r"<(s-[a-z-]+)", "".join(pages)))
    assert used - defined == {"s-app-nav"}


def test_the_stand_in_defines_nothing_that_shopify_does_not():
    assert set(re.findall(r"define\('(s-[a-z-]+)'", _stand_in())) <= set(read_manifest())


def _stand_in() -> str:
    return "".join(file.read_text(encoding="utf-8") for file in sorted(ICONS.parent.glob("*.js")))
