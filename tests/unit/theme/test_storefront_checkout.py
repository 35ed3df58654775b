"""Checkout makes an order through the sandbox's one door, and the order page shows it."""

from __future__ import annotations

from datetime import timedelta

from tests.unit.theme.little_shop import FOUR_AND_FORTY, LittleShop
from tests.unit.theme.visitor import Visitor

ROBIN = {
    "email": "Robin@example.com",
    "first_name": "Robin",
    "last_name": "North",
    "address1": "1 Pine Street",
    "zip": "97201",
    "city": "Portland",
    "country": "US",
}


def fill_cart(little_shop: LittleShop, visitor: Visitor, *, quantity: int = 10) -> None:
    properties = {"Ships by": "4 now, 6 by 10 December", "_backorder": "7"}
    visitor.post("/cart/add.js", json={"id": little_shop.blue.id, "quantity": quantity, "properties": properties})


def test_a_checkout_becomes_an_order_with_its_properties_and_customer(
    little_shop: LittleShop, visitor: Visitor
) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)
    fill_cart(little_shop, visitor)
    little_shop.clock.advance(timedelta(hours=1))

    page = visitor.post("/de/checkout", data=ROBIN)

    (order,) = little_shop.shop.orders.values()
    (line,) = order.lines
    assert (line.variant, line.quantity) == (little_shop.blue, 10)
    assert line.properties == {"Ships by": "4 now, 6 by 10 December", "_backorder": "7"}
    assert order.customer is not None
    assert (order.customer.email, order.customer.first_name, order.customer_locale) == (
        "robin@example.com",
        "Robin",
        "de",
    )
    assert order.shipping_address is not None
    assert order.shipping_address.country_code == "US"
    assert order.created_at == little_shop.clock.now()
    assert page.url.path == f"/de/orders/{order.status_token}"
    assert "4 now, 6 by 10 December" in page.text
    assert visitor.get("/cart.js").json()["item_count"] == 0


def test_the_same_address_is_the_same_customer(little_shop: LittleShop, visitor: Visitor) -> None:
    for _ in range(2):
        fill_cart(little_shop, visitor, quantity=1)
        visitor.post("/checkout", data=ROBIN)

    assert len(little_shop.shop.orders) == 2
    assert len(little_shop.shop.customers) == 1


def test_missing_and_odd_fields_are_named_and_nothing_is_ordered(little_shop: LittleShop, visitor: Visitor) -> None:
    fill_cart(little_shop, visitor, quantity=1)

    page = visitor.post("/checkout", data=ROBIN | {"email": "robin", "city": " "})

    assert page.status_code == 422
    assert page.text.count("field__error") == 2
    assert "This does not look like an email address." in page.text
    assert 'value="1 Pine Street"' in page.text
    assert little_shop.shop.orders == {}


def test_what_sold_out_meanwhile_is_not_ordered(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)
    fill_cart(little_shop, visitor)
    little_shop.blue.policy = "DENY"

    page = visitor.post("/checkout", data=ROBIN)

    assert page.status_code == 422
    assert "Fjord Enamel Kettle - Blue: 10 asked for, 4 left" in page.text
    assert little_shop.shop.orders == {}
    assert visitor.get("/cart.js").json()["item_count"] == 10


def test_an_empty_cart_has_no_checkout(visitor: Visitor) -> None:
    assert visitor.get("/checkout").url.path == "/cart"
    assert visitor.post("/checkout", data=ROBIN).url.path == "/cart"


def test_an_order_page_needs_its_unguessable_token(little_shop: LittleShop, visitor: Visitor) -> None:
    fill_cart(little_shop, visitor, quantity=1)
    visitor.post("/checkout", data=ROBIN)
    (order,) = little_shop.shop.orders.values()

    assert visitor.get(f"/orders/{order.id}").status_code == 404
    assert visitor.get("/orders/").status_code == 404


def test_note_and_attributes_of_the_cart_go_with_the_order(little_shop: LittleShop, visitor: Visitor) -> None:
    fill_cart(little_shop, visitor, quantity=1)
    visitor.post("/cart", data={"attributes[parcels]": "one", "note": "Ring twice"})
    visitor.post("/checkout", data=ROBIN)

    (order,) = little_shop.shop.orders.values()
    assert (order.attributes, order.note) == ({"parcels": "one"}, "Ring twice")
    assert visitor.get("/cart.js").json()["attributes"] == {}
