"""The table of contents of the way in: each topic, and what it makes us look at again.

A body is read for ids only; what is true is fetched afterwards. `shopify.app.toml` subscribes to exactly these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.db.inbox import InboxRow
from app.db.tables.inbox import Lane
from app.inbox.hints import Hint, Kind, Unreadable, lane_of
from webhooks import ids, lifecycle, privacy


@dataclass(frozen=True, slots=True)
class Topic:
    """Look again at each `kind` whose id `ids` reads from the body. `gone`: the topic says that it is deleted.

    `shop` reads which shop the body is about, where acting on the wrong one could not be undone: the signature covers
    the body, and not the header that the row's shop was taken from.
    """

    kind: Kind
    ids: Callable[[bytes], tuple[int, ...]]
    gone: bool = False
    shop: Callable[[bytes], str | None] | None = None


TOPICS: Final[Mapping[str, Topic]] = {
    "orders/create": Topic(Kind.ORDER, ids.own),
    "orders/updated": Topic(Kind.ORDER, ids.own),
    "orders/cancelled": Topic(Kind.ORDER, ids.own),
    "orders/edited": Topic(Kind.ORDER, ids.order_of_edit),
    "orders/delete": Topic(Kind.ORDER, ids.own, gone=True),
    "refunds/create": Topic(Kind.ORDER, ids.order_of_refund),
    "inventory_levels/update": Topic(Kind.ITEM, ids.item_of_level),
    "inventory_levels/connect": Topic(Kind.ITEM, ids.item_of_level),
    "inventory_levels/disconnect": Topic(Kind.ITEM, ids.item_of_level),
    "inventory_items/update": Topic(Kind.ITEM, ids.own),
    "inventory_items/delete": Topic(Kind.ITEM, ids.own, gone=True),
    "products/update": Topic(Kind.PRODUCT, ids.own),
    "products/delete": Topic(Kind.PRODUCT, ids.own, gone=True),
    "fulfillment_orders/order_routing_complete": Topic(Kind.FULFILLMENT_ORDER, ids.fulfillment_orders),
    "fulfillment_orders/placed_on_hold": Topic(Kind.FULFILLMENT_ORDER, ids.fulfillment_orders),
    "fulfillment_orders/hold_released": Topic(Kind.FULFILLMENT_ORDER, ids.fulfillment_orders),
    "fulfillment_orders/moved": Topic(Kind.FULFILLMENT_ORDER, ids.fulfillment_orders),
    "fulfillment_orders/cancelled": Topic(Kind.FULFILLMENT_ORDER, ids.fulfillment_orders),
    "fulfillment_orders/split": Topic(Kind.FULFILLMENT_ORDER, ids.fulfillment_orders),
    "fulfillment_orders/merged": Topic(Kind.FULFILLMENT_ORDER, ids.fulfillment_orders),
    "inventory_transfers/ready_to_ship": Topic(Kind.TRANSFER, ids.own),
    "inventory_transfers/add_items": Topic(Kind.TRANSFER, ids.own),
    "inventory_transfers/remove_items": Topic(Kind.TRANSFER, ids.own),
    "inventory_transfers/update_item_quantities": Topic(Kind.TRANSFER, ids.own),
    "inventory_transfers/cancel": Topic(Kind.TRANSFER, ids.own),
    "inventory_transfers/complete": Topic(Kind.TRANSFER, ids.own),
    "inventory_transfers/updated": Topic(Kind.TRANSFER, ids.own),
    "inventory_shipments/create": Topic(Kind.SHIPMENT, ids.shipment),
    "inventory_shipments/mark_in_transit": Topic(Kind.SHIPMENT, ids.shipment),
    "inventory_shipments/add_items": Topic(Kind.SHIPMENT, ids.shipment),
    "inventory_shipments/remove_items": Topic(Kind.SHIPMENT, ids.shipment),
    "inventory_shipments/update_item_quantities": Topic(Kind.SHIPMENT, ids.shipment),
    "inventory_shipments/update_tracking": Topic(Kind.SHIPMENT, ids.shipment),
    "inventory_shipments/receive_items": Topic(Kind.SHIPMENT, ids.shipment),
    "inventory_shipments/delete": Topic(Kind.SHIPMENT, ids.shipment, gone=True),
    "locations/create": Topic(Kind.LOCATION, ids.own),
    "locations/update": Topic(Kind.LOCATION, ids.own),
    "locations/activate": Topic(Kind.LOCATION, ids.own),
    "locations/deactivate": Topic(Kind.LOCATION, ids.own),
    "locations/delete": Topic(Kind.LOCATION, ids.own, gone=True),
    "shop/update": Topic(Kind.SHOP, ids.whole_shop),
    "bulk_operations/finish": Topic(Kind.BULK, ids.own),
    "app/uninstalled": Topic(Kind.UNINSTALLED, ids.whole_shop, shop=lifecycle.named_shop),
    "app/scopes_update": Topic(Kind.SCOPES, ids.whole_shop),
    "customers/data_request": Topic(Kind.DATA_REQUEST, privacy.customer, shop=privacy.named_shop),
    "customers/redact": Topic(Kind.CUSTOMER_REDACT, privacy.customer, shop=privacy.named_shop),
    "shop/redact": Topic(Kind.SHOP_REDACT, ids.whole_shop, shop=privacy.named_shop),
}


def parse(row: InboxRow) -> tuple[Hint, ...]:
    """The hints in a webhook's row. Raises Unreadable, with the reason a person will read, for what cannot be used."""
    topic = TOPICS.get(row.topic)
    if topic is None:
        raise Unreadable(f"Unknown topic: {row.topic}")
    if topic.shop is not None and not row.is_of((topic.shop(row.body) or row.domain).lower()):
        raise Unreadable("The body names another shop than the header.")
    return tuple(Hint(topic.kind, found, topic.gone) for found in topic.ids(row.body))


def lane_for(topic: str) -> Lane:
    """The queue a topic waits in. One we do not know waits to be parked, among the live ones."""
    known = TOPICS.get(topic)
    return lane_of(known.kind) if known else Lane.LIVE
