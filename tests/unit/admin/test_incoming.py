from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.admin.views import Received
from app.domain.ids import ItemId, SupplyId
from app.domain.own_supply import NewDelivery
from tests.unit.admin.shop import KETTLE, demo_shop
from tests.unit.admin.site import USER, ask, build_site
from tests.unit.admin.supplies import DOCK, OWN, FakeSupplies

FILLED = {
    "variant": str(KETTLE),
    "place": str(DOCK),
    "supplier": "",
    "new_supplier": "Oslo Steel",
    "quantity": "30",
    "expected": "2026-12-03",
    "reference": "PO-9",
}


def supplies() -> FakeSupplies:
    return FakeSupplies(demo_shop())


def send(known: FakeSupplies, path: str, **data: str):
    return ask(build_site(known.shop, supplies=known), "POST", path, data=data)


def get(known: FakeSupplies, path: str) -> str:
    return ask(build_site(known.shop, supplies=known), "GET", path).text


def test_the_list_shows_what_comes_and_finds_it_by_reference_supplier_and_product():
    known = supplies()
    assert "#T0003-1" in get(known, "/incoming")
    assert "#T0001-1" in get(known, "/incoming?q=boot")
    assert "#T0003-1" not in get(known, "/incoming?q=boot")
    assert "Nothing on its way matches" in get(known, "/incoming?q=nothing")


def test_a_variant_is_searched_and_then_chosen():
    known = supplies()
    found = get(known, "/incoming/new?q=kettle")
    assert f"/incoming/new?variant={KETTLE}" in found
    assert "Ridge Hiking Boot" not in found
    assert "No product that Shopify counts" in get(known, "/incoming/new?q=unknown")
    assert 'value="D-1"' in get(known, f"/incoming/new?variant={KETTLE}")


def test_a_delivery_is_added_and_said_what_it_does_to_promises():
    known = supplies()
    answer = send(known, "/incoming/new", **FILLED)
    assert answer.status_code == 204
    assert "Incoming stock added. 2 orders now ship earlier." in answer.headers["HX-Trigger"]
    assert f"/incoming/{OWN}" in answer.headers["HX-Location"]
    new = NewDelivery("PO-9", DOCK, {ItemId(KETTLE + 1): 30}, date(2026, 12, 3), "Oslo Steel")
    assert known.done == [("add", new, USER)]


def test_a_delivery_without_a_date_has_to_say_so():
    known = supplies()
    asked = send(known, "/incoming/new", **{**FILLED, "expected": ""})
    assert "Choose a date, or say that it is not known yet" in asked.text
    both = send(known, "/incoming/new", **FILLED, undated="1")
    assert "Leave the date empty, or say that it is known" in both.text
    assert send(known, "/incoming/new", **{**FILLED, "expected": ""}, undated="1").status_code == 204
    assert known.done[0][1].expected_on is None


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("quantity", "0", "Enter a whole number from 1 to 1,000,000"),
        ("quantity", "12.5", "Enter a whole number from 1 to 1,000,000"),
        ("expected", "2026-11-20", "Choose today or a later date"),
        ("expected", "2030-01-01", "Choose a date within two years"),
        ("place", "9", "Choose one of your locations"),
        ("supplier", "Somebody", "Choose one of your suppliers"),
        ("new_supplier", "x" * 81, "Use 80 characters or fewer"),
        ("reference", " ", "Give it a name that you will know it by"),
        ("reference", "PO-1", "There is a delivery PO-1 already. Give this one another reference."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_lost(field, value, error):
    known = supplies()
    answer = send(known, "/incoming/new", **{**FILLED, field: value})
    assert answer.status_code in (409, 422)
    assert error in answer.text
    assert 'value="Oslo Steel"' in answer.text or field == "new_supplier"
    assert known.done == []


def test_two_suppliers_are_one_too_many():
    answer = send(supplies(), "/incoming/new", **{**FILLED, "supplier": "Tartu Weavers"})
    assert "Choose a supplier or name a new one, not both" in answer.text


def own() -> FakeSupplies:
    known = supplies()
    send(known, "/incoming/new", **FILLED)
    known.done.clear()
    return known


def test_the_quantity_of_an_own_delivery_is_changed_and_that_of_shopifys_is_not_offered():
    known = own()
    assert "Change the quantity" in get(known, f"/incoming/{OWN}")
    assert "Change the quantity" not in get(known, "/incoming/1")
    assert send(known, f"/incoming/{OWN}/quantity", units="26", units_seen="30").status_code == 204
    assert known.done == [("quantity", OWN, 26, 30, USER)]


@pytest.mark.parametrize(
    ("units", "error"),
    [("x", "Enter a whole number"), ("30", "This is the quantity it has now"), ("3", "4 were counted already")],
)
def test_a_quantity_that_cannot_be_is_refused(units, error):
    known = own()
    known.shop.supplies = [replace(one, received=4) if one.id == OWN else one for one in known.shop.supplies]
    answer = send(known, f"/incoming/{OWN}/quantity", units=units, units_seen="30")
    assert (answer.status_code, error in answer.text) == (422, True)
    assert known.done == []


def test_a_delivery_is_cancelled():
    known = own()
    answer = send(known, f"/incoming/{OWN}/cancel")
    assert "The delivery is cancelled. 1 order now ships later." in answer.headers["HX-Trigger"]
    assert known.done == [("cancel", OWN, USER)]


@pytest.mark.parametrize(
    ("more", "is_in_stock", "closes"),
    [({"stock": "add"}, False, False), ({"stock": "already"}, True, False), ({"closes": "1"}, False, True)],
)
def test_a_receipt_of_an_own_delivery_says_whose_stock_grows_and_whether_more_comes(more, is_in_stock, closes):
    known = own()
    assert "Add them to Shopify's stock now" in get(known, f"/incoming/{OWN}/receipt").replace("&#39;", "'")
    answer = send(known, f"/incoming/{OWN}/receipt", accepted_7="20", rejected_7="1", **more)
    assert answer.status_code == 204
    assert known.done == [("receive", (Received(SupplyId(7), 20, 1),), is_in_stock, closes, USER)]
