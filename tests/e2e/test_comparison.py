"""Webhooks are lost; the night finds what changed, says why nobody knew, and repairs it: by pages and by files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.db.shown_compared import ComparedView
from app.db.tables.inbox import due
from app.db.views import ShopViews
from app.domain.comparison import Why
from sandbox.shopify import stock
from sandbox.shopify.acts.catalog import delete_product, set_policy
from sandbox.shopify.orders import actors
from tests.e2e.world import USER, World

KETTLE, MUG = "KETTLE-BLUE", "MUG-RED"


def page(world: World) -> ComparedView:
    return ShopViews(world.parts.database, world.clock).compared(world.shop.id)


def found(world: World) -> set[tuple[str, str, str | None, str | None, str]]:
    return {(each.name, each.field, each.ours, each.theirs, each.why) for each in page(world).found}


def nobody_is_told(world: World, act: Callable[[], None]) -> None:
    """What happens while every webhook is lost and no alarm of ours makes us look, three minutes before the night."""
    with world.parts.database.write() as conn:
        conn.execute(sa.delete(due))
    dials = world.sandbox.store.dials.webhooks
    dials.loss_percent = 100
    world.clock.advance(timedelta(minutes=1))
    with world.sandbox.store.act():
        act()
    world.settle()
    dials.loss_percent = 0
    world.clock.advance(timedelta(minutes=3))


@pytest.mark.parametrize("bulk_from", [250, 0], ids=["pages", "files"])
def test_the_night_finds_what_nobody_told_us_names_the_cause_and_repairs_it(
    make_world: Callable[..., World], bulk_from: int
) -> None:
    world = make_world(bulk_from=bulk_from)
    store, shop = world.sandbox.store, world.shopify
    world.acts.switch_on(world.shop.id, [world.variant_id(KETTLE)], user=USER)
    world.settle()
    first, second = world.buy(KETTLE, 10), world.buy(KETTLE, 7)
    world.pass_time(timedelta(hours=1))
    assert page(world).last is not None
    assert page(world).found == ()

    def unseen() -> None:
        actors.cancel_order(store, shop=shop, order=second)
        set_policy(store, shop=shop, variant=world.variant(KETTLE), policy="DENY")
        (level,) = world.variant(MUG).inventory_item.levels.values()
        stock.change(store, shop=shop, level=level, deltas={"available": -3})

    nobody_is_told(world, unseen)
    world.acts.compare_now(world.shop.id, user=USER)
    world.acts.compare_now(world.shop.id, user=USER)
    assert page(world).progress is not None
    world.settle()

    said = found(world)
    assert (KETTLE, "inventory_policy", "CONTINUE", "DENY", Why.BY_HAND) in said
    assert (f"{MUG}, Warehouse", "available", "25", "22", Why.LOST) in said
    assert (f"{second.name}, Fjord Enamel Kettle", "to_ship", "7", "0", Why.LOST) in said
    assert not {each for each in said if each[0].startswith(first.name)}
    view = page(world)
    assert view.last is not None
    assert (view.last.cause, view.progress) == ("asked for", None)
    assert world.rows("SELECT available FROM level JOIN variant USING (item_id) WHERE sku = 'MUG-RED'") == [(22,)]

    world.reconcile()
    assert (found(world), len(page(world).runs)) == (set(), 3)

    nobody_is_told(world, lambda: delete_product(store, shop=shop, product=world.variant(MUG).product))
    world.reconcile()
    assert (MUG, "", "there", None, Why.LOST) in found(world)
    assert [row[0] for row in world.rows("SELECT deleted_at FROM variant WHERE sku = 'MUG-RED'")] != [None]
