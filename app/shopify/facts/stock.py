"""What is there and what is on its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.ids import ItemId, LocationId, VariantId
    from app.shopify.gid import ShipmentId, ShipmentLineId, TransferId, TransferLineId


@dataclass(frozen=True, slots=True)
class Quantities:
    """The named states of one item at one location. on_hand = available + committed + reserved + damaged +
    quality_control + safety_stock; `available` is negative where more was sold than is there; `incoming` is outside.
    """

    available: int = 0
    committed: int = 0
    on_hand: int = 0
    incoming: int = 0
    reserved: int = 0
    safety_stock: int = 0
    damaged: int = 0
    quality_control: int = 0


@dataclass(frozen=True, slots=True)
class LevelFact:
    item_id: ItemId
    location_id: LocationId
    active: bool
    quantities: Quantities
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ItemFact:
    """An inventory item with all its levels, inactive ones included, and every variant that sells it."""

    id: ItemId
    sku: str | None
    tracked: bool
    requires_shipping: bool
    variants: tuple[VariantId, ...]
    levels: tuple[LevelFact, ...]
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class ShipmentLineFact:
    """`unreceived` = quantity - accepted - rejected. `item_id` is None where the item was deleted."""

    id: ShipmentLineId
    item_id: ItemId | None
    quantity: int
    accepted: int
    rejected: int
    unreceived: int


@dataclass(frozen=True, slots=True)
class ShipmentFact:
    """Units on their way. Shopify gives a shipment no link to its transfer and no `updated_at`.

    `transfer_id` and `destination_id` are known only when it was read through its transfer.
    `arrives_at` is the one expected date in the whole API.
    """

    id: ShipmentId
    transfer_id: TransferId | None
    destination_id: LocationId | None
    name: str
    status: str
    """`DRAFT`, `IN_TRANSIT`, `PARTIALLY_RECEIVED`, `RECEIVED`, `OTHER`."""
    created_at: datetime | None
    shipped_at: datetime | None
    received_at: datetime | None
    arrives_at: datetime | None
    company: str | None
    tracking_number: str | None
    tracking_url: str | None
    lines: tuple[ShipmentLineFact, ...]


@dataclass(frozen=True, slots=True)
class TransferLineFact:
    """`total` ordered, `shipped` already in some shipment, `processable` not yet in one."""

    id: TransferLineId
    item_id: ItemId | None
    total: int
    shipped: int
    processable: int


@dataclass(frozen=True, slots=True)
class TransferFact:
    """A transfer with all its lines and shipments. No `updated_at`: order by `Reading.started_at`."""

    id: TransferId
    name: str
    reference: str | None
    status: str
    """`DRAFT`, `READY_TO_SHIP`, `IN_PROGRESS`, `TRANSFERRED`, `CANCELED`, `OTHER`."""
    created_at: datetime | None
    note: str | None
    tags: tuple[str, ...]
    origin_id: LocationId | None
    origin_name: str | None
    """None for both: the goods come from outside the shop, as from a supplier."""
    destination_id: LocationId | None
    destination_name: str | None
    total: int
    received: int
    lines: tuple[TransferLineFact, ...]
    shipments: tuple[ShipmentFact, ...]
