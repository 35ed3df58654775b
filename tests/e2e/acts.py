"""What people and other apps do in the shop of a test world, in one line each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.db.shown import BackorderView
from app.db.tables.orders import order_line
from app.db.tables.plans import plan_part
from app.db.views import ShopViews
from sandbox.seed import builder
from sandbox.shopify import stock
from sandbox.shopify.acts import catalog
from sandbox.shopify.control import lookup
from sandbox.shopify.model import FulfillmentOrder, LineItem, Order, Policy, Variant
from sandbox.shopify.orders import actors
from sandbox.shopify.orders.checkout import PLAIN, Details, Want, place_order
from tests.e2e.world import World

KETTLE = "KETTLE-BLUE"
MUG = "MUG-RED"
OTHER_APP = "another-app"


def order(
    world: World,
    wants: Sequence[Want] | dict[str, int],
    *,
    email: str | None = "sarah@example.com",
    details: Details = PLAIN,
) -> Order:
    """Place an order of several lines and let the app deal with it."""
    lines = (
        [Want(variant=world.variant(sku), quantity=units) for sku, units in wants.items()]
        if isinstance(wants, dict)
        else wants
    )
    with world.sandbox.store.act():
        made = place_order(
            world.sandbox.store,
            shop=world.shopify,
            wants=lines,
            customer=world.customer(email) if email else None,
            details=details,
        )
    world.settle()
    return made


def line(of: Order, sku: str) -> LineItem:
    return next(each for each in of.lines if each.sku == sku)


def parts(of: Order) -> list[tuple[str, int]]:
    """Status and units of each fulfilment order that has units left, in the order they were made."""
    found = [(each.status, sum(part.remaining for part in each.lines)) for each in of.fulfillment_orders]
    return [each for each in found if each[1]]


def places(of: Order) -> list[tuple[str, str, int]]:
    """Location, status and units of each fulfilment order that has units left, in the order they were made."""
    found = [
        (each.location.name, each.status, sum(part.remaining for part in each.lines)) for each in of.fulfillment_orders
    ]
    return [each for each in found if each[2]]


def held_part(of: Order) -> FulfillmentOrder:
    return next(each for each in of.fulfillment_orders if each.status == "ON_HOLD")


def open_part(of: Order) -> FulfillmentOrder:
    return next(each for each in of.fulfillment_orders if each.status in ("OPEN", "IN_PROGRESS"))


def edit(world: World, of: Order, sku: str, quantity: int) -> None:
    """Set a line of an order to a new quantity."""
    actors.edit_order(world.sandbox.store, shop=world.shopify, order=of, quantities={line(of, sku): quantity})
    world.settle()


def ship_open(world: World, of: Order) -> None:
    """The warehouse ships what it may and has."""
    with world.sandbox.store.act():
        actors.ship_everything_open(world.sandbox.store, shop=world.shopify, orders=[of])
    world.settle()


def cancel(world: World, of: Order, *, restock: bool = True) -> None:
    actors.cancel_order(world.sandbox.store, shop=world.shopify, order=of, restock=restock)
    world.settle()


def put_on_shelf(world: World, sku: str, units: int, *, place: str | None = None) -> None:
    """Somebody counts: so many more units are there, or fewer."""
    store, shop = world.sandbox.store, world.shopify
    with store.act():
        at = (
            next(each for each in shop.locations.values() if each.name == place)
            if place
            else lookup.location(shop, None)
        )
        level = stock.level_at(store, shop=shop, item=world.variant(sku).inventory_item, location=at)
        stock.change(store, shop=shop, level=level, deltas={"available": units})
    world.settle()


def set_policy(world: World, sku: str, policy: Policy) -> None:
    """The merchant's own switch in Shopify's admin, or another app's."""
    with world.sandbox.store.act():
        catalog.set_policy(world.sandbox.store, shop=world.shopify, variant=world.variant(sku), policy=policy)
    world.settle()


def add_variant(
    world: World, sku: str, *, price: int = 2500, on_hand: int = 0, tracked: bool = True, is_gift_card: bool = False
) -> Variant:
    """A new product with one variant, known to the app by the night's comparison."""
    store, shop = world.sandbox.store, world.shopify
    with store.act():
        product = builder.add_product(store, shop=shop, title=sku.title(), handle=sku.lower(), vendor="Northpine")
        product.is_gift_card = is_gift_card
        place = lookup.location(shop, None)
        made = builder.add_variant(
            store, shop=shop, product=product, sku=sku, price=price, on_hand={place: on_hand} if on_hand else None
        )
        made.inventory_item.tracked = tracked
    world.reconcile()
    return made


def make_bundle(world: World, sku: str, components: dict[str, int]) -> Variant:
    """A new product that is made of others, known to the app through its webhook."""
    made = add_variant(world, sku)
    parts = {world.variant(part): each for part, each in components.items()}
    with world.sandbox.store.act():
        catalog.make_bundle(world.sandbox.store, shop=world.shopify, variant=made, components=parts)
    world.settle()
    return made


def switch_on(world: World, *skus: str) -> None:
    world.acts.switch_on(world.shop.id, [world.variant_id(sku) for sku in skus], user="42")
    world.settle()


def switch_off(world: World, *skus: str, release: bool = False) -> None:
    world.acts.switch_off(world.shop.id, [world.variant_id(sku) for sku in skus], release=release, user="42")
    world.settle()


def left(world: World, sku: str) -> int:
    """Units a shopper may still order, by the page."""
    return int(world.metafield(sku)["left"])


def view(world: World, sku: str) -> BackorderView:
    """The merchant's page of a variant."""
    return ShopViews(world.parts.database, world.clock).backorder(world.shop.id, world.variant_id(sku))


def order_metafield(world: World, of: Order) -> Any:
    """What a warehouse that ignores holds can read on the order; None: nothing."""
    for each in world.shopify.metafields.values():
        if each.owner is of and each.key == "backorder":
            return json.loads(each.value)
    return None


def promised(world: World, of: Order) -> list[tuple[int, str | None]]:
    """Units of an order that wait, and the day they are planned to ship by."""
    wait = sa.and_(order_line.c.order_id == of.id, sa.or_(plan_part.c.supply_id.is_(None), plan_part.c.supply_id != 0))
    with world.parts.database.read() as conn:
        found = conn.execute(
            sa.select(plan_part.c.quantity, plan_part.c.ship_by)
            .join(order_line, order_line.c.line_id == plan_part.c.line_id)
            .where(wait)
            .order_by(plan_part.c.line_id, plan_part.c.first_unit)
        ).all()
    return [(row.quantity, row.ship_by.isoformat() if row.ship_by else None) for row in found]


def told(world: World, metric: str) -> list[tuple[str, int]]:
    """Whom an event went to, and of how many units it spoke."""
    return [
        (each.email or "", sum(item["Quantity"] for item in each.properties["Items"])) for each in world.events(metric)
    ]
