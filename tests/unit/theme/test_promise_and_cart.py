"""Units in the shopper's own cart are no longer there to be promised to them again."""

from __future__ import annotations

import pytest

from tests.unit.theme.little_shop import FOUR_AND_FORTY, LittleShop
from tests.unit.theme.visitor import Visitor


@pytest.mark.parametrize(
    ("in_cart", "headline", "steps", "left"),
    [
        (1, "3 ship now, more by 10 December", [3, 43], 43),
        (4, "Backorder: ships by 10 December", [0, 40], 40),
        (10, "Backorder: ships by 10 December", [0, 34], 34),
        (44, "All that can be ordered is in your cart", [0, 0], 0),
    ],
)
def test_what_is_in_the_cart_is_taken_off_the_steps(
    little_shop: LittleShop, visitor: Visitor, in_cart: int, headline: str, steps: list[int], left: int
) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)
    visitor.post("/cart/add.js", json={"id": little_shop.blue.id, "quantity": in_cart})

    block = visitor.block()

    assert block.headline == headline
    told = block.variant(little_shop.blue.id)
    assert ([step["upto"] for step in told["steps"]], told["left"]) == (steps, left)


def test_lines_of_one_variant_count_together_and_others_do_not(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)
    visitor.post("/cart/add.js", json={"id": little_shop.blue.id, "quantity": 1})
    visitor.post("/cart/add.js", json={"id": little_shop.blue.id, "quantity": 1, "properties": {"Gift": "yes"}})
    visitor.post("/cart/add.js", json={"id": little_shop.mug.variants[0].id, "quantity": 5})

    assert visitor.block().headline == "2 ship now, more by 10 December"


def test_no_limit_stays_no_limit(little_shop: LittleShop, visitor: Visitor) -> None:
    steps = [{"upto": 2, "by": None}, {"upto": None, "by": "2026-12-10"}]
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY | {"steps": steps, "left": None})
    visitor.post("/cart/add.js", json={"id": little_shop.blue.id, "quantity": 3})

    block = visitor.block()

    assert block.headline == "Backorder: ships by 10 December"
    told = block.variant(little_shop.blue.id)
    assert ([step["upto"] for step in told["steps"]], told["left"]) == ([0, None], None)
