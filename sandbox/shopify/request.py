"""What a resolver knows of the call it serves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.shopify.errors import invalid_id
from sandbox.shopify.gids import parse_gid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sandbox.shopify.model import Resource, Shop
    from sandbox.shopify.store import Store

R = TypeVar("R", bound="Resource")

TABLES = {
    "Product": "products",
    "ProductVariant": "variants",
    "Collection": "collections",
    "InventoryItem": "inventory_items",
    "InventoryLevel": "inventory_levels",
    "Location": "locations",
    "InventoryTransfer": "transfers",
    "InventoryShipment": "shipments",
    "MetafieldDefinition": "metafield_definitions",
    "Customer": "customers",
    "Order": "orders",
    "Refund": "refunds",
    "Return": "returns",
    "FulfillmentOrder": "fulfillment_orders",
    "Fulfillment": "fulfillments",
    "CalculatedOrder": "calculated_orders",
    "BulkOperation": "bulk_operations",
    "Validation": "validations",
}
"""gid kind to the attribute of Shop that holds its table."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who calls: the app with its granted scopes, or the merchant, who may do everything."""

    client_id: str | None = None
    """None: the merchant."""
    scopes: frozenset[str] = frozenset()

    @property
    def is_merchant(self) -> bool:
        return self.client_id is None

    def may(self, any_of: tuple[str, ...]) -> bool:
        """A `write_x` scope includes `read_x`."""
        if self.is_merchant or not any_of:
            return True
        return any(s in self.scopes or s.replace("read_", "write_", 1) in self.scopes for s in any_of)


MERCHANT = Actor()


@dataclass(kw_only=True)
class Request:
    store: Store
    shop: Shop
    actor: Actor = MERCHANT
    idempotency_key: str | None = None
    """Of the mutation field now resolved."""
    notes: dict[str, Any] = field(default_factory=dict)
    """For memoising within one call."""

    def now(self) -> datetime:
        return self.store.now()

    def emit(self, topic: str, body: dict[str, Any]) -> None:
        self.store.emit(self.shop, topic, body)

    def find(self, kind: type[R], gid: str) -> R | None:
        """The resource, or None if the gid is of another kind, unknown or no gid."""
        parsed = parse_gid(gid)
        if parsed is None or parsed.kind != kind.kind or not parsed.number.isdigit():
            return None
        table: Mapping[int, R] = getattr(self.shop, TABLES[kind.kind])
        return table.get(int(parsed.number))

    def get(self, kind: type[R], gid: str) -> R:
        """As `find`, but what is not there is a top-level RESOURCE_NOT_FOUND, as recorded from Shopify."""
        found = self.find(kind, gid)
        if found is None:
            raise invalid_id(gid)
        return found

    def namespace(self, given: str | None) -> str:
        """Resolve `$app`, `$app:x` and an omitted namespace to the app's own."""
        if given is None or given == "$app":
            return self.store.app.namespace
        return given.replace("$app:", f"{self.store.app.namespace}--", 1) if given.startswith("$app:") else given
