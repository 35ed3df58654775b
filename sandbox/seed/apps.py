"""The app's registration, and installing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.shopify.model import App, Installation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sandbox.shopify.model import Shop, TopicSubscription
    from sandbox.shopify.store import Store

SCOPES = (
    "read_products",
    "write_products",
    "read_inventory",
    "write_inventory",
    "read_inventory_transfers",
    "write_inventory_transfers",
    "read_inventory_shipments",
    "write_inventory_shipments",
    "read_inventory_shipments_received_items",
    "write_inventory_shipments_received_items",
    "read_orders",
    "write_orders",
    "read_all_orders",
    "read_order_edits",
    "write_order_edits",
    "read_merchant_managed_fulfillment_orders",
    "write_merchant_managed_fulfillment_orders",
    "read_third_party_fulfillment_orders",
    "write_third_party_fulfillment_orders",
    "read_fulfillments",
    "read_locations",
    "read_customers",
    "read_locales",
    "read_validations",
    "write_validations",
    "write_app_proxy",
)
"""Granted when no shopify.app.toml says otherwise."""
APP_ID = 2**53 + 11


def register(
    *,
    client_id: str,
    secret: str,
    url: str,
    scopes: Iterable[str] = SCOPES,
    subscriptions: Sequence[TopicSubscription] = (),
) -> App:
    return App(
        id=APP_ID,
        client_id=client_id,
        secret=secret,
        handle="backorder",
        title="Backorder",
        url=url,
        scopes=tuple(scopes),
        subscriptions=tuple(subscriptions),
    )


def install(store: Store, *, shop: Shop) -> Installation:
    """Managed installation: scopes are granted at once; the app hears of it when the merchant first opens it."""
    if shop.installation is None:
        shop.installation = Installation(
            id=store.new_id(), app=store.app, scopes=set(store.app.scopes), installed_at=store.now()
        )
    return shop.installation
