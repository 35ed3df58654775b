"""Locations, stock levels, transfers and shipments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from sandbox.shopify.model.base import Address, Resource

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sandbox.shopify.model.catalog import Variant

ON_HAND_PARTS = ("available", "committed", "reserved", "damaged", "quality_control", "safety_stock")
"""on_hand is their sum; `incoming` stands beside it."""
STORED_NAMES = (*ON_HAND_PARTS, "incoming")
QUANTITY_NAMES = (*STORED_NAMES, "on_hand")


@dataclass(eq=False, kw_only=True)
class Location(Resource):
    kind: ClassVar[str] = "Location"

    name: str
    created_at: datetime
    updated_at: datetime
    address: Address = field(default_factory=Address)
    active: bool = True
    fulfills_online_orders: bool = True
    ships_inventory: bool = True
    is_fulfillment_service: bool = False
    priority: int = 0
    """Order routing tries the lowest first."""


@dataclass(eq=False, kw_only=True)
class InventoryItem(Resource):
    kind: ClassVar[str] = "InventoryItem"

    sku: str | None
    created_at: datetime
    updated_at: datetime
    tracked: bool = True
    requires_shipping: bool = True
    unit_cost: int | None = None
    """Minor units of the shop's currency."""
    variants: list[Variant] = field(default_factory=list, repr=False)
    levels: dict[int, InventoryLevel] = field(default_factory=dict, repr=False)
    """By location id; an item is stocked only where it has a level."""


@dataclass(eq=False, kw_only=True)
class InventoryLevel(Resource):
    kind: ClassVar[str] = "InventoryLevel"

    item: InventoryItem = field(repr=False)
    location: Location = field(repr=False)
    created_at: datetime
    updated_at: datetime
    active: bool = True
    quantities: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STORED_NAMES, 0))
    """Every name of STORED_NAMES. Change it through `sandbox.shopify.stock`, which dates it and sends the webhook."""
    changed_at: dict[str, datetime] = field(default_factory=dict)

    @property
    def gid(self) -> str:
        return f"gid://shopify/InventoryLevel/{self.id}?inventory_item_id={self.item.id}"

    @property
    def on_hand(self) -> int:
        return sum(self.quantities[name] for name in ON_HAND_PARTS)

    def quantity(self, name: str) -> int:
        """Any of QUANTITY_NAMES; KeyError otherwise."""
        return self.on_hand if name == "on_hand" else self.quantities[name]


@dataclass(kw_only=True)
class LocationSnapshot:
    """A place as it was when the transfer was made. A supplier is no location: its transfers have no origin at all."""

    location: Location
    name: str
    taken_at: datetime


@dataclass(eq=False, kw_only=True)
class TransferLine(Resource):
    kind: ClassVar[str] = "InventoryTransferLineItem"

    item: InventoryItem
    quantity: int


TransferStatus = Literal["DRAFT", "READY_TO_SHIP", "IN_PROGRESS", "TRANSFERRED", "CANCELED", "OTHER"]
ShipmentStatus = Literal["DRAFT", "IN_TRANSIT", "PARTIALLY_RECEIVED", "RECEIVED", "OTHER"]


@dataclass(eq=False, kw_only=True)
class Transfer(Resource):
    kind: ClassVar[str] = "InventoryTransfer"

    name: str
    """`#T0001` and on."""
    created_at: datetime
    updated_at: datetime
    status: TransferStatus = "DRAFT"
    origin: LocationSnapshot | None = None
    destination: LocationSnapshot | None = None
    reference_name: str | None = None
    note: str | None = None
    tags: list[str] = field(default_factory=list)
    """A supplier is named by the tag `supplier:NAME`."""
    lines: list[TransferLine] = field(default_factory=list)
    shipments: list[Shipment] = field(default_factory=list, repr=False)


@dataclass(kw_only=True)
class Tracking:
    company: str | None = None
    number: str | None = None
    url: str | None = None
    arrives_at: datetime | None = None


@dataclass(eq=False, kw_only=True)
class ShipmentLine(Resource):
    kind: ClassVar[str] = "InventoryShipmentLineItem"

    item: InventoryItem
    quantity: int
    accepted: int = 0
    rejected: int = 0

    @property
    def unreceived(self) -> int:
        """Never below zero, also when more was received than was announced."""
        return max(0, self.quantity - self.accepted - self.rejected)


@dataclass(eq=False, kw_only=True)
class Shipment(Resource):
    kind: ClassVar[str] = "InventoryShipment"

    name: str
    """`#T0001-1` and on."""
    transfer: Transfer = field(repr=False)
    created_at: datetime
    updated_at: datetime
    status: ShipmentStatus = "DRAFT"
    barcode: str | None = None
    shipped_at: datetime | None = None
    received_at: datetime | None = None
    tracking: Tracking | None = None
    lines: list[ShipmentLine] = field(default_factory=list)


def total(lines: Iterable[TransferLine | ShipmentLine]) -> int:
    return sum(line.quantity for line in lines)
