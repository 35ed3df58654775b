import base64
import json
import re

from tests.unit.admin.settings import SARAH, SARAHS_DATA, FakeSettings
from tests.unit.admin.shop import demo_shop
from tests.unit.admin.site import USER, ask, build_site


def page(path, *requests):
    settings = FakeSettings(requests=requests)
    answer = ask(build_site(demo_shop(), settings=settings), "GET", path)
    return " ".join(answer.text.split()), answer.status_code, settings


def test_requests_are_listed_with_whether_anybody_has_looked():
    html, _, settings = page("/privacy", SARAH)
    assert "Customer 4711" in html
    assert "Not yet" in html
    assert 'href="/privacy/7"' in html
    assert settings.done == []
    assert "No customer has asked" in page("/privacy")[0]


def test_the_data_of_one_is_shown_and_lies_in_the_page_as_a_file():
    html, _, settings = page("/privacy/7", SARAH)
    assert "Promised 6 by Dec 10, 2026 (told Nov 20, 2026)" in html
    assert "10 of Fjord Enamel Kettle, 6 still to ship" in html
    assert "Message “eta changed”, sent on Nov 20, 2026, to sarah@example.com" in html
    file = re.search(r'href="data:application/json;base64,([^"]+)" download="customer-4711.json"', html)
    assert json.loads(base64.b64decode(file[1])) == SARAHS_DATA
    assert settings.done == [("looked", 7, USER)]


def test_a_request_that_is_over_is_not_found():
    assert page("/privacy/8", SARAH)[1] == 404
