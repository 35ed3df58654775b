"""Stock that nobody waits for: its webhooks are believed, and Shopify is asked only once somebody does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.db.views import ShopViews
from sandbox.shopify import stock
from tests.e2e.world import USER, World

MUG = "MUG-RED"


def stock_of(world: World) -> list[tuple[Any, ...]]:
    return world.rows("SELECT available FROM level JOIN variant USING (item_id) WHERE sku = 'MUG-RED'")


def lose(world: World, units: int) -> None:
    """Units leave the shelf, counted in Shopify's admin."""
    store, item = world.sandbox.store, world.variant(MUG).inventory_item
    with store.act():
        (level,) = item.levels.values()
        stock.change(store, shop=world.shopify, level=level, deltas={"available": -units})
    world.settle()


def a_second_later(world: World) -> None:
    world.clock.advance(timedelta(seconds=2))


def test_an_item_nobody_waits_for_runs_out_without_a_single_call(world: World, asked: list[str]) -> None:
    a_second_later(world)
    lose(world, 25)
    assert stock_of(world) == [(0,)]
    assert asked == []


def test_what_ran_out_though_it_sold_is_on_the_first_page(world: World, asked: list[str]) -> None:
    a_second_later(world)
    world.buy(MUG, 24)
    world.settle()
    a_second_later(world)
    lose(world, 1)
    board = ShopViews(world.parts.database, world.clock).dashboard(world.shop.id)
    assert [(row.name.sku, row.sold_30_days) for row in board.lost] == [(MUG, 24)]
    assert "StockAndSupply" not in asked


def test_news_that_is_older_than_what_was_read_changes_nothing(world: World) -> None:
    before = stock_of(world)
    item = world.variant(MUG).inventory_item
    (level,) = item.levels.values()
    body = {"inventory_item_id": item.id, "location_id": level.location.id, "available": 7}
    with world.sandbox.store.act():
        world.sandbox.store.emit(
            world.shopify, "inventory_levels/update", body | {"updated_at": "2020-01-01T00:00:00-05:00"}
        )
    world.settle()
    assert stock_of(world) == before == [(25,)]


def test_switching_on_reads_the_item_before_a_shopper_is_told_anything(world: World, asked: list[str]) -> None:
    a_second_later(world)
    lose(world, 25)
    world.acts.switch_on(world.shop.id, [world.variant_id(MUG)], user=USER)
    world.settle()
    assert asked.index("StockAndSupply") < asked.index("SetMetafields")
    assert world.metafield(MUG)["state"] == "sold_out"


def test_once_it_is_switched_on_every_change_is_read(world: World, asked: list[str]) -> None:
    world.acts.switch_on(world.shop.id, [world.variant_id(MUG)], user=USER)
    world.settle()
    asked.clear()
    a_second_later(world)
    lose(world, 1)
    assert "StockAndSupply" in asked
