"""Regions on the merchant's pages: what is shown, what is refused and why, and what is asked for."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from app.db.pools import Region
from app.db.shown_regions import Place, RegionRow, RegionsView, RegionUnits
from app.domain.ids import LocationId, PoolId
from app.domain.model import UNLIMITED
from tests.contract.polaris_manifest import findings, read_manifest
from tests.unit.admin.settings import FakeSettings
from tests.unit.admin.shop import KETTLE, demo_shop
from tests.unit.admin.site import USER, ask, build_site

OHIO, HAMBURG, OSAKA = (Place(LocationId(each), name) for each, name in ((1, "Ohio"), (2, "Hamburg"), (3, "Osaka")))
EUROPE = RegionRow(PoolId(2), "Europe", ("AT", "DE"), (HAMBURG,))
TWO = RegionsView((EUROPE,), (OHIO, OSAKA), orders=3)


def settings(view: RegionsView = TWO) -> FakeSettings:
    return FakeSettings(regions_of=view)


def post(of: FakeSettings, path: str, **data: object):
    return ask(build_site(demo_shop(), settings=of), "POST", f"/settings/regions/{path}", data=data)


def get(of: FakeSettings, path: str) -> str:
    html = ask(build_site(demo_shop(), settings=of), "GET", path).text
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def toast(response) -> str:
    assert (response.status_code, json.loads(response.headers["hx-location"])["path"]) == (204, "/settings")
    return json.loads(response.headers["hx-trigger"])["toast"]["message"]


def test_settings_name_each_region_and_what_is_left_for_everywhere_else() -> None:
    for path in ("/settings", "/settings/regions/2"):
        html = ask(build_site(demo_shop(), settings=settings()), "GET", path).text
        assert findings(html, read_manifest()) == []
    assert "Europe Austria, Germany Hamburg" in get(settings(), "/settings")
    assert "Everywhere else All other countries Ohio, Osaka" in get(settings(), "/settings")
    for last_one_left in (RegionsView((), (OHIO,)), RegionsView((EUROPE,), (OHIO,))):
        page = get(settings(last_one_left), "/settings")
        assert "A region needs one more location" in page
        assert "Add a region" not in page
    four = RegionsView(tuple(RegionRow(PoolId(slot), str(slot), (), ()) for slot in (2, 3, 4, 5)), (OHIO, HAMBURG))
    assert "Four regions are as many as there may be." in get(settings(four), "/settings")
    assert "There are 4 regions, as many as there may be." in get(settings(four), "/settings/regions/new")


def test_a_variant_s_numbers_are_split_by_region(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = demo_shop()
    whole = shop.backorder(None, KETTLE)
    split = (RegionUnits("Europe", 1, 2, 10, 4), RegionUnits("Everywhere else", 3, 4, 30, UNLIMITED))
    monkeypatch.setattr(shop, "backorder", lambda *_: replace(whole, regions=split))
    html = ask(build_site(shop), "GET", f"/backorders/{KETTLE}").text
    assert findings(html, read_manifest()) == []
    words = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "Europe 1 of 4 2 of 6 10 of 40 4 Everywhere else 3 of 4 4 of 6 30 of 40 No limit" in words


def test_a_region_is_drawn_changed_and_deleted() -> None:
    of = settings()
    japan = Region("Japan", frozenset({"JP", "KR"}), frozenset({OSAKA.id}))
    said = toast(post(of, "new", name=" Japan ", country=["JP", "KR"], location=["3"]))
    assert said == "Japan is saved. 3 open orders are planned anew."
    toast(post(of, "2", name="Europe", country=["DE"], location=["2"]))
    assert toast(post(of, "2/delete")) == "Europe is deleted. 3 open orders are planned anew."
    assert of.done == [
        ("region", japan, None, USER),
        ("region", Region("Europe", frozenset({"DE"}), frozenset({HAMBURG.id})), 2, USER),
        ("no region", 2, USER),
    ]
    assert post(of, "2", name="Europe").status_code == 404


def test_the_european_union_is_chosen_at_once_but_for_what_another_region_has() -> None:
    of = settings()
    assert "European Union" in ask(build_site(demo_shop(), settings=of), "GET", "/settings/regions/new").text
    toast(post(of, "new", name="Union", country=["EU", "CH", "FR"], location=["3"]))
    ((_, drawn, _, _),) = of.done
    assert (len(drawn.countries), drawn.countries & {"AT", "DE", "CH", "FR", "EU"}) == (26, {"CH", "FR"})
    refused = post(settings(), "new", name="", country=["EU"], location=["3"]).text
    assert refused.count('checked=""') == 25 + 1
    assert "European Union" not in refused


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": ""}, "Give the region a name"),
        ({"name": "x" * 41}, "Use 40 characters or fewer for the name"),
        ({"name": "EUROPE"}, "Another region is called EUROPE already"),
        ({"country": []}, "Choose one country or more"),
        ({"country": ["XX"]}, "Choose one country or more"),
        ({"country": ["JP", "DE"]}, "Germany is in Europe already: take it out there first"),
        ({"location": []}, "Choose one location or more"),
        ({"location": ["9"]}, "Choose one location or more"),
        ({"location": ["2"]}, "Hamburg is in Europe already: take it out there first"),
        ({"location": ["1", "3"]}, "Leave at least one location for everywhere else"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_to_do_and_loses_nothing(data, sentence) -> None:
    of = settings()
    response = post(of, "new", **{"name": "Japan", "country": ["JP"], "location": ["3"], **data})
    assert (response.status_code, of.done) == (422, [])
    assert f"<s-list-item>{sentence}</s-list-item>" in response.text
    assert response.text.count("<s-list-item>") == 1
