"""The scopes that webhook topics need, from the published texts of `WebhookSubscriptionTopic`."""

from __future__ import annotations

_FULFILLMENT_ORDERS = (
    "read_merchant_managed_fulfillment_orders",
    "read_assigned_fulfillment_orders",
    "read_third_party_fulfillment_orders",
    "read_marketplace_fulfillment_orders",
)
_BY_TOPIC = {"inventory_shipments/receive_items": ("read_inventory_shipments_received_items",)}
_BY_SUBJECT = {
    "orders": ("read_orders", "read_marketplace_orders", "read_buyer_membership_orders"),
    "refunds": ("read_orders",),
    "order_transactions": ("read_orders",),
    "fulfillments": ("read_fulfillments", "read_marketplace_orders"),
    "fulfillment_orders": _FULFILLMENT_ORDERS,
    "fulfillment_holds": _FULFILLMENT_ORDERS,
    "products": ("read_products",),
    "inventory_levels": ("read_inventory",),
    "inventory_items": ("read_inventory", "read_products"),
    "inventory_transfers": ("read_inventory_transfers",),
    "inventory_shipments": ("read_inventory_shipments",),
    "locations": ("read_locations",),
    "customers_email_marketing_consent": ("read_customers",),
}
"""By the part before the slash; the mandatory topics and those about shop and app need none."""


def scopes_of(topic: str) -> tuple[str, ...]:
    """Any one of these is enough; none: everybody may hear it."""
    return _BY_TOPIC.get(topic) or _BY_SUBJECT.get(topic.partition("/")[0], ())
