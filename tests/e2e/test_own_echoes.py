"""What we write to a product comes back as its webhook: we know our own voice, and hear everybody else's."""

from __future__ import annotations

import pytest

from app.db import catalog
from sandbox.shopify.acts.catalog import set_policy, touch_product
from tests.e2e.world import USER, World

KETTLE = "KETTLE-BLUE"


@pytest.fixture
def on(world: World, asked: list[str]) -> World:
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)
    world.settle()
    asked.clear()
    return world


def test_a_new_metafield_brings_no_look_at_its_product(on: World, asked: list[str]) -> None:
    on.buy(KETTLE, 6)
    on.settle()
    assert "SetMetafields" in asked
    assert "products/update" in {row.topic for row in on.sandbox.dispatcher.log}
    assert "ProductVariants" not in asked


def test_whatever_somebody_else_changes_is_looked_at(on: World, asked: list[str]) -> None:
    store, variant = on.sandbox.store, on.variant(KETTLE)
    with store.act():
        set_policy(store, shop=on.shopify, variant=variant, policy="DENY")
        variant.price = 5100
        touch_product(store, shop=on.shopify, product=variant.product)
    on.settle()
    assert "ProductVariants" in asked
    with on.parts.database.read() as conn:
        (stored,) = catalog.stored_variants(conn, on.shop.id, [on.variant_id(KETTLE)])
    assert stored.policy == "DENY"
    assert on.rows("SELECT price_minor FROM variant WHERE sku = 'KETTLE-BLUE'") == [(5100,)]
