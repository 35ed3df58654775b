from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import unquote

from tests.unit.admin.shop import demo_shop
from tests.unit.admin.site import USER, ask, build_site
from tests.unit.admin.supplies import CHECKED, OVER, RUNNING, FakeSupplies


def site():
    known = FakeSupplies(demo_shop())
    return known, build_site(known.shop, supplies=known)


def upload(app, data: bytes, name: str = "spring.csv"):
    return ask(app, "POST", "/imports/new", files={"file": (name, data, "text/csv")})


def downloads(page: str) -> list[list[str]]:
    (address,) = re.findall(r'href="data:text/csv;charset=utf-8,([^"]*)"', page)
    return list(csv.reader(io.StringIO(unquote(unescape(address)).removeprefix("\ufeff"), newline="")))


def test_a_file_is_read_before_anything_counts():
    known, app = site()
    answer = upload(app, b"sku,quantity\r\n", name="C:/lists/spring.csv")
    assert answer.status_code == 204
    assert f"/imports/{CHECKED}" in answer.headers["HX-Location"]
    assert known.done == [("check", b"sku,quantity\r\n", "spring.csv", USER)]


def test_no_file_an_empty_one_a_huge_one_and_one_that_is_no_table_are_refused():
    known, app = site()
    assert "Choose a file" in ask(app, "POST", "/imports/new").text
    assert "Choose a file" in upload(app, b"").text
    assert "larger than 4 MB" in upload(app, b"x" * (4 * 1024 * 1024 + 1)).text
    assert "spring.csv cannot be used: row 1: the column sku is missing" in upload(app, b"nonsense").text
    assert known.done == []


def test_what_a_file_would_do_and_its_faults_are_shown_and_the_good_rows_are_taken_over_once():
    known, app = site()
    page = ask(app, "GET", f"/imports/{CHECKED}").text
    assert "9 lines to add, 2 lines to change, 1 line as it is." in page
    assert "Row 4: sku K-9 is no product whose stock Shopify counts" in page
    assert "Take over the 12 good rows" in page
    assert ask(app, "POST", f"/imports/{CHECKED}").status_code == 204
    assert "taken over already" in ask(app, "POST", f"/imports/{CHECKED}").text
    assert known.done == [("take over", CHECKED, USER)]


def test_faults_are_downloaded_and_no_cell_of_them_is_a_formula():
    _, app = site()
    assert downloads(ask(app, "GET", f"/imports/{CHECKED}").text) == [
        ["row", "what is wrong"],
        ["4", "sku K-9 is no product whose stock Shopify counts"],
        ["7", "'=HYPERLINK(1) is missing"],
    ]


def test_a_template_is_downloaded():
    _, app = site()
    assert downloads(ask(app, "GET", "/imports/new").text)[0][:3] == ["sku", "quantity", "expected_on"]


def test_a_running_file_shows_how_far_it_has_come_and_a_finished_one_what_it_did():
    _, app = site()
    running = ask(app, "GET", f"/imports/{RUNNING}").text
    assert '<progress max="3000" value="1200"' in running
    assert 'hx-trigger="every 2s"' in running
    over = ask(app, "GET", f"/imports/{OVER}").text
    assert "12 of 12 rows: 8 lines added, 2 changed, 1 refused." in over
    assert "hx-trigger" not in over.split('id="progress"')[1].split(">")[0]
    assert ask(app, "GET", "/imports/99").status_code == 404
