"""Regions that the merchant draws: whom a place serves, and what must be true of each."""

from __future__ import annotations

import sqlalchemy as sa

from app.db import pools
from app.db.pools import Region
from app.db.tables.plans import plan_part
from app.domain.ids import DEFAULT_POOL, LocationId, PoolId
from app.domain.pools import Pools
from app.errors import AppError
from sandbox.shopify.model import InventoryItem
from tests.stateful.scene import USER, Scene, pick

COUNTRIES = (("DE",), ("AT", "DE"), ("US",), ("AT",))


def draw(scene: Scene, place: int, *, countries: tuple[str, ...], slot: int | None) -> None:
    """A new region, or another shape for the one in the slot, if there is one."""
    at = pick(scene.places(), place)
    if at is None:
        return
    known = PoolId(slot) if slot in scene.meant.regions else None
    region = Region("Abroad", frozenset(countries), frozenset({LocationId(at.id)}))
    before = drawn(scene)
    try:
        scene.settings.draw_region(scene.world.shop.id, region, slot=known, user=USER)
    except AppError:
        return
    (new,) = [known] if known else drawn(scene).names.keys() - before.names.keys()
    scene.meant.regions[new] = region


def erase(scene: Scene, which: int) -> None:
    slot = pick(sorted(scene.meant.regions), which)
    if slot is not None:
        scene.settings.erase_region(scene.world.shop.id, PoolId(slot), user=USER)
        del scene.meant.regions[slot]


def check(scene: Scene) -> None:
    _are_as_they_were_drawn(scene)
    _whoever_lives_there_is_served_from_there(scene)


def sellable(item: InventoryItem, slot: int, known: Pools) -> int:
    """What the region's places may sell; below zero where more have shipped than were counted."""
    levels = [each for each in item.levels.values() if each.location.active and each.location.fulfills_online_orders]
    mine = [each for each in levels if known.of_place(LocationId(each.location.id)) == slot]
    return sum(each.quantities["available"] + each.quantities["committed"] for each in mine)


def _are_as_they_were_drawn(scene: Scene) -> None:
    """But for its place, which leaves a region when it is closed."""
    known, meant = drawn(scene), scene.meant.regions
    countries = {country: slot for slot, region in meant.items() for country in region.countries}
    assert known.names.keys() == meant.keys(), f"drawn are {sorted(meant)}, there are {known.names}"
    assert dict(known.countries) == countries, f"{known.countries} are served apart, should be {countries}"


def _whoever_lives_there_is_served_from_there(scene: Scene) -> None:
    """Who has no address is served where the order was put."""
    countries = {country: slot for slot, region in scene.meant.regions.items() for country in region.countries}
    of_line = {line.id: order for order in scene.shop.orders.values() for line in order.lines}
    with scene.world.parts.database.read() as conn:
        rows = conn.execute(sa.select(plan_part.c.line_id, plan_part.c.pool_id)).all()
    for line, slot in rows:
        order = of_line[line]
        if order.shipping_address is not None:
            meant = countries.get(order.shipping_address.country_code or "", DEFAULT_POOL)
            assert slot == meant, f"{order.name} to {order.shipping_address.country_code}: planned in {slot}"


def drawn(scene: Scene) -> Pools:
    with scene.world.parts.database.read() as conn:
        return pools.read(conn, scene.world.shop.id)
