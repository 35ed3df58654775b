"""The cart: Ajax API, form posts, what it refuses."""

from __future__ import annotations

from tests.unit.theme.little_shop import FOUR_AND_FORTY, LittleShop
from tests.unit.theme.visitor import Visitor


def test_add_js_takes_json_and_form_data_alike(little_shop: LittleShop, visitor: Visitor) -> None:
    mug = little_shop.mug.variants[0]

    by_json = visitor.post("/cart/add.js", json={"items": [{"id": mug.id, "quantity": 2}]}).json()
    by_form = visitor.post("/cart/add.js", data={"id": str(mug.id), "quantity": "3"}).json()

    assert by_json["items"][0]["quantity"] == 2
    assert by_form["quantity"] == 5
    cart = visitor.get("/cart.js").json()
    assert (cart["item_count"], cart["total_price"], cart["currency"]) == (5, 9000, "USD")


def test_lines_with_different_properties_stay_apart(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)
    blue = {"id": str(little_shop.blue.id), "quantity": "1"}

    visitor.post("/cart/add.js", data=blue)
    visitor.post("/cart/add.js", data=blue | {"properties[_backorder]": "7", "properties[Ships by]": "10 December"})
    visitor.post("/cart/add.js", data=blue | {"properties[Ships by]": ""})

    lines = visitor.get("/cart.js").json()["items"]
    assert [(line["quantity"], line["properties"]) for line in lines] == [
        (1, {"_backorder": "7", "Ships by": "10 December"}),
        (2, {}),
    ]


def test_the_cart_page_hides_properties_with_an_underscore(little_shop: LittleShop, visitor: Visitor) -> None:
    properties = {"properties[_backorder]": "70707", "properties[Ships by]": "10 December"}
    page = visitor.post("/cart/add", data={"id": str(little_shop.blue.id), **properties}).text

    assert "<dt>Ships by</dt> <dd>10 December</dd>" in page
    assert "70707" not in page


def test_stock_and_deny_limit_the_cart_over_all_its_lines(little_shop: LittleShop, visitor: Visitor) -> None:
    blue = little_shop.blue.id

    assert visitor.post("/cart/add.js", json={"id": blue, "quantity": 3}).status_code == 200
    refusal = visitor.post("/cart/add.js", json={"id": blue, "quantity": 2, "properties": {"Gift": "yes"}})

    assert refusal.status_code == 422
    assert refusal.json() == {
        "status": 422,
        "message": "Cart Error",
        "description": "You can only add 4 Fjord Enamel Kettle - Blue to the cart.",
    }
    assert visitor.get("/cart.js").json()["item_count"] == 3


def test_a_sold_out_variant_is_refused_in_words(little_shop: LittleShop, visitor: Visitor) -> None:
    refusal = visitor.post("/cart/add.js", json={"id": little_shop.red.id})

    assert refusal.json()["description"] == "The product 'Fjord Enamel Kettle - Red' is already sold out."
    page = visitor.post("/cart/add", data={"id": str(little_shop.red.id)})
    assert page.status_code == 422
    assert "already sold out" not in visitor.get("/cart").text


def test_continue_takes_more_than_there_is(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)

    assert visitor.post("/cart/add.js", json={"id": little_shop.blue.id, "quantity": 10}).status_code == 200


def test_change_js_sets_a_line_and_zero_removes_it(little_shop: LittleShop, visitor: Visitor) -> None:
    key = visitor.post("/cart/add.js", json={"id": little_shop.blue.id}).json()["key"]

    assert visitor.post("/cart/change.js", json={"id": key, "quantity": 4}).json()["item_count"] == 4
    assert visitor.post("/cart/change.js", json={"line": 1, "quantity": 5}).status_code == 422
    assert visitor.post("/cart/change.js", json={"line": 1, "quantity": 0}).json()["items"] == []
    assert visitor.post("/cart/change.js", json={"line": 1, "quantity": 1}).status_code == 422


def test_the_cart_s_form_updates_quantities(little_shop: LittleShop, visitor: Visitor) -> None:
    key = visitor.post("/cart/add.js", json={"id": little_shop.blue.id}).json()["key"]

    page = visitor.post("/cart", data={f"updates[{key}]": "3"})

    assert page.url.path == "/cart"
    assert visitor.get("/cart.js").json()["item_count"] == 3
    assert visitor.post("/cart", data={f"updates[{key}]": "3", "checkout": ""}).url.path == "/checkout"


def test_a_variant_nobody_sells_is_refused(visitor: Visitor) -> None:
    assert visitor.post("/cart/add.js", json={"id": 1}).json()["description"] == "Cannot find variant"
    assert visitor.post("/cart/add.js", data={"id": "x"}).status_code == 422


def test_a_reset_of_the_shop_empties_carts(little_shop: LittleShop, visitor: Visitor) -> None:
    visitor.post("/cart/add.js", json={"id": little_shop.blue.id})

    del little_shop.shop.variants[little_shop.blue.id]

    assert visitor.get("/cart.js").json()["item_count"] == 0


def test_update_js_takes_quantities_note_and_attributes_and_leaves_what_it_is_not_told(
    little_shop: LittleShop, visitor: Visitor
) -> None:
    key = visitor.post("/cart/add.js", json={"id": little_shop.blue.id}).json()["key"]

    cart = visitor.post("/cart/update.js", json={"updates": {key: 3}, "note": "Ring twice", "attributes": {"a": "1"}})
    assert cart.json()["attributes"] == {"a": "1"}
    by_form = visitor.post("/cart/update.js", data={"attributes[b]": "2"}).json()

    assert (by_form["item_count"], by_form["note"], by_form["attributes"]) == (3, "Ring twice", {"a": "1", "b": "2"})
    assert visitor.post("/cart/update.js", json={"attributes": {"a": None, "b": ""}}).json()["attributes"] == {}
    refused = visitor.post("/cart/update.js", json={"updates": {key: 9}, "attributes": {"a": "1"}})
    assert refused.status_code == 422
    assert visitor.get("/cart.js").json()["attributes"] == {}


def test_the_cart_s_section_is_answered_alone(little_shop: LittleShop, visitor: Visitor) -> None:
    visitor.post("/cart/add.js", json={"id": little_shop.blue.id})

    section = visitor.get("/cart?section_id=template--cart__main").text

    assert section.startswith('<section id="shopify-section-template--cart__main"')
    assert "Fjord Enamel Kettle" in section
    assert visitor.get("/cart?section_id=nothing").status_code == 404
