"""What the block hands to its script and to the cart."""

from __future__ import annotations

from tests.unit.theme.little_shop import FOUR_AND_FORTY, NONE_IN_STOCK, SOLD_OUT, LittleShop
from tests.unit.theme.visitor import Visitor


def test_every_variant_comes_with_its_words_and_dates(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)
    little_shop.promise(little_shop.red, NONE_IN_STOCK)

    block = visitor.block()

    assert block.variant(little_shop.blue.id) == {
        "version": 7,
        "state": "backorder",
        "headline": "4 ship now, more by 10 December",
        "left": 44,
        "until": "2026-11-22T15:00:00Z",
        "steps": [
            {"upto": 4, "by": None, "date": ""},
            {"upto": 44, "by": "2026-12-10", "date": "10 December"},
        ],
    }
    assert block.variant(little_shop.red.id)["headline"] == "Backorder: ships by 10 December"
    assert block.variant(little_shop.green.id) is None


def test_ids_above_two_to_the_53_reach_the_script_unrounded(little_shop: LittleShop, visitor: Visitor) -> None:
    block = visitor.block(variant=little_shop.red.id)

    assert little_shop.red.id > 2**53
    assert block.data["selected"] == str(little_shop.red.id)


def test_a_name_cannot_end_the_script(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY | {"state": "</script><b>"})

    assert visitor.block().variant(little_shop.blue.id)["state"] == "</script><b>"


def test_liquid_lists_250_variants_and_the_chosen_one(little_shop: LittleShop, visitor: Visitor) -> None:
    rope = little_shop.product("Rope", {f"{metres} m": 0 for metres in range(1, 301)}, price=900)
    first, last = rope.variants[0], rope.variants[-1]
    little_shop.promise(last, NONE_IN_STOCK)

    assert len(visitor.block("/products/rope", variant=first.id).data["variants"]) == 250
    chosen = visitor.block("/products/rope", variant=last.id)
    assert len(chosen.data["variants"]) == 251
    assert chosen.headline == "Backorder: ships by 10 December"


def test_without_javascript_a_pure_backorder_carries_its_date_and_version(
    little_shop: LittleShop, visitor: Visitor
) -> None:
    little_shop.promise(little_shop.blue, NONE_IN_STOCK)

    assert visitor.block().sent == {"properties[Ships by]": "10 December", "properties[_backorder]": "8"}


def test_without_javascript_nothing_is_carried_where_it_depends_on_the_quantity(
    little_shop: LittleShop, visitor: Visitor
) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)
    little_shop.promise(little_shop.green, SOLD_OUT)

    assert visitor.block().sent == {}
    assert visitor.block(variant=little_shop.green.id).sent == {}


def test_the_section_rendering_api_answers_the_block_for_another_variant(
    little_shop: LittleShop, visitor: Visitor
) -> None:
    little_shop.promise(little_shop.red, NONE_IN_STOCK)

    block = visitor.block(
        f"/products/fjord-enamel-kettle?section_id=template--product__main&variant={little_shop.red.id}"
    )

    assert block.headline == "Backorder: ships by 10 December"
    assert visitor.get("/products/fjord-enamel-kettle?section_id=template--product__nothing").status_code == 404
