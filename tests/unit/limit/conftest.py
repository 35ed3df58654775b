from __future__ import annotations

import pytest

from tests.unit.theme.little_shop import LittleShop
from tests.unit.theme.visitor import Visitor


@pytest.fixture
def little_shop() -> LittleShop:
    """With the limit switched on."""
    shop = LittleShop()
    shop.switch_on_limit()
    return shop


@pytest.fixture
def visitor(little_shop: LittleShop) -> Visitor:
    return Visitor(little_shop)
