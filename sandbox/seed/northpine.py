"""Northpine, outdoor goods: the demonstration's shop. The same random seed gives the same shop."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from sandbox.seed import builder, goods, suppliers
from sandbox.seed.past import as_of
from sandbox.seed.pictures import draw
from sandbox.seed.tiny import DOMAIN
from sandbox.shopify.model import Collection, ShopLocale
from sandbox.shopify.orders.seeding import seed_orders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandbox.seed.goods import Goods
    from sandbox.shopify.model import Location, Product, Shop, Variant
    from sandbox.shopify.store import Store

HERO_SKU = "KETTLE-BLUE"
HERO_ON_HAND = 4
HERO_COMING = 40
ORDERS = 300
HERO_ARRIVES_IN = timedelta(days=12)
"""3 December for a demonstration that begins on 21 November 2026."""


def seed(store: Store, *, random_seed: int = 1) -> Shop:
    """Fill `store`; call it inside an act. The demonstration's item is KETTLE-BLUE: 4 on hand, 40 coming, DENY."""
    random = Random(random_seed)
    with as_of(store, store.now() - timedelta(days=540)):
        shop = _open_shop(store)
        places = _locations(store, shop)
        variants = _stocked_catalog(store, shop, places)
    suppliers.remember(store, shop=shop, variants=variants, destination=places[0], random=random)
    _count_stock(variants, places, random)
    suppliers.on_the_way(store, shop=shop, variants=_without_hero(variants), destination=places[0], random=random)
    hero = next(variant for variant in variants[goods.TALLINN] if variant.sku == HERO_SKU)
    _send_hero(store, shop, hero, places[0])
    seed_orders(store, shop=shop, count=ORDERS, random=random, skip=[hero])
    return shop


def _open_shop(store: Store) -> Shop:
    shop = builder.add_shop(store, domain=DOMAIN, name="Northpine", timezone="America/Los_Angeles")
    shop.locales += [ShopLocale(locale="de", name="German"), ShopLocale(locale="fr", name="French")]
    return shop


def _locations(store: Store, shop: Shop) -> list[Location]:
    rows = (
        ("Portland Warehouse", "Portland", True),
        ("Bend Store", "Bend", True),
        ("Tacoma Overflow", "Tacoma", False),
    )
    return [
        builder.add_location(store, shop=shop, name=name, city=city, online=online, priority=priority)
        for priority, (name, city, online) in enumerate(rows)
    ]


def _stocked_catalog(store: Store, shop: Shop, places: Sequence[Location]) -> dict[str, list[Variant]]:
    by_supplier: dict[str, list[Variant]] = {}
    kinds: dict[str, list[Product]] = {}
    for item in goods.catalog():
        product = _product(store, shop, item)
        kinds.setdefault(item.kind, []).append(product)
        by_supplier.setdefault(item.supplier, []).extend(_variants(store, shop, item, product, places))
    for kind, products in kinds.items():
        _collection(store, shop, title=kind, products=products)
    return by_supplier


def _product(store: Store, shop: Shop, item: Goods) -> Product:
    return builder.add_product(
        store,
        shop=shop,
        title=item.title,
        handle=item.handle,
        options=item.options,
        vendor="Northpine",
        product_type=item.kind,
        description=f"<p>{item.text}</p>",
        tags=[item.kind.lower(), f"supplier:{item.supplier}"],
        picture=draw(item.shape, paint=next(item.variants())[2]),
    )


def _variants(store: Store, shop: Shop, item: Goods, product: Product, places: Sequence[Location]) -> list[Variant]:
    return [
        builder.add_variant(
            store,
            shop=shop,
            product=product,
            sku=sku,
            price=item.price,
            values=values,
            on_hand=dict.fromkeys(places if sku != HERO_SKU else places[:1], 0),
            unit_cost=item.price * 45 // 100,
            picture=draw(item.shape, paint=paint) if item.colours else None,
        )
        for sku, values, paint in item.variants()
    ]


def _collection(store: Store, shop: Shop, *, title: str, products: list[Product]) -> None:
    collection = Collection(
        id=store.new_id(),
        title=title,
        handle=title.lower().replace(" ", "-"),
        updated_at=store.now(),
        products=products,
    )
    shop.collections[collection.id] = collection


def _count_stock(variants: dict[str, list[Variant]], places: Sequence[Location], random: Random) -> None:
    """What the shelves hold today, whatever a year brought in: a sixth is sold out, another sixth is nearly."""
    for rows in variants.values():
        for variant in rows:
            luck = random.random()
            main = 0 if luck < 1 / 6 else random.randint(1, 5) if luck < 1 / 3 else random.randint(8, 60)
            counts = (HERO_ON_HAND,) if variant.sku == HERO_SKU else (main, main // 4, main // 3)
            for place, units in zip(places, counts, strict=False):
                variant.inventory_item.levels[place.id].quantities["available"] = units


def _without_hero(variants: dict[str, list[Variant]]) -> dict[str, list[Variant]]:
    return {name: [variant for variant in rows if variant.sku != HERO_SKU] for name, rows in variants.items()}


def _send_hero(store: Store, shop: Shop, hero: Variant, destination: Location) -> None:
    maker = next(supplier for supplier in suppliers.SUPPLIERS if supplier.name == goods.TALLINN)
    arrival = store.now() + HERO_ARRIVES_IN
    with as_of(store, arrival - timedelta(days=maker.lead_days)):
        suppliers.send(
            store,
            shop=shop,
            supplier=maker,
            items={hero.inventory_item: HERO_COMING},
            destination=destination,
            arrival=arrival,
        )
