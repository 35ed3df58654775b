"""Look again: the wanted resources in few calls, with no transaction open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.db.session import Database
from app.db.shops import Shop
from app.db.watched import watched
from app.domain.ids import FulfillmentOrderId, ItemId, OrderId, ProductId, ShopId, VariantId
from app.refetch.gather import Wanted, items_of_transfers, variants_and_transfers
from app.shopify.client import ShopAdmin
from app.shopify.facts import (
    ItemFact,
    LocationFact,
    OrderFact,
    Reading,
    ShopFact,
    TransferFact,
    Unreadable,
    VariantFact,
)
from app.shopify.features import DELIVERIES, may_use
from app.shopify.fulfillment import fetch_owners
from app.shopify.gid import ShipmentId, TransferId
from app.shopify.installation import fetch_shop
from app.shopify.inventory import ItemWanted, fetch_stock, fetch_stock_and_supply
from app.shopify.locations import fetch_locations
from app.shopify.orders import fetch_orders
from app.shopify.transfers import fetch_shipment, fetch_transfers
from app.shopify.variants import fetch_product_variants, fetch_variants


@dataclass(slots=True)
class Seen:
    """What Shopify showed. Each part began at its own instant (machine clock)."""

    owners: Reading[FulfillmentOrderId, OrderId]
    orders: Reading[OrderId, OrderFact]
    items: Reading[ItemId, ItemFact]
    transfers: Reading[TransferId, TransferFact]
    variants: Reading[VariantId, VariantFact]
    products: Mapping[ProductId, tuple[VariantFact, ...] | Unreadable]
    shipments: Mapping[ShipmentId, Unreadable]
    """Shipments that Shopify does not show."""
    started_at: datetime
    locations: tuple[LocationFact, ...] | None = None
    shop: ShopFact | None = None


def fetch(admin: ShopAdmin, database: Database, looked_at: Shop, wanted: Wanted) -> Seen:
    """Read orders first and stock after: a unit that an order has taken is never counted as free.

    Without the access to it, what is on its way is left out. Raises every error of the Admin client.
    """
    started_at, shop = admin.now(), looked_at.id
    owners, orders = _owners_and_orders(admin, wanted)
    products = {product: fetch_product_variants(admin, product) for product in sorted(wanted.products)}
    items = set(wanted.items) | _watched_items(database, shop, orders)
    shipments: dict[ShipmentId, Unreadable] = {}
    if may_use(DELIVERIES, looked_at.scopes):
        brought, shipments = _items_on_their_way(admin, database, shop, wanted)
        stock = fetch_stock_and_supply(admin, _known_of(database, shop, items | brought, wanted.transfers))
    else:
        stock = fetch_stock(admin, sorted(items))
    return Seen(
        owners=owners,
        orders=orders,
        items=stock.items,
        transfers=stock.transfers,
        variants=fetch_variants(admin, sorted(wanted.variants.keys() | _unknown_variants(database, shop, stock.items))),
        products=products,
        shipments=shipments,
        started_at=started_at,
        locations=fetch_locations(admin) if wanted.locations else None,
        shop=fetch_shop(admin) if wanted.shop else None,
    )


def _owners_and_orders(
    admin: ShopAdmin, wanted: Wanted
) -> tuple[Reading[FulfillmentOrderId, OrderId], Reading[OrderId, OrderFact]]:
    """Most fulfilment orders nobody knows yet belong to an order that is hinted at too: only others are asked about."""
    first = fetch_orders(admin, sorted(wanted.orders))
    shown = {part.id: order for order, fact in first.found.items() for part in fact.fulfillment_orders}
    asked = fetch_owners(admin, sorted(wanted.fulfillments.keys() - shown.keys()))
    owners = {**asked.found, **{each: shown[each] for each in wanted.fulfillments.keys() & shown.keys()}}
    others = fetch_orders(admin, sorted(set(asked.found.values()) - first.found.keys() - first.unreadable.keys()))
    orders = Reading(first.started_at, {**first.found, **others.found}, {**first.unreadable, **others.unreadable})
    return Reading(asked.started_at, owners, asked.unreadable), orders


def _watched_items(database: Database, shop: ShopId, orders: Reading[OrderId, OrderFact]) -> set[ItemId]:
    ordered = {line.item_id for fact in orders.found.values() for line in fact.lines if line.item_id is not None}
    with database.read() as conn:
        return watched(conn, shop, ordered)


def _items_on_their_way(
    admin: ShopAdmin, database: Database, shop: ShopId, wanted: Wanted
) -> tuple[set[ItemId], dict[ShipmentId, Unreadable]]:
    """Items that the hinted transfers and shipments bring, and the shipments that Shopify does not show."""
    items: set[ItemId] = set()
    with database.read() as conn:
        known = items_of_transfers(conn, shop, wanted.transfers)
    unknown = [transfer for transfer in wanted.transfers if transfer not in known]
    for brought in known.values():
        items |= brought
    for fact in fetch_transfers(admin, unknown).found.values():
        items |= {line.item_id for line in fact.lines if line.item_id is not None}
    missing: dict[ShipmentId, Unreadable] = {}
    for shipment in sorted(wanted.shipments):
        found = fetch_shipment(admin, shipment)
        if isinstance(found, Unreadable):
            missing[shipment] = found
        else:
            items |= {line.item_id for line in found.lines if line.item_id is not None}
    return items, missing


def _known_of(
    database: Database, shop: ShopId, items: Iterable[ItemId], transfers: Iterable[TransferId]
) -> list[ItemWanted]:
    with database.read() as conn:
        known = variants_and_transfers(conn, shop, items)
    hinted = tuple(sorted(transfers))
    return [
        ItemWanted(item, variants, tuple(sorted({*mine, *hinted})) if index == 0 else mine)
        for index, (item, (variants, mine)) in enumerate(known.items())
    ]


def _unknown_variants(database: Database, shop: ShopId, items: Reading[ItemId, ItemFact]) -> set[VariantId]:
    """Variants named by an item that we have never read: a page must be able to call them by name."""
    with database.read() as conn:
        known = variants_and_transfers(conn, shop, items.found)
    return {variant for item, fact in items.found.items() for variant in fact.variants if variant not in known[item][0]}
