"""What the block says without JavaScript, in each state and language."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.unit.theme.little_shop import FOUR_AND_FORTY, NONE_IN_STOCK, SOLD_OUT, LittleShop
from tests.unit.theme.visitor import KETTLE, Visitor


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (KETTLE, "4 ship now, more by 10 December"),
        (f"/de{KETTLE}", "4 sofort versandfertig, weitere bis 10. Dezember"),
        (f"/fr{KETTLE}", "4 expédiés tout de suite, d’autres au plus tard le 10 décembre"),  # noqa: RUF001  French has it so
    ],
)
def test_stock_and_incoming_are_told_in_the_language_of_the_page(
    little_shop: LittleShop, visitor: Visitor, path: str, said: str
) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)

    assert visitor.block(path).headline == said


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (KETTLE, "Backorder: ships by 10 December"),
        (f"/de{KETTLE}", "Nachlieferung: Versand bis 10. Dezember"),
        (f"/fr{KETTLE}", "En réapprovisionnement : expédié au plus tard le 10 décembre"),
    ],
)
def test_without_stock_it_is_a_backorder_with_its_date(
    little_shop: LittleShop, visitor: Visitor, path: str, said: str
) -> None:
    little_shop.promise(little_shop.red, NONE_IN_STOCK)

    assert visitor.block(path, variant=little_shop.red.id).headline == said


def test_a_single_unit_in_stock_ships_in_the_singular(little_shop: LittleShop, visitor: Visitor) -> None:
    steps = [{"upto": 1, "by": None}, {"upto": 41, "by": "2026-12-10"}]
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY | {"steps": steps})

    assert visitor.block().headline == "1 ships now, more by 10 December"


def test_a_preorder_has_words_of_its_own(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.promise(little_shop.blue, NONE_IN_STOCK | {"state": "preorder"})

    assert visitor.block().headline == "Preorder: ships on release, by 10 December"


def test_sold_out_is_said_plainly(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.promise(little_shop.blue, SOLD_OUT)

    assert visitor.block().headline == "Sold out"


@pytest.mark.parametrize(
    "steps",
    [
        [{"upto": 12, "by": None}],
        [{"upto": None, "by": None}],
        [{"upto": 21, "by": None}, {"upto": 61, "by": "2026-12-10"}],
    ],
    ids=["only stock", "stock without limit", "more stock than the merchant wants counted aloud"],
)
def test_enough_stock_is_told_without_a_number(
    little_shop: LittleShop, visitor: Visitor, steps: list[dict[str, object]]
) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY | {"state": "in_stock", "steps": steps})

    assert visitor.block().headline == "In stock: ships now"


def test_a_stock_step_of_zero_units_is_no_stock(little_shop: LittleShop, visitor: Visitor) -> None:
    steps = [{"upto": 0, "by": None}, {"upto": 40, "by": "2026-12-10"}]
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY | {"steps": steps})

    assert visitor.block().headline == "Backorder: ships by 10 December"


def test_a_date_in_another_year_names_the_year(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.promise(little_shop.blue, NONE_IN_STOCK | {"steps": [{"upto": 40, "by": "2027-12-10"}]})

    assert visitor.block().headline == "Backorder: ships by 10 December 2027"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (KETTLE, "Backorder: ships by 1 December"),
        (f"/fr{KETTLE}", "En réapprovisionnement : expédié au plus tard le 1er décembre"),
    ],
)
def test_the_first_of_a_month_is_written_as_the_language_wants(
    little_shop: LittleShop, visitor: Visitor, path: str, said: str
) -> None:
    little_shop.promise(little_shop.blue, NONE_IN_STOCK | {"steps": [{"upto": 40, "by": "2026-12-01"}]})

    assert visitor.block(path).headline == said


def test_later_dates_are_told_below_the_first(little_shop: LittleShop, visitor: Visitor) -> None:
    steps = [{"upto": 4, "by": None}, {"upto": 44, "by": "2026-12-10"}, {"upto": 60, "by": "2027-01-05"}]
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY | {"steps": steps})

    assert visitor.block().detail == "Up to 44 by 10 December. Up to 60 by 5 January 2027."


def test_a_promise_is_shown_until_its_time_and_not_after(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)

    little_shop.clock.advance(timedelta(hours=24, seconds=-1))
    assert not visitor.block().hidden
    little_shop.clock.advance(timedelta(seconds=1))
    expired = visitor.block()
    assert expired.hidden
    assert expired.headline == ""
    assert expired.variant(little_shop.blue.id) is None


@pytest.mark.parametrize("until", [None, "", "soon"])
def test_a_promise_without_a_readable_end_is_not_shown(
    little_shop: LittleShop, visitor: Visitor, until: str | None
) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY | {"until": until})

    assert visitor.block().hidden


def test_a_variant_without_a_promise_says_nothing(visitor: Visitor) -> None:
    block = visitor.block()

    assert block.hidden
    assert block.sent == {}


def test_the_theme_editor_shows_where_the_promise_will_stand(little_shop: LittleShop, visitor: Visitor) -> None:
    hint = "The backorder date shows here"

    assert hint not in visitor.get(KETTLE).text
    assert hint in visitor.get(f"{KETTLE}?design_mode").text
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)
    assert hint not in visitor.get(f"{KETTLE}?design_mode").text


def test_a_metafield_that_is_not_open_to_the_storefront_says_nothing(little_shop: LittleShop, visitor: Visitor) -> None:
    for definition in little_shop.shop.metafield_definitions.values():
        definition.storefront_access = "NONE"
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)

    assert visitor.block().hidden
