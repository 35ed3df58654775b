"""The page of everything that can be ordered before it is there."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.unit.theme.little_shop import FOUR_AND_FORTY, NONE_IN_STOCK, SOLD_OUT, LittleShop
from tests.unit.theme.visitor import Visitor


def listed(visitor: Visitor, path: str = "/pages/backorders") -> list[tuple[str, str]]:
    """Title and promise of each item."""
    page = visitor.get(path).text
    found = re.findall(r'__title" href="[^"]*">(.*?)</a>.*?__promise">(.*?)</p>', page, re.DOTALL)
    return [(" ".join(title.split()), promise) for title, promise in found]


def test_it_lists_what_has_a_date_and_nothing_else(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)
    little_shop.promise(little_shop.red, NONE_IN_STOCK)
    little_shop.promise(little_shop.green, SOLD_OUT)
    little_shop.promise(little_shop.mug.variants[0], NONE_IN_STOCK | {"state": "preorder"})

    assert listed(visitor) == [
        ("Fjord Enamel Kettle – Blue", "4 ship now, more by 10 December"),  # noqa: RUF001  a dash, as printed
        ("Fjord Enamel Kettle – Red", "Backorder: ships by 10 December"),  # noqa: RUF001  a dash, as printed
        ("Camp Mug", "Preorder: ships on release, by 10 December"),
    ]
    assert listed(visitor, "/de/pages/backorders")[1][1] == "Nachlieferung: Versand bis 10. Dezember"


def test_it_says_so_when_nothing_is_awaited(little_shop: LittleShop, visitor: Visitor) -> None:
    little_shop.promise(little_shop.blue, FOUR_AND_FORTY)
    little_shop.clock.advance(timedelta(days=2))

    assert listed(visitor) == []
    assert "Everything is in stock: there is nothing to wait for." in visitor.get("/pages/backorders").text


def test_the_merchant_s_terms_stand_above_it(visitor: Visitor) -> None:
    assert "may cancel until it ships" in visitor.get("/pages/backorders").text
