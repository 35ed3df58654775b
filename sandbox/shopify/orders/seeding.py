"""The orders a shop has before the story starts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.clock import FixedClock
from sandbox.shopify import stock
from sandbox.shopify.model import Address, Customer, Location, Order, Shop, Variant
from sandbox.shopify.orders.actors import cancel_order, return_units, ship_everything_open
from sandbox.shopify.orders.checkout import Details, Want, place_order
from sandbox.shopify.orders.quantities import shipped
from sandbox.shopify.scheduler import ImmediateScheduler

if TYPE_CHECKING:
    from random import Random

    from sandbox.shopify.store import Store

FIRST_NAMES = ("Ada", "Bo", "Chen", "Dana", "Elif", "Finn", "Grace", "Hugo", "Ines", "Jonas", "Kaja", "Lena")
LAST_NAMES = ("Ambrose", "Brandt", "Castillo", "Dahl", "Eriksen", "Ferreira", "Grant", "Holm", "Ito", "Jansen")
CITIES = (
    ("Portland", "OR", "97205"),
    ("Boise", "ID", "83702"),
    ("Duluth", "MN", "55802"),
    ("Asheville", "NC", "28801"),
)
OLDEST = timedelta(days=200)
RECENT = timedelta(days=3)
RECENT_SHARE = 0.12
"""Of the orders are from the last three days, and still open."""


def seed_orders(store: Store, *, shop: Shop, count: int, random: Random, skip: Collection[Variant] = ()) -> list[Order]:
    """Place `count` orders of the last 200 days, oldest first, and let time do its work on them.

    Most are shipped, some cancelled or sent back, those of the last days open. What can be sold now stays what it
    was: each order's units are stocked up before it is placed. `skip` is not ordered at all. Call it inside the
    seed's act and drop the events it leaves.
    """
    now = store.now()
    customers = [_customer(store, shop=shop, random=random) for _ in range(max(1, count // 4))]
    variants = [variant for variant in shop.variants.values() if variant not in skip]
    orders = []
    for moment in sorted(_moment(now, random) for _ in range(count)):
        with _at(store, moment):
            order = _order(store, shop=shop, variants=variants, customer=random.choice(customers), random=random)
        if now - moment > RECENT:
            _live_on(store, shop=shop, order=order, random=random)
        orders.append(order)
    return orders


def _moment(now: datetime, random: Random) -> datetime:
    if random.random() < RECENT_SHARE:
        return now - RECENT * random.random()
    return now - RECENT - timedelta(days=1) - (OLDEST - RECENT) * random.random()


@contextmanager
def _at(store: Store, moment: datetime) -> Iterator[None]:
    """The store believes it is `moment`, and that nothing takes time."""
    clock, scheduler = store.clock, store.scheduler
    store.clock, store.scheduler = FixedClock(moment), ImmediateScheduler()
    try:
        yield
    finally:
        store.clock, store.scheduler = clock, scheduler


def _customer(store: Store, *, shop: Shop, random: Random) -> Customer:
    first, last, number = random.choice(FIRST_NAMES), random.choice(LAST_NAMES), len(shop.customers) + 1
    city, province, postcode = random.choice(CITIES)
    moment = store.now() - OLDEST
    customer = Customer(
        id=store.new_id(),
        created_at=moment,
        updated_at=moment,
        first_name=first,
        last_name=last,
        email=f"{first}.{last}.{number}@example.com".lower(),
        accepts_marketing=random.random() < 0.5,
        address=Address(
            name=f"{first} {last}",
            address1=f"{random.randint(1, 400)} Alder Street",
            city=city,
            province_code=province,
            zip=postcode,
        ),
    )
    shop.customers[customer.id] = customer
    return customer


def _order(store: Store, *, shop: Shop, variants: list[Variant], customer: Customer, random: Random) -> Order:
    chosen = random.sample(variants, k=min(len(variants), random.choice((1, 1, 1, 2, 2, 3))))
    wants = [Want(variant=variant, quantity=random.choice((1, 1, 1, 2, 2, 3, 4))) for variant in chosen]
    for want in wants:
        _stock_up(store, shop=shop, variant=want.variant, quantity=want.quantity)
    details = Details(shipping_price=random.choice((0, 500, 900)), source_name="web")
    return place_order(store, shop=shop, wants=wants, customer=customer, details=details)


def _stock_up(store: Store, *, shop: Shop, variant: Variant, quantity: int) -> None:
    """Where routing will look first, as much as an empty shelf needs: what is owed to nobody is never lent."""
    places = [place for place in shop.locations.values() if place.active and place.fulfills_online_orders]
    first = min(places, key=lambda place: (place.priority, place.id))
    level = stock.level_at(store, shop=shop, item=variant.inventory_item, location=first)
    stock.change(store, shop=shop, level=level, deltas={"available": quantity})


def _live_on(store: Store, *, shop: Shop, order: Order, random: Random) -> None:
    fate, start = random.random(), order.created_at
    if fate < 0.05:
        with _at(store, start + timedelta(hours=random.randint(1, 30))):
            cancel_order(store, shop=shop, order=order)
            _take_out(store, shop=shop, order=order)
        return
    with _at(store, start + timedelta(hours=random.randint(4, 60))):
        ship_everything_open(store, shop=shop, orders=[order])
    if fate < 0.09:
        with _at(store, start + timedelta(hours=72)):
            _send_back(store, shop=shop, order=order)


def _take_out(store: Store, *, shop: Shop, order: Order) -> None:
    """A cancelled order's units were stocked up for it alone."""
    for line in order.lines:
        if line.variant is not None:
            _stock_up(store, shop=shop, variant=line.variant, quantity=-line.quantity)


def _send_back(store: Store, *, shop: Shop, order: Order) -> None:
    line = order.lines[0]
    if not shipped(line):
        return
    to: Location = order.fulfillments[0].location
    return_units(store, shop=shop, line=line, quantity=1, to=to)
    if line.variant is not None:
        _stock_up(store, shop=shop, variant=line.variant, quantity=-1)
