"""The shop itself, its locations, and its bulk operations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.ids import LocationId
    from app.shopify.gid import BulkOperationId


@dataclass(frozen=True, slots=True)
class ShopIdentity:
    """A shop's number, which never changes, and its `*.myshopify.com` domain, which may."""

    id: int
    domain: str


@dataclass(frozen=True, slots=True)
class ShopFact:
    """The shop and our installation in it. `scopes` are those granted now, which may lag behind those configured."""

    id: int
    domain: str
    name: str
    email: str
    zone: str
    """IANA name."""
    currency: str
    plan: str
    plus: bool
    development: bool
    storefront_url: str
    app_id: int
    app_handle: str | None
    scopes: frozenset[str]

    @property
    def identity(self) -> ShopIdentity:
        return ShopIdentity(self.id, self.domain)


@dataclass(frozen=True, slots=True)
class LocationFact:
    id: LocationId
    name: str
    active: bool
    fulfills_online_orders: bool
    ships_inventory: bool
    fulfillment_service: bool
    country: str | None
    """ISO 3166-1 alpha-2."""
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class BulkFact:
    """A bulk operation. `url` is a JSONL file for seven days, None while it runs or where nothing matched."""

    id: BulkOperationId
    kind: str
    status: str
    """`CREATED`, `RUNNING`, `COMPLETED`, `CANCELING`, `CANCELED`, `FAILED`, `EXPIRED`."""
    error_code: str | None
    objects: int
    url: str | None
    partial_url: str | None
    created_at: datetime
    completed_at: datetime | None
