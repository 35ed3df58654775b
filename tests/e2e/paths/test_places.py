"""Locations that open and close, and news of them that is lost."""

from __future__ import annotations

from datetime import timedelta

from sandbox.shopify import stock
from sandbox.shopify.acts import catalog
from sandbox.shopify.fulfillment import regroup
from sandbox.shopify.model import Location
from tests.e2e import acts
from tests.e2e.acts import KETTLE
from tests.e2e.world import World


def studio(world: World) -> Location:
    return next(each for each in world.shopify.locations.values() if each.name == "Studio")


def switch(world: World, place: Location, *, active: bool) -> None:
    with world.sandbox.store.act():
        catalog.set_location_active(world.sandbox.store, shop=world.shopify, location=place, active=active)
    world.settle()


def test_units_of_a_place_that_closes_are_sold_no_more_and_again_once_it_opens(shop):
    acts.put_on_shelf(shop, KETTLE, 3, place="Studio")
    assert shop.metafield(KETTLE)["steps"][0] == {"upto": 7, "by": None}

    switch(shop, studio(shop), active=False)
    assert shop.metafield(KETTLE)["steps"][0] == {"upto": 4, "by": None}

    switch(shop, studio(shop), active=True)
    assert shop.metafield(KETTLE)["steps"][0] == {"upto": 7, "by": None}


def test_a_place_that_was_deleted_unheard_of_is_found_closed_at_night(shop):
    acts.put_on_shelf(shop, KETTLE, 3, place="Studio")
    place = studio(shop)
    with shop.sandbox.store.act():
        level = shop.variant(KETTLE).inventory_item.levels[place.id]
        stock.change(shop.sandbox.store, shop=shop.shopify, level=level, deltas={"available": -3})
        catalog.set_location_active(shop.sandbox.store, shop=shop.shopify, location=place, active=False)
        catalog.delete_location(shop.sandbox.store, shop=shop.shopify, location=place)
    shop.sandbox.dispatcher.forget()

    shop.reconcile()
    shop.reconcile()

    assert shop.rows("SELECT name, is_active FROM location ORDER BY name") == [("Studio", False), ("Warehouse", True)]
    assert shop.metafield(KETTLE)["steps"][0] == {"upto": 4, "by": None}
    told = shop.rows("SELECT name, field, ours, theirs FROM difference WHERE subject = 'location'")
    assert told == [("Studio", "active", "yes", "no")]


def test_a_fulfilment_order_that_moved_unheard_of_is_found_at_night(shop):
    order = acts.order(shop, {KETTLE: 3})
    dials = shop.sandbox.store.dials.webhooks
    dials.loss_percent = 100
    shop.clock.advance(timedelta(seconds=1))
    with shop.sandbox.store.act():
        regroup.move(shop.sandbox.store, shop=shop.shopify, source=acts.open_part(order), to=studio(shop))
    shop.settle()
    dials.loss_percent = 0

    shop.reconcile()

    places = shop.rows("SELECT name FROM fulfillment_order JOIN location USING (shop_id, location_id)")
    assert places == [("Studio",)]
