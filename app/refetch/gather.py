"""From hints to the resources to fetch: what the database already knows about them is looked up first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from app.db import catalog, incoming, orders
from app.domain.ids import FulfillmentOrderId, ItemId, OrderId, ProductId, ShopId, VariantId
from app.inbox.hints import Hint, Kind
from app.shopify.gid import ShipmentId, TransferId


@dataclass(slots=True)
class Wanted:
    """Resources to look at again, each with the hints that asked for it."""

    orders: dict[OrderId, set[Hint]] = field(default_factory=dict)
    items: dict[ItemId, set[Hint]] = field(default_factory=dict)
    variants: dict[VariantId, set[Hint]] = field(default_factory=dict)
    products: dict[ProductId, set[Hint]] = field(default_factory=dict)
    transfers: dict[TransferId, set[Hint]] = field(default_factory=dict)
    shipments: dict[ShipmentId, set[Hint]] = field(default_factory=dict)
    """Shipments whose transfer nobody knows yet."""
    fulfillments: dict[FulfillmentOrderId, set[Hint]] = field(default_factory=dict)
    """Fulfilment orders whose order nobody knows yet."""
    locations: set[Hint] = field(default_factory=set)
    shop: set[Hint] = field(default_factory=set)
    reconcile: set[Hint] = field(default_factory=set)


def gather(conn: sa.Connection, shop: ShopId, hints: Iterable[Hint]) -> Wanted:
    """Sort hints by what must be fetched. Kinds that ask for nothing from Shopify are left out."""
    wanted = Wanted()
    for hint in hints:
        _sort(hint, wanted)
    _resolve_fulfillments(conn, shop, wanted)
    _resolve_shipments(conn, shop, wanted)
    return wanted


def _sort(hint: Hint, wanted: Wanted) -> None:
    match hint.kind:
        case Kind.LOCATION:
            wanted.locations.add(hint)
        case Kind.SHOP | Kind.SCOPES:
            wanted.shop.add(hint)
        case Kind.RECONCILE:
            wanted.reconcile.add(hint)
        case _:
            _sort_resource(hint, wanted)


def _sort_resource(hint: Hint, wanted: Wanted) -> None:
    match hint.kind:
        case Kind.ORDER:
            wanted.orders.setdefault(OrderId(hint.id), set()).add(hint)
        case Kind.ITEM:
            wanted.items.setdefault(ItemId(hint.id), set()).add(hint)
        case Kind.VARIANT:
            wanted.variants.setdefault(VariantId(hint.id), set()).add(hint)
        case Kind.PRODUCT:
            wanted.products.setdefault(ProductId(hint.id), set()).add(hint)
        case Kind.TRANSFER:
            wanted.transfers.setdefault(TransferId(hint.id), set()).add(hint)
        case Kind.SHIPMENT:
            wanted.shipments.setdefault(ShipmentId(hint.id), set()).add(hint)
        case Kind.FULFILLMENT_ORDER:
            wanted.fulfillments.setdefault(FulfillmentOrderId(hint.id), set()).add(hint)
        case _:
            pass


def _resolve_fulfillments(conn: sa.Connection, shop: ShopId, wanted: Wanted) -> None:
    for each, order in orders.orders_of_fulfillment(conn, shop, wanted.fulfillments).items():
        wanted.orders.setdefault(order, set()).update(wanted.fulfillments.pop(each))


def _resolve_shipments(conn: sa.Connection, shop: ShopId, wanted: Wanted) -> None:
    known = incoming.transfers_of_shipments(conn, shop, list(wanted.shipments))
    for shipment, transfer in known.items():
        wanted.transfers.setdefault(TransferId(transfer), set()).update(wanted.shipments.pop(ShipmentId(shipment)))


def items_of_transfers(
    conn: sa.Connection, shop: ShopId, transfers: Iterable[TransferId]
) -> dict[TransferId, set[ItemId]]:
    """Items that each known transfer brings."""
    return {transfer: found for transfer in transfers if (found := incoming.items_of_transfer(conn, shop, transfer))}


def variants_and_transfers(
    conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]
) -> dict[ItemId, tuple[tuple[VariantId, ...], tuple[TransferId, ...]]]:
    """What we know of each item: it makes the read of stock and supply complete."""
    wanted = sorted(set(items))
    variants = catalog.variants_of_items(conn, shop, wanted)
    return {
        item: (
            tuple(variants.get(item, ())),
            tuple(TransferId(each) for each in sorted(incoming.transfers_of_items(conn, shop, [item]))),
        )
        for item in wanted
    }
