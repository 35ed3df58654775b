"""A shop small enough to see whole: two locations, one product with two variants, one shipment on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.clock import FixedClock
from sandbox.seed import apps, builder
from sandbox.shopify.acts import shipments, transfers
from sandbox.shopify.model import Location, Shipment, Shop, Tracking, Variant
from sandbox.shopify.scheduler import ManualScheduler
from sandbox.shopify.store import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.clock import Clock
    from sandbox.shopify.model import TopicSubscription
    from sandbox.shopify.scheduler import Scheduler

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
DOMAIN = "northpine.myshopify.com"
CLIENT_ID = "demo-key"
SECRET = "demo-secret-that-is-long-enough-for-hs256"


@dataclass(frozen=True, kw_only=True)
class Tiny:
    store: Store
    shop: Shop
    warehouse: Location
    studio: Location
    """Second in routing; holds nothing of the kettle."""
    kettle: Variant
    """KETTLE-BLUE: 4 on hand at the warehouse, DENY, 40 coming."""
    mug: Variant
    """MUG-RED: 25 on hand."""
    shipment: Shipment
    """40 kettles in transit, stated for 3 December."""


def empty_store(
    *,
    clock: Clock | None = None,
    scheduler: Scheduler | None = None,
    app_url: str = "http://127.0.0.1:4000",
    subscriptions: Sequence[TopicSubscription] = (),
) -> Store:
    """No shops; time stands at NOW and nothing happens later, unless told otherwise."""
    app = apps.register(client_id=CLIENT_ID, secret=SECRET, url=app_url, subscriptions=subscriptions)
    return Store(app=app, clock=clock or FixedClock(NOW), scheduler=scheduler or ManualScheduler())


def seed(store: Store | None = None, *, domain: str = DOMAIN, installed: bool = True) -> Tiny:
    """Fill `store`, or a new `empty_store()`. Nothing that happened before it returns sends a webhook."""
    store = store or empty_store()
    with store.act():
        tiny = _build(store, domain)
        if installed:
            apps.install(store, shop=tiny.shop)
        store.outbox.take()
    return tiny


def _build(store: Store, domain: str) -> Tiny:
    shop = builder.add_shop(store, domain=domain, name="Northpine")
    warehouse = builder.add_location(store, shop=shop, name="Warehouse", priority=0)
    studio = builder.add_location(store, shop=shop, name="Studio", priority=1)
    product = builder.add_product(
        store, shop=shop, title="Fjord Enamel Kettle", handle="fjord-enamel-kettle", vendor="Northpine"
    )
    kettle = builder.add_variant(
        store, shop=shop, product=product, sku="KETTLE-BLUE", price=4900, on_hand={warehouse: 4}
    )
    cup = builder.add_product(store, shop=shop, title="Camp Mug", handle="camp-mug", vendor="Northpine")
    mug = builder.add_variant(store, shop=shop, product=cup, sku="MUG-RED", price=1200, on_hand={warehouse: 25})
    return Tiny(
        store=store,
        shop=shop,
        warehouse=warehouse,
        studio=studio,
        kettle=kettle,
        mug=mug,
        shipment=_forty_kettles(store, shop, warehouse, kettle),
    )


def _forty_kettles(store: Store, shop: Shop, warehouse: Location, kettle: Variant) -> Shipment:
    items = {kettle.inventory_item: 40}
    transfer = transfers.create(
        store, shop=shop, items=items, destination=warehouse, ready=True, tags=["supplier:Tallinn Metalworks"]
    )
    tracking = Tracking(company="DHL Express", number="JD014600003RU", arrives_at=datetime(2026, 12, 3, 12, tzinfo=UTC))
    return shipments.create(store, shop=shop, transfer=transfer, items=items, tracking=tracking, in_transit=True)
