"""A shopper meets the limit: the extension's own function and question, run by the sandbox in cart and checkout."""

from __future__ import annotations

import shutil
from datetime import timedelta
from typing import Any

import httpx
import pytest

from sandbox.shopify.functions import node, validations
from sandbox.shopify.functions.extension import FunctionExtension, validation_function
from sandbox.shopify.functions.node import FunctionBroke, NodeFunction, NodeMissing, node_function
from sandbox.shopify.functions.validations import BROKEN, Refused
from sandbox.shopify.orders.checkout import Details, Want, place_order
from tests.unit.theme.little_shop import FOUR_AND_FORTY, LittleShop
from tests.unit.theme.test_storefront_checkout import ROBIN
from tests.unit.theme.visitor import Visitor

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")


def limit(left: int = 44) -> str:
    """Until 10 in the morning in the shop, which is 15:00 UTC."""
    return f"2026-11-22T10:00 {901:016} {left:07} 0000004"


def promise(shop: LittleShop, *, left: int = 44) -> None:
    shop.promise(shop.blue, FOUR_AND_FORTY)
    shop.limit(shop.blue, limit(left))


ONLY_44 = "Only 44 of Fjord Enamel Kettle - Blue can be ordered."
ONLY_4 = "Only 4 of Fjord Enamel Kettle - Blue are in stock; no more can be ordered in advance at the moment."


@pytest.fixture
def promised(little_shop: LittleShop) -> LittleShop:
    promise(little_shop)
    return little_shop


def add(visitor: Visitor, shop: LittleShop, units: int, **properties: str) -> httpx.Response:
    return visitor.post("/cart/add.js", json={"id": shop.blue.id, "quantity": units, "properties": properties})


def fill(visitor: Visitor, shop: LittleShop, units: int) -> None:
    assert add(visitor, shop, units).status_code == 200


def units_in_cart(visitor: Visitor) -> Any:
    return visitor.get("/cart.js").json()["item_count"]


def test_the_cart_takes_what_is_left_and_not_a_unit_more_over_all_its_lines(
    promised: LittleShop, visitor: Visitor
) -> None:
    fill(visitor, promised, 40)

    refused = add(visitor, promised, 5, Engraving="Robin")

    assert (refused.status_code, refused.json()["description"]) == (422, ONLY_44)
    assert units_in_cart(visitor) == 40
    assert add(visitor, promised, 4, Engraving="Robin").status_code == 200


def test_forms_and_changes_are_refused_alike_and_leave_the_cart_as_it_was(
    promised: LittleShop, visitor: Visitor
) -> None:
    key = add(visitor, promised, 10).json()["key"]

    by_form = visitor.post("/cart", data={f"updates[{key}]": "45"})
    by_change = visitor.post("/cart/change.js", json={"id": key, "quantity": 45})
    by_adding = visitor.post("/cart/add", data={"id": str(promised.blue.id), "quantity": "35"})

    assert [answer.status_code for answer in (by_form, by_change, by_adding)] == [422, 422, 422]
    assert f'<p class="notice" role="alert">{ONLY_44}</p>' in by_form.text
    assert ONLY_44 in by_adding.text
    assert units_in_cart(visitor) == 10


def test_the_cart_page_says_in_the_shopper_s_language_what_others_have_bought_meanwhile(
    promised: LittleShop, visitor: Visitor
) -> None:
    fill(visitor, promised, 10)
    assert "notice" not in visitor.get("/cart").text

    promise(promised, left=9)

    assert "Only 9 of Fjord Enamel Kettle - Blue can be ordered." in visitor.get("/cart").text
    assert "Von Fjord Enamel Kettle - Blue können nur 9 Stück bestellt werden." in visitor.get("/de/cart").text
    assert "seules 9 unités peuvent être commandées." in visitor.get("/fr/cart").text


def test_a_cart_that_is_too_full_may_shrink_in_steps_but_not_go_to_checkout(
    promised: LittleShop, visitor: Visitor
) -> None:
    key = add(visitor, promised, 10).json()["key"]
    promise(promised, left=5)

    assert visitor.post("/cart", data={f"updates[{key}]": "8", "checkout": ""}).url.path == "/cart"
    assert units_in_cart(visitor) == 8
    assert visitor.post("/cart", data={f"updates[{key}]": "5", "checkout": ""}).url.path == "/checkout"


def test_a_checkout_is_refused_and_makes_no_order(promised: LittleShop, visitor: Visitor) -> None:
    fill(visitor, promised, 10)
    promise(promised, left=9)

    page = visitor.post("/de/checkout", data=ROBIN)

    assert page.status_code == 422
    assert "Von Fjord Enamel Kettle - Blue können nur 9 Stück bestellt werden." in page.text
    assert promised.shop.orders == {}
    promise(promised, left=10)
    visitor.post("/de/checkout", data=ROBIN)
    assert len(promised.shop.orders) == 1


def test_when_the_promise_ends_on_the_page_backorders_end_in_the_cart_and_stock_still_sells(
    promised: LittleShop, visitor: Visitor
) -> None:
    promised.clock.advance(timedelta(hours=23, minutes=59, seconds=59))
    fill(visitor, promised, 5)
    assert visitor.block().headline == "Backorder: ships by 10 December"

    promised.clock.advance(timedelta(seconds=1))

    assert visitor.block().headline == ""
    assert ONLY_4 in visitor.get("/cart").text
    assert visitor.post("/checkout", data=ROBIN).status_code == 422
    visitor.post("/cart/change.js", json={"line": 1, "quantity": 4})
    assert visitor.post("/checkout", data=ROBIN).url.path.startswith("/orders/")


def test_it_fails_open_where_the_merchant_says_so(promised: LittleShop, visitor: Visitor) -> None:
    promised.clock.advance(timedelta(days=3))
    promised.configure_limit({"fail_open": True})

    assert add(visitor, promised, 44).status_code == 200
    assert add(visitor, promised, 1).json()["description"] == ONLY_44


def test_each_country_has_its_own_limit_and_the_address_decides_at_checkout(
    promised: LittleShop, visitor: Visitor
) -> None:
    promised.limit(promised.blue, f"{limit()} 0000003 0000000")
    promised.configure_limit({"fail_open": False, "pools": "AT2 DE2"})
    visitor.choose_country("DE")

    assert "Only 3 of" in add(visitor, promised, 4).json()["description"]
    fill(visitor, promised, 3)
    visitor.choose_country("US")
    fill(visitor, promised, 1)
    refused = visitor.post("/checkout", data=ROBIN | {"country": "AT"})
    assert (refused.status_code, promised.shop.orders) == (422, {})
    assert "Only 3 of Fjord Enamel Kettle - Blue can be ordered." in refused.text

    assert visitor.post("/checkout", data=ROBIN).url.path.startswith("/orders/")
    (order,) = promised.shop.orders.values()
    assert order.shipping_address is not None
    assert order.shipping_address.country_code == "US"


def test_variants_without_our_metafield_are_left_alone(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.blue.policy = "CONTINUE"

    assert add(visitor, little_shop, 900).status_code == 200


def test_a_metafield_too_long_for_functions_reads_as_none(promised: LittleShop, visitor: Visitor) -> None:
    promised.limit(promised.blue, limit() + "x" * 10_000)

    assert add(visitor, promised, 900).status_code == 200


@pytest.mark.parametrize("switch", ["the dial", "the validation"])
def test_switched_off_nothing_is_asked(promised: LittleShop, visitor: Visitor, switch: str) -> None:
    if switch == "the dial":
        promised.store.dials.checkout.validation_functions = False
    else:
        for validation in promised.shop.validations.values():
            validation.enabled = False

    assert add(visitor, promised, 45).status_code == 200


@pytest.mark.parametrize(("source", "asked"), [("web", True), ("an-app", True), ("pos", False)])
def test_tills_and_drafts_are_not_asked(promised: LittleShop, source: str, asked: bool) -> None:
    promised.blue.inventory_item.tracked = True
    wants = [Want(variant=promised.blue, quantity=45)]
    details = Details(source_name=source, locale="fr")

    if asked:
        with pytest.raises(Refused, match="seules 44 unités peuvent être commandées"):
            place_order(promised.store, shop=promised.shop, wants=wants, details=details)
    else:
        place_order(promised.store, shop=promised.shop, wants=wants, details=details)
    assert len(promised.shop.orders) == (0 if asked else 1)


@pytest.mark.parametrize(("block", "said"), [(False, []), (True, [BROKEN])])
def test_a_function_that_breaks_stops_carts_only_where_the_merchant_says_so(
    promised: LittleShop, monkeypatch: pytest.MonkeyPatch, block: bool, said: list[str]
) -> None:
    def broken(_: object) -> None:
        raise FunctionBroke("on purpose")

    monkeypatch.setattr(node_function(validation_function("backorder-limit")), "run", broken)
    (validation,) = promised.shop.validations.values()
    validation.block_on_failure = block
    wants = [Want(variant=promised.blue, quantity=45)]

    with promised.store.act():
        found = validations.refusals(
            promised.store, shop=promised.shop, wants=wants, locale="en", country="US", step=validations.COMPLETION
        )

    assert found == said


def test_without_node_a_cart_gets_a_clear_answer_and_keeps_its_lines(
    promised: LittleShop, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    node_function(validation_function("backorder-limit")).close()
    monkeypatch.setattr(node.shutil, "which", lambda _: None)

    refused = add(visitor, promised, 1)

    assert refused.status_code == 503
    assert "needs Node.js 20 or newer" in refused.text
    assert "dial checkout.validation_functions" in str(NodeMissing())


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param("throw new Error('no luck')", "no luck", id="throws"),
        pytest.param("process.exit(3)", "Node ended", id="ends"),
        pytest.param("for (;;);", "no answer within", id="never ends"),
    ],
)
def test_a_function_that_misbehaves_is_found_out_and_the_next_call_starts_anew(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, body: str, why: str
) -> None:
    entry = tmp_path / "index.mjs"
    entry.write_text(f"export function odd(input) {{ if (input.good) return 1; {body} }}")
    odd = NodeFunction(FunctionExtension(entry=entry, export="odd", question=""))
    assert odd.run({"good": True}) == 1
    monkeypatch.setattr(node, "TIMEOUT_SECONDS", 0.5)

    with pytest.raises(FunctionBroke, match=why):
        odd.run({})

    monkeypatch.undo()
    assert odd.run({"good": True}) == 1
    odd.close()


def test_an_answer_outside_the_published_schema_counts_as_broken(
    promised: LittleShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    function = node_function(validation_function("backorder-limit"))
    monkeypatch.setattr(function, "run", lambda _: {"operations": [{"validationAdd": {"errors": [{"text": "no"}]}}]})
    (validation,) = promised.shop.validations.values()
    validation.block_on_failure = True

    with pytest.raises(Refused, match="problem with the checkout"):
        place_order(promised.store, shop=promised.shop, wants=[Want(variant=promised.blue, quantity=1)])
