from __future__ import annotations

import pytest

from sandbox.shopify.model import Validation
from tests.unit.theme.little_shop import LittleShop
from tests.unit.theme.visitor import Visitor


@pytest.fixture
def little_shop() -> LittleShop:
    """With the limit switched on."""
    shop = LittleShop()
    switched_on = Validation(
        id=shop.store.new_id(), function_handle="backorder-limit", title="Backorder limit", enabled=True
    )
    shop.shop.validations[switched_on.id] = switched_on
    return shop


@pytest.fixture
def visitor(little_shop: LittleShop) -> Visitor:
    return Visitor(little_shop)
