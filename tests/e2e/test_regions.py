"""Two regions, from the merchant's page to what a shopper reads and an order is given, and back to none.

Four kettles are in the warehouse and forty come there; two are in the studio and ten come there, eleven days later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from app.db.cart_limit import CartLimit
from app.db.pools import Region
from app.domain.ids import LocationId, PoolId
from app.inbox.wake import Wake
from app.merchant_settings import SettingsActs
from app.shopify.facts import LIMIT_SCOPES
from sandbox.shopify.acts import shipments, transfers
from sandbox.shopify.control import app_life
from sandbox.shopify.model import Address, Order, Tracking
from sandbox.shopify.orders.checkout import Details
from tests.e2e.acts import KETTLE, cancel, order, places, promised, put_on_shelf, set_policy, switch_on, told, view
from tests.e2e.world import USER, World

EUROPE = PoolId(2)


def on_its_way(world: World, to: str, units: int, arrives: datetime) -> None:
    store, shop = world.sandbox.store, world.shopify
    place = next(each for each in shop.locations.values() if each.name == to)
    items = {world.variant(KETTLE).inventory_item: units}
    with store.act():
        transfer = transfers.create(store, shop=shop, items=items, destination=place, ready=True)
        tracking = Tracking(company="DHL Express", number="JD0146", arrives_at=arrives)
        shipments.create(store, shop=shop, transfer=transfer, items=items, tracking=tracking, in_transit=True)
    world.settle()


def settings(world: World) -> SettingsActs:
    return SettingsActs(world.parts.database, world.clock, Wake(), world.parts.klaviyo, world.parts.box)


def limit_carts(world: World) -> None:
    store, shop = world.sandbox.store, world.shopify
    assert shop.installation is not None
    with store.act():
        app_life.grant(store, shop=shop, installation=shop.installation, scopes=LIMIT_SCOPES)
    world.open_the_app()
    settings(world).limit_cart(world.shop.id, CartLimit(on=True), user=USER)
    world.settle()


def draw(world: World, *countries: str, slot: PoolId | None = None) -> int:
    """Europe is these countries, served from the studio."""
    studio = next(each for each in world.shopify.locations.values() if each.name == "Studio")
    region = Region("Europe", frozenset(countries), frozenset({LocationId(studio.id)}))
    orders = settings(world).draw_region(world.shop.id, region, slot=slot, user=USER)
    world.settle()
    return orders


def buy(world: World, units: int, country: str) -> Order:
    details = Details(shipping_address=Address(country_code=country))
    return order(world, {KETTLE: units}, email=f"{country.lower()}@example.com", details=details)


def page(world: World) -> dict[str, Any]:
    """What a shopper's page and cart read, but for the number of the version."""
    shown = json.loads(world.metafield_text(KETTLE))
    del shown["v"]
    return {**shown, "limit": world.metafield_text(KETTLE, "limit")}


def slots(world: World) -> str:
    (found,) = [each.value for each in world.shopify.metafields.values() if each.key == "backorder-limit"]
    return str(found)


def offer(steps: Iterable[tuple[int, str | None]], left: int) -> dict[str, Any]:
    return {"state": "backorder", "steps": [{"upto": upto, "by": by} for upto, by in steps], "left": left}


def test_each_country_is_served_from_its_own_place_and_all_is_as_before_when_the_region_goes(world: World) -> None:
    put_on_shelf(world, KETTLE, 2, place="Studio")
    on_its_way(world, "Studio", 10, datetime(2026, 12, 14, 12, tzinfo=UTC))
    switch_on(world, KETTLE)
    limit_carts(world)
    settings(world).choose_moving(world.shop.id, moves=True, user=USER)
    world.settle()
    before, item = page(world), world.variant(KETTLE).inventory_item.id
    assert (before["left"], slots(world)) == (56, '{"fail_open":false}')

    assert draw(world, "DE", "AT") == 0

    until = {"until": before["until"]}
    numbers = f"{before['limit'][:16]} {item:016}"
    here, there = offer([(4, None), (44, "2026-12-09")], 44), offer([(2, None), (12, "2026-12-21")], 12)
    where = {"AT": "2", "DE": "2"}
    limit = {"limit": f"{numbers} 0000044 0000004 0000012 0000002"}
    assert page(world) == {**until, **here, "pools": {"2": there}, "where": where, **limit}
    assert slots(world) == '{"fail_open":false,"pools":"AT2 DE2"}'

    american, german = buy(world, 5, "US"), buy(world, 3, "DE")
    assert (promised(world, american), promised(world, german)) == ([(1, "2026-12-09")], [(1, "2026-12-21")])
    world.pass_time(timedelta(seconds=5))
    assert told(world, "Backorder Placed") == [("us@example.com", 1), ("de@example.com", 1)]
    assert {place for place, _, _ in places(american)} == {"Warehouse"}
    assert places(german) == [("Studio", "ON_HOLD", 1), ("Studio", "OPEN", 2)]
    here, there = offer([(39, "2026-12-09")], 39), offer([(9, "2026-12-21")], 9)
    limit = {"limit": f"{numbers} 0000039 0000000 0000009 0000000"}
    assert page(world) == {**until, **here, "pools": {"2": there}, "where": where, **limit}

    (validation,) = world.shopify.validations.values()
    validation.block_on_failure = False  # somebody's own choice, in Shopify's settings
    assert draw(world, "AT", slot=EUROPE) == 2
    assert not validation.block_on_failure

    assert promised(world, german) == [(3, "2026-12-09")]
    assert page(world)["where"] == {"AT": "2"}
    assert page(world)["pools"] == {"2": offer([(2, None), (12, "2026-12-21")], 12)}
    assert slots(world) == '{"fail_open":false,"pools":"AT2"}'

    assert settings(world).erase_region(world.shop.id, EUROPE, user=USER) == 2
    world.settle()
    for each in (american, german):
        cancel(world, each)
    assert (page(world), slots(world)) == (before, '{"fail_open":false}')
    assert world.rows("SELECT DISTINCT pool_id FROM plan") == world.rows("SELECT pool_id FROM pool") == [(1,)]
    assert world.rows("SELECT DISTINCT pool_id FROM pool_location") == [(1,)]


def test_stopped_by_others_every_region_offers_what_it_has_in_stock_on_the_page_and_to_the_merchant(
    world: World,
) -> None:
    put_on_shelf(world, KETTLE, 2, place="Studio")
    on_its_way(world, "Studio", 10, datetime(2026, 12, 14, 12, tzinfo=UTC))
    switch_on(world, KETTLE)
    draw(world, "DE", "AT")
    assert [(each.name, each.left) for each in view(world, KETTLE).regions] == [("Europe", 12), ("Everywhere else", 44)]

    set_policy(world, KETTLE, "DENY")

    said = world.metafield(KETTLE)
    assert (said["state"], said["left"], said["pools"]["2"]) == (
        "in_stock",
        4,
        {"state": "in_stock", "steps": [{"upto": 2, "by": None}], "left": 2},
    )
    shown = view(world, KETTLE)
    assert [(each.name, each.left) for each in shown.regions] == [("Europe", 2), ("Everywhere else", 4)]
    assert shown.row.left == 6
