from __future__ import annotations

import json
from typing import Any

import pytest

from app.db.listings import Listed
from app.domain.ids import ItemId, VariantId
from webhooks.products import read_listing

VARIANT = {
    "id": 7,
    "inventory_item_id": 55,
    "title": "Blue",
    "sku": "KETTLE-BLUE",
    "price": "49.50",
    "inventory_policy": "deny",
}
BODY: dict[str, Any] = {
    "id": 3,
    "title": "Kettle",
    "handle": "kettle",
    "status": "active",
    "has_variants_that_requires_components": False,
    "variants": [VARIANT],
}
KETTLE = Listed(
    VariantId(7), ItemId(55), "Kettle", "kettle", "ACTIVE", "Blue", "KETTLE-BLUE", 4950, "DENY", is_bundle=False
)


def listing(**changes: Any) -> frozenset[Listed] | None:
    return read_listing(json.dumps(BODY | changes).encode(), currency="EUR")


def test_a_body_shows_each_variant_as_it_is_stored() -> None:
    assert listing() == {KETTLE}


@pytest.mark.parametrize(
    "changes",
    [
        {"variants": None},
        {"variants": []},
        {"variants": "all of them"},
        {"title": None},
        {"variants": [VARIANT, {"id": 8}]},
        {"variants": [VARIANT | {"price": "about 50"}]},
        {"variants": [VARIANT | {"inventory_item_id": None}]},
        {"has_variants_that_requires_components": None},
        {"has_variants_that_requires_components": True},
    ],
)
def test_a_body_that_leaves_something_out_shows_nothing(changes: dict[str, Any]) -> None:
    assert listing(**changes) is None
