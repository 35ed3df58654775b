"""The whole state of one shop."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from sandbox.shopify.model.app import User
from sandbox.shopify.model.base import Resource

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.shopify.model.app import Installation
    from sandbox.shopify.model.bulk import BulkOperation, StagedUpload
    from sandbox.shopify.model.catalog import Collection, Product, Variant
    from sandbox.shopify.model.fulfillment import Fulfillment, FulfillmentOrder
    from sandbox.shopify.model.inventory import InventoryItem, InventoryLevel, Location, Shipment, Transfer
    from sandbox.shopify.model.metafields import Metafield, MetafieldDefinition
    from sandbox.shopify.model.orders import CalculatedOrder, Customer, Order, Refund
    from sandbox.shopify.model.returns import Return


@dataclass(kw_only=True)
class ShopLocale:
    locale: str
    name: str
    primary: bool = False
    published: bool = True


@dataclass(eq=False, kw_only=True)
class Validation(Resource):
    kind: ClassVar[str] = "Validation"

    function_handle: str
    title: str
    enabled: bool = False
    block_on_failure: bool = False


@dataclass(eq=False, kw_only=True)
class Shop(Resource):
    """Tables are keyed by the number in the gid and keep insertion order, which is id order."""

    kind: ClassVar[str] = "Shop"

    domain: str
    """`northpine.myshopify.com`."""
    former_domains: set[str] = field(default_factory=set)
    """Those it had before: they still lead here."""
    name: str
    created_at: datetime
    storefront_url: str = ""
    """Where shoppers reach it; empty: `https://` and the domain, where nobody listens."""
    email: str = "owner@example.com"
    currency: str = "USD"
    timezone: str = "America/New_York"
    plan_name: str = "Basic"
    plus: bool = False
    restore_rate: int = 100
    """Query points a second; the bucket holds twenty times that."""
    country_code: str = "US"
    locales: list[ShopLocale] = field(
        default_factory=lambda: [ShopLocale(locale="en", name="English", primary=True)],
    )
    user: User = field(
        default_factory=lambda: User(id=1, first_name="Robin", last_name="North", email="owner@example.com"),
    )
    installation: Installation | None = None
    """The app's installation; None before the merchant installs it and after an uninstall."""

    products: dict[int, Product] = field(default_factory=dict)
    variants: dict[int, Variant] = field(default_factory=dict)
    collections: dict[int, Collection] = field(default_factory=dict)
    inventory_items: dict[int, InventoryItem] = field(default_factory=dict)
    inventory_levels: dict[int, InventoryLevel] = field(default_factory=dict)
    locations: dict[int, Location] = field(default_factory=dict)
    transfers: dict[int, Transfer] = field(default_factory=dict)
    shipments: dict[int, Shipment] = field(default_factory=dict)
    metafields: dict[tuple[str, str, str], Metafield] = field(default_factory=dict)
    """By (owner gid, resolved namespace, key)."""
    metafield_definitions: dict[int, MetafieldDefinition] = field(default_factory=dict)
    customers: dict[int, Customer] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    refunds: dict[int, Refund] = field(default_factory=dict)
    returns: dict[int, Return] = field(default_factory=dict)
    fulfillment_orders: dict[int, FulfillmentOrder] = field(default_factory=dict)
    fulfillments: dict[int, Fulfillment] = field(default_factory=dict)
    calculated_orders: dict[int, CalculatedOrder] = field(default_factory=dict)
    bulk_operations: dict[int, BulkOperation] = field(default_factory=dict)
    staged_uploads: dict[str, StagedUpload] = field(default_factory=dict)
    validations: dict[int, Validation] = field(default_factory=dict)
    jobs: dict[str, bool] = field(default_factory=dict)
    """Async jobs (`orderCancel`): UUID to done."""
    idempotent: dict[str, tuple[str, Any]] = field(default_factory=dict)
    """Key to (mutation and arguments as text, the payload it got)."""

    @property
    def primary_url(self) -> str:
        return self.storefront_url or f"https://{self.domain}"

    @property
    def handle(self) -> str:
        return self.domain.removesuffix(".myshopify.com")
