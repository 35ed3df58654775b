"""A location's page: the zones it offers, what is refused, and what is asked for."""

from __future__ import annotations

import json
import re

from tests.contract.polaris_manifest import findings, read_manifest
from tests.unit.admin.settings import HAMBURG, OHIO, FakeSettings
from tests.unit.admin.shop import demo_shop
from tests.unit.admin.site import USER, ask, build_site


def get(of: FakeSettings, path: str):
    return ask(build_site(demo_shop(), settings=of), "GET", path)


def post(of: FakeSettings, place: int, zone: str):
    return ask(build_site(demo_shop(), settings=of), "POST", f"/settings/locations/{place}", data={"zone": zone})


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def toast(response) -> str:
    assert (response.status_code, json.loads(response.headers["hx-location"])["path"]) == (204, "/settings")
    return json.loads(response.headers["hx-trigger"])["toast"]["message"]


def test_settings_name_each_location_with_the_zone_that_counts_there() -> None:
    page = words(get(FakeSettings(), "/settings").text)
    assert "Days begin and end in your shop's time zone, America/New York." in page
    assert "Hamburg Europe/Berlin Change Ohio The shop's Change" in page
    assert "No location is known yet." in words(get(FakeSettings(locations=()), "/settings").text)


def test_the_page_of_a_location_has_its_own_zone_chosen() -> None:
    for location, chosen in ((HAMBURG, "Europe/Berlin"), (OHIO, "")):
        html = get(FakeSettings(), f"/settings/locations/{location.id}").text
        assert re.findall(r'<s-option value="([^"]*)" selected>', html) == [chosen]
        assert findings(html, read_manifest()) == []


def test_a_zone_is_given_and_taken_back() -> None:
    settings = FakeSettings()
    assert toast(post(settings, 1, "America/Los_Angeles")) == (
        "Ohio lives by America/Los Angeles time. 3 open orders are planned anew."
    )
    assert toast(post(settings, 2, "")) == "Hamburg lives by America/New York time. 3 open orders are planned anew."
    assert settings.done == [("zone", 1, "America/Los_Angeles", USER), ("zone", 2, None, USER)]


def test_what_is_no_zone_is_refused_and_nothing_changes() -> None:
    for nonsense in ("Atlantis/Capital", "../../etc/passwd", "EST", "<script>"):
        settings = FakeSettings()
        response = post(settings, 1, nonsense)
        assert (response.status_code, settings.done) == (422, [])
        assert "Choose one of the time zones" in response.text
        assert "<script>alert" not in response.text


def test_a_location_that_is_not_open_has_no_page() -> None:
    assert get(FakeSettings(), "/settings/locations/9").status_code == 404
    assert post(FakeSettings(), 9, "Europe/Berlin").status_code == 404
