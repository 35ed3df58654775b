"""Six suppliers, each with its own idea of a date: their past shipments, and those on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from sandbox.seed import goods
from sandbox.seed.past import as_of
from sandbox.shopify.acts import shipments, transfers
from sandbox.shopify.model import InventoryItem, Location, Shipment, Shop, Tracking, Variant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from random import Random

    from sandbox.shopify.store import Store

CARRIERS = ("DHL Express", "UPS", "FedEx", "Maersk")


@dataclass(frozen=True, kw_only=True)
class Supplier:
    name: str
    lead_days: int
    """From leaving to the date it states."""
    late_days: float
    """Of a usual shipment, against its own date; negative is early."""
    spread_days: float
    short_percent: float
    """How often something is missing or broken."""


SUPPLIERS = (
    Supplier(name=goods.TALLINN, lead_days=21, late_days=4.8, spread_days=0.4, short_percent=20),
    Supplier(name=goods.HARZ, lead_days=12, late_days=0.4, spread_days=0.8, short_percent=4),
    Supplier(name=goods.KYOTO, lead_days=30, late_days=-1, spread_days=1.2, short_percent=0),
    Supplier(name=goods.ANDES, lead_days=35, late_days=9, spread_days=6, short_percent=12),
    Supplier(name=goods.HUDSON, lead_days=9, late_days=1.5, spread_days=3, short_percent=8),
    Supplier(name=goods.FAROE, lead_days=18, late_days=3, spread_days=2, short_percent=5),
)
PAST_SHIPMENTS = 12
"""Of each supplier, over a year."""


def remember(
    store: Store, *, shop: Shop, variants: Mapping[str, Sequence[Variant]], destination: Location, random: Random
) -> None:
    """A year of received shipments, from which a supplier's punctuality can be read. `variants` by supplier."""
    present = store.now()
    for supplier in SUPPLIERS:
        for number in range(PAST_SHIPMENTS, 0, -1):
            arrival = present - timedelta(days=number * 28 + random.uniform(-6, 6))
            _past_shipment(store, shop, supplier, variants[supplier.name], destination, arrival, random)


def _past_shipment(
    store: Store,
    shop: Shop,
    supplier: Supplier,
    variants: Sequence[Variant],
    destination: Location,
    arrival: datetime,
    random: Random,
) -> None:
    late = timedelta(days=random.gauss(supplier.late_days, supplier.spread_days))
    items = {v.inventory_item: random.choice((10, 12, 20, 24, 40)) for v in random.sample(list(variants), 3)}
    with as_of(store, arrival - timedelta(days=supplier.lead_days)):
        sent = send(store, shop=shop, supplier=supplier, items=items, destination=destination, arrival=arrival - late)
    with as_of(store, arrival):
        shipments.receive(store, shop=shop, shipment=sent, receipts=_receipts(sent, supplier, random))


def _receipts(sent: Shipment, supplier: Supplier, random: Random) -> list[shipments.Receipt]:
    receipts = []
    for line in sent.lines:
        broken = random.randint(1, 3) if random.random() * 100 < supplier.short_percent else 0
        receipts.append(shipments.Receipt(line=line, quantity=line.quantity - broken, verdict="ACCEPTED"))
        if broken:
            receipts.append(shipments.Receipt(line=line, quantity=broken, verdict="REJECTED"))
    return receipts


def send(
    store: Store,
    *,
    shop: Shop,
    supplier: Supplier,
    items: Mapping[InventoryItem, int],
    destination: Location,
    arrival: datetime | None,
) -> Shipment:
    """A transfer from the supplier and its one shipment, in transit. The stated arrival is noon UTC of that day."""
    now = store.now()
    transfer = transfers.create(
        store, shop=shop, items=items, destination=destination, ready=True, tags=[f"supplier:{supplier.name}"]
    )
    noon = datetime.combine(arrival.date(), time(12), UTC) if arrival else None
    tracking = Tracking(
        company=CARRIERS[transfer.id % len(CARRIERS)], number=f"NP{transfer.id % 10**9:09d}", arrives_at=noon
    )
    return shipments.create(
        store, shop=shop, transfer=transfer, items=items, tracking=tracking, in_transit=True, created_at=now
    )


def on_the_way(
    store: Store, *, shop: Shop, variants: Mapping[str, Sequence[Variant]], destination: Location, random: Random
) -> None:
    """Two shipments of each supplier that left already and one planned, for what is short."""
    present = store.now()
    for supplier in SUPPLIERS:
        short = [
            v for v in variants[supplier.name] if v.inventory_item.levels[destination.id].quantities["available"] < 6
        ]
        for number in (1, 2):
            chosen = random.sample(short, min(4, len(short)))
            items = {variant.inventory_item: random.choice((12, 20, 24, 40)) for variant in chosen}
            if not items:
                continue
            arrival = present + timedelta(days=random.randint(3, 12) * number)
            left = min(arrival - timedelta(days=supplier.lead_days), present - timedelta(days=1))
            with as_of(store, left):
                send(store, shop=shop, supplier=supplier, items=items, destination=destination, arrival=arrival)
        planned = {v.inventory_item: 24 for v in random.sample(list(variants[supplier.name]), 2)}
        tags = [f"supplier:{supplier.name}"]
        transfers.create(store, shop=shop, items=planned, destination=destination, tags=tags)


def _available(variant: Variant, location: Location) -> int:
    return variant.inventory_item.levels[location.id].quantities["available"]
