from __future__ import annotations

from datetime import date

import pytest

from app.admin.purchase_forms import read_line
from app.admin.purchase_views import PurchaseHeading
from app.domain.purchasing import Lot
from tests.unit.admin.purchases import DRAFT, KETTLE_ITEM, ORDERED, FakePurchases
from tests.unit.admin.shop import KETTLE, demo_shop
from tests.unit.admin.site import USER, ask, build_site
from tests.unit.admin.supplies import DOCK

HEADING = {
    "number": "PO-40",
    "place": str(DOCK),
    "supplier": "Tartu Weavers",
    "expected": "2026-12-03",
    "currency": "eur",
    "note": "By sea",
}
LINE = {"variant": str(KETTLE), "quantity": "48", "pack": "12", "least": "24", "cost": "12,50"}


def send(known: FakePurchases, path: str, **data: str):
    return ask(build_site(demo_shop(), purchases=known), "POST", path, data=data)


def get(known: FakePurchases, path: str):
    return ask(build_site(demo_shop(), purchases=known), "GET", path)


def test_a_draft_is_made_with_its_supplier_and_currency():
    known = FakePurchases()
    assert send(known, "/purchases/new", **HEADING).status_code == 204
    heading = PurchaseHeading("PO-40", "Tartu Weavers", DOCK, "EUR", date(2026, 12, 3), "By sea")
    assert known.done == [("make", heading, USER)]


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("number", "", "Give it a name that you will know it by"),
        ("number", "PO-1", "There is an order PO-1 already. Give this one another number."),
        ("supplier", "", "Choose whom the order goes to, or name a new supplier"),
        ("currency", "EURO", "Use the three letters of a currency, such as EUR"),
        ("note", "x" * 501, "Use 500 characters or fewer"),
        ("expected", "2026-11-01", "Choose today or a later date"),
    ],
)
@pytest.mark.parametrize("path", ["/purchases/new", f"/purchases/{DRAFT}/heading"])
def test_a_heading_that_cannot_be_is_said_beside_its_field(path, field, value, error):
    known = FakePurchases()
    answer = send(known, path, **{**HEADING, field: value})
    if value == "PO-1" and path != "/purchases/new":
        assert answer.status_code == 204
        return
    assert (answer.status_code in (409, 422), error in answer.text) == (True, True)
    assert known.done == []


def test_a_line_is_added_with_its_terms_and_its_cost_in_minor_units():
    known = FakePurchases()
    assert send(known, f"/purchases/{DRAFT}/line", **LINE).status_code == 204
    assert known.done == [("line", DRAFT, KETTLE_ITEM, Lot(48, 12, 24), 1250)]


@pytest.mark.parametrize(
    ("currency", "text", "minor"),
    [("EUR", "12.5", 1250), ("EUR", "12,50", 1250), ("JPY", "1200", 1200), ("KWD", "1.5", 1500), ("EUR", "", None)],
)
def test_a_cost_is_read_in_the_minor_units_of_its_currency(currency, text, minor):
    _, line = read_line({**LINE, "cost": text}, currency=currency)
    assert line is not None
    assert line.unit_cost == minor


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("quantity", "0", "Enter a whole number from 1 to 1,000,000"),
        ("pack", "", "Enter a whole number from 1 to 1,000,000"),
        ("least", "1.5", "Enter a whole number from 1 to 1,000,000"),
        ("cost", "12.505", "Enter an amount in EUR, such as 12.50"),
        ("cost", "-1", "Enter an amount in EUR, such as 12.50"),
        ("cost", "1.250,00", "Enter an amount in EUR, such as 12.50"),
        ("cost", "=1+1", "Enter an amount in EUR, such as 12.50"),
    ],
)
def test_a_line_that_cannot_be_is_said_beside_its_field(field, value, error):
    known = FakePurchases()
    answer = send(known, f"/purchases/{DRAFT}/line", **{**LINE, field: value})
    assert (answer.status_code, error in answer.text) == (422, True)
    assert known.done == []


def test_quantities_against_the_terms_are_said_and_ordered_only_when_the_supplier_agrees():
    known = FakePurchases()
    page = get(known, f"/purchases/{DRAFT}").text
    assert "20 is below the supplier&#39;s minimum of 24; 24 would fit." in page
    refused = send(known, f"/purchases/{DRAFT}/order")
    assert "against the supplier&#39;s terms" in refused.text
    assert known.done == []
    answer = send(known, f"/purchases/{DRAFT}/order", anyway="1")
    assert "Ordered: its units are on their way. 1 order now ships earlier." in answer.headers["HX-Trigger"]
    assert known.done == [("order", DRAFT, True, USER)]


def test_what_is_ordered_shows_its_receipts_and_is_not_edited():
    page = get(FakePurchases(), f"/purchases/{ORDERED}").text
    assert "Part received" in page
    assert "8 of 48 units" in page
    assert 'href="/incoming/1"' in page
    assert "Add line" not in page
    assert "Mark as ordered" not in page


def test_a_line_is_removed_and_an_order_is_cancelled():
    known = FakePurchases()
    assert send(known, f"/purchases/{DRAFT}/line/{KETTLE_ITEM}/remove").status_code == 204
    assert send(known, f"/purchases/{ORDERED}/cancel").status_code == 204
    assert known.done == [("drop", DRAFT, KETTLE_ITEM), ("cancel", ORDERED, USER)]


def test_an_order_of_another_shop_is_not_found():
    assert get(FakePurchases(), "/purchases/99").status_code == 404
