"""A shop at size: 100,000 variants and 20,000 open orders, put up in seconds and the same each time.

What a story would make of acts (sales, routing, deliveries) is written down as its result, because acts cost too much
at this size. The kettle of the small shop is there too: 4 on hand, 40 coming.
"""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from sandbox.seed import builder, tiny
from sandbox.shopify.acts import shipments, transfers
from sandbox.shopify.model import (
    FulfillmentOrder,
    FulfillmentOrderLine,
    InventoryLevel,
    LineItem,
    Location,
    Order,
    Tracking,
    Variant,
)
from sandbox.shopify.model.inventory import STORED_NAMES

if TYPE_CHECKING:
    from sandbox.shopify.model import Product, Shop
    from sandbox.shopify.store import Store

VARIANTS = 100_000
OPEN_ORDERS = 20_000
VARIANTS_OF_A_PRODUCT = 50
SHIPMENTS = 100
ITEMS_OF_A_SHIPMENT = 20


def seed(
    store: Store,
    *,
    variants: int = VARIANTS,
    open_orders: int = OPEN_ORDERS,
    on_the_way: int = SHIPMENTS,
    random_seed: int = 1,
) -> Shop:
    """Fill `store` with the small shop and the mass around it; call it inside an act. `on_the_way`: shipments."""
    random = Random(random_seed)
    small = tiny.seed(store, installed=False)
    places = (small.warehouse, small.studio)
    mass = _catalog(store, small.shop, places, variants, random)
    _orders(store, small.shop, small.warehouse, mass, open_orders, random)
    _on_the_way(store, small.shop, small.warehouse, mass, on_the_way, random)
    store.outbox.take()
    return small.shop


def _catalog(store: Store, shop: Shop, places: tuple[Location, ...], count: int, random: Random) -> list[Variant]:
    made: list[Variant] = []
    for start in range(0, count, VARIANTS_OF_A_PRODUCT):
        size = min(VARIANTS_OF_A_PRODUCT, count - start)
        product = builder.add_product(
            store,
            shop=shop,
            title=f"Part {start // VARIANTS_OF_A_PRODUCT + 1}",
            handle=f"part-{start // VARIANTS_OF_A_PRODUCT + 1}",
            options={"Size": [str(number) for number in range(size)]},
        )
        made += [_variant(store, shop, product, places, number, random) for number in range(size)]
    return made


def _variant(
    store: Store, shop: Shop, product: Product, places: tuple[Location, ...], number: int, random: Random
) -> Variant:
    sku = f"{product.handle.upper()}-{number}"
    made = builder.add_variant(store, shop=shop, product=product, sku=sku, price=1900, values=[str(number)])
    for place in places[: 1 + number % 2]:
        _level(store, shop, made, place).quantities["available"] = random.choice((0, 3, 8, 20))
    return made


def _level(store: Store, shop: Shop, variant: Variant, place: Location) -> InventoryLevel:
    now, item = store.now(), variant.inventory_item
    made = InventoryLevel(id=store.new_id(), item=item, location=place, created_at=now, updated_at=now)
    made.quantities = dict.fromkeys(STORED_NAMES, 0)
    item.levels[place.id] = shop.inventory_levels[made.id] = made
    return made


def _orders(store: Store, shop: Shop, place: Location, variants: list[Variant], count: int, random: Random) -> None:
    for number in range(count):
        moment = store.now() - timedelta(minutes=count - number)
        order = Order(
            id=store.new_id(),
            name=f"#{1001 + number}",
            number=1001 + number,
            created_at=moment,
            processed_at=moment,
            updated_at=moment,
            currency=shop.currency,
            email=f"buyer{number}@example.com",
        )
        owner = FulfillmentOrder(id=store.new_id(), order=order, location=place, created_at=moment, updated_at=moment)
        order.fulfillment_orders.append(owner)
        for variant in random.sample(variants, random.choice((1, 1, 2))):
            _line(store, order, owner, variant)
        shop.orders[order.id] = order
        shop.fulfillment_orders[owner.id] = owner


def _line(store: Store, order: Order, owner: FulfillmentOrder, variant: Variant) -> None:
    line = LineItem(
        id=store.new_id(),
        order=order,
        title=variant.product.title,
        quantity=1,
        current_quantity=1,
        price=variant.price,
        variant=variant,
        product=variant.product,
        variant_title=variant.title,
        sku=variant.sku,
    )
    order.lines.append(line)
    owner.lines.append(FulfillmentOrderLine(id=store.new_id(), line=line, total=1, remaining=1))
    variant.inventory_item.levels[owner.location.id].quantities["committed"] += 1


def _on_the_way(store: Store, shop: Shop, place: Location, variants: list[Variant], count: int, random: Random) -> None:
    arrival = store.now() + timedelta(days=12)
    for _ in range(min(count, len(variants) // ITEMS_OF_A_SHIPMENT)):
        items = {each.inventory_item: 24 for each in random.sample(variants, ITEMS_OF_A_SHIPMENT)}
        transfer = transfers.create(
            store, shop=shop, items=items, destination=place, ready=True, tags=["supplier:Tallinn Metalworks"]
        )
        tracking = Tracking(company="Maersk", number=f"M{transfer.id}", arrives_at=arrival)
        shipments.create(store, shop=shop, transfer=transfer, items=items, tracking=tracking, in_transit=True)
