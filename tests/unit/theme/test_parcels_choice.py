"""The choice of one parcel in the cart: when it is offered, in which words, and what the theme's form posts with it."""

from __future__ import annotations

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.shopify.model import Variant
from sandbox.storefront import shopfront
from tests.unit.theme.little_shop import FOUR_AND_FORTY, NONE_IN_STOCK, SOLD_OUT, LittleShop
from tests.unit.theme.visitor import Visitor

IN_STOCK = FOUR_AND_FORTY | {"v": 3, "state": "in_stock", "steps": [{"upto": 12, "by": None}], "left": 12}
LATER = NONE_IN_STOCK | {"steps": [{"upto": 40, "by": "2027-01-05"}]}
EVERY_TIME = "It leaves once the last item is ready, by 10 December."


@pytest.fixture
def mug(little_shop: LittleShop) -> Variant:
    return little_shop.mug.variants[0]


@pytest.fixture(autouse=True)
def _promised(little_shop: LittleShop, mug: Variant) -> None:
    """Blue: 4 on hand and 40 coming. Red: 40 coming. Mugs: 12 on hand, managed too."""
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)
    little_shop.promise(little_shop.red, NONE_IN_STOCK)
    little_shop.promise(mug, IN_STOCK)


def put(visitor: Visitor, units: dict[Variant, int]) -> None:
    for variant, quantity in units.items():
        assert visitor.post("/cart/add.js", json={"id": variant.id, "quantity": quantity}).status_code == 200


def block(page: str) -> str:
    found = re.search(r"<backorder-parcels.*?</backorder-parcels>", page, re.DOTALL)
    return found[0] if found else ""


def said(visitor: Visitor, path: str = "/cart") -> list[str]:
    """The label and the sentences below it; empty where nothing is asked."""
    found = re.findall(r"<(?:span|p)>(.*?)</(?:span|p)>", block(visitor.get(path).text), re.DOTALL)
    return [" ".join(each.split()) for each in found]


def test_a_line_of_which_some_leave_now_and_some_later_is_asked_about(
    little_shop: LittleShop, visitor: Visitor
) -> None:
    put(visitor, {little_shop.blue: 6})

    assert said(visitor) == ["Send everything in one parcel", EVERY_TIME]


def test_a_line_on_hand_and_one_that_waits_are_asked_about(
    little_shop: LittleShop, visitor: Visitor, mug: Variant
) -> None:
    put(visitor, {mug: 1, little_shop.red: 1})

    assert said(visitor) == ["Send everything in one parcel", EVERY_TIME]


def test_two_dates_are_asked_about_with_the_later_one(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.promise(little_shop.red, LATER)
    put(visitor, {little_shop.red: 1, little_shop.blue: 5})

    assert said(visitor)[1] == "It leaves once the last item is ready, by 5 January 2027."


def test_a_cart_that_leaves_on_one_day_is_not_asked(little_shop: LittleShop, visitor: Visitor, mug: Variant) -> None:
    for units in ({little_shop.blue: 4}, {mug: 3}):
        put(visitor, units)
        assert said(visitor) == []
    visitor.post(
        "/cart/update.js", json={"updates": {line["key"]: 0 for line in visitor.get("/cart.js").json()["items"]}}
    )
    put(visitor, {little_shop.red: 3})
    assert said(visitor) == []


def test_two_lines_of_a_variant_share_its_stock(little_shop: LittleShop, visitor: Visitor) -> None:
    put(visitor, {little_shop.blue: 3})
    gift = {"id": little_shop.blue.id, "quantity": 3, "properties": {"Gift": "yes"}}
    visitor.post("/cart/add.js", json=gift)

    assert said(visitor)[1] == EVERY_TIME


def test_what_the_app_does_not_manage_is_no_reason_to_ask_and_is_named_where_there_is_one(
    little_shop: LittleShop, visitor: Visitor
) -> None:
    rope = little_shop.product("Rope <b>", {"Default Title": 5}, price=900).variants[0]
    put(visitor, {rope: 1, little_shop.red: 1})
    assert said(visitor) == []

    put(visitor, {little_shop.blue: 1})

    assert said(visitor)[2] == "Not in that parcel: Rope &lt;b&gt; (sent at once)."


def test_what_is_never_shipped_is_neither_a_reason_nor_named(little_shop: LittleShop, visitor: Visitor) -> None:
    card = little_shop.product("Gift Card", {"Default Title": 5}, price=900).variants[0]
    card.inventory_item.requires_shipping = False
    put(visitor, {card: 1, little_shop.blue: 6})

    assert said(visitor) == ["Send everything in one parcel", EVERY_TIME]


def test_nothing_is_asked_once_a_promise_has_run_out(little_shop: LittleShop, visitor: Visitor) -> None:
    put(visitor, {little_shop.blue: 6})
    little_shop.clock.advance(timedelta(days=2))

    assert said(visitor) == []


def test_nothing_is_asked_of_a_cart_that_can_no_longer_be_bought(
    little_shop: LittleShop, visitor: Visitor, mug: Variant
) -> None:
    put(visitor, {little_shop.blue: 6, mug: 1})
    little_shop.promise(little_shop.blue, SOLD_OUT)

    assert said(visitor) == []


def test_the_offer_is_that_of_the_shopper_s_country(little_shop: LittleShop, visitor: Visitor) -> None:
    regions = {"pools": {"2": LATER | {"left": 40}}, "where": {"DE": "2"}}
    little_shop.promise(little_shop.red, NONE_IN_STOCK | regions)
    put(visitor, {little_shop.red: 1, little_shop.blue: 1})

    visitor.choose_country("DE")

    assert said(visitor)[1] == "It leaves once the last item is ready, by 5 January 2027."


def test_german_and_french_carts_ask_in_their_language(little_shop: LittleShop, visitor: Visitor) -> None:
    put(visitor, {little_shop.blue: 6})

    assert said(visitor, "/de/cart") == [
        "Alles in einem Paket senden",
        "Versand, sobald alles da ist, bis 10. Dezember.",
    ]
    assert said(visitor, "/fr/cart") == [
        "Tout envoyer en un seul colis",
        "Expédié dès que tout est prêt, au plus tard le 10 décembre.",
    ]


def test_the_fields_belong_to_the_theme_s_form_and_no_tick_empties_the_answer(
    little_shop: LittleShop, visitor: Visitor
) -> None:
    put(visitor, {little_shop.blue: 6})

    fields = re.findall(r"<input.*?>", block(visitor.get("/cart").text), re.DOTALL)

    told = [re.findall(r'(type|name|value|form)="(.*?)"', each) for each in fields]
    assert told == [
        [("type", "hidden"), ("name", "attributes[parcels]"), ("value", ""), ("form", "cart")],
        [("type", "checkbox"), ("name", "attributes[parcels]"), ("value", "one"), ("form", "cart")],
    ]


def test_the_box_shows_what_the_cart_holds(little_shop: LittleShop, visitor: Visitor) -> None:
    put(visitor, {little_shop.blue: 6})
    assert " checked" not in block(visitor.get("/cart").text)

    visitor.post("/cart", data={"attributes[parcels]": ["", "one"]})
    assert " checked" in block(visitor.get("/cart").text)
    assert visitor.get("/cart.js").json()["attributes"] == {"parcels": "one"}

    visitor.post("/cart", data={"attributes[parcels]": ""})
    assert " checked" not in block(visitor.get("/cart").text)
    assert visitor.get("/cart.js").json()["attributes"] == {}


def test_the_theme_editor_shows_where_it_will_stand(visitor: Visitor, mug: Variant) -> None:
    put(visitor, {mug: 1})

    assert "shows here when a part of the cart has to wait" in block(visitor.get("/cart?design_mode=1").text)
    assert "shows here" not in block(visitor.get("/cart").text)


@pytest.fixture
def theme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A theme of this test's own, with the merchant's settings of the block in `cart.json`."""
    shutil.copytree(shopfront.THEME, tmp_path / "theme")
    monkeypatch.setattr(shopfront, "THEME", tmp_path / "theme")
    return tmp_path / "theme"


def test_a_shop_that_ships_in_one_parcel_offers_the_opposite(theme: Path, little_shop: LittleShop) -> None:
    template = theme / "templates/cart.json"
    page = json.loads(template.read_text("utf-8"))
    page["sections"]["main"]["blocks"]["parcels"]["settings"] = {"choice": "as-they-come", "form": ""}
    template.write_text(json.dumps(page), "utf-8")
    visitor = Visitor(little_shop)
    put(visitor, {little_shop.blue: 6})

    assert said(visitor) == ["Send what is ready first", "The rest follows as it comes in, by 10 December."]
    assert 'value="as-they-come"' in block(visitor.get("/cart").text)
    assert "form=" not in block(visitor.get("/cart").text)
