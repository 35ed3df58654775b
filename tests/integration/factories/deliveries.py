"""What is on its way: one Shopify transfer with one shipment, read through it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from app.db import incoming, supplies
from app.db.tables.supplies import supplier
from app.db.zones import Zones
from app.domain.ids import ItemId, LocationId, ShopId, SupplyId
from app.shopify.facts import ShipmentFact, ShipmentLineFact, TransferFact
from app.shopify.gid import ShipmentId, ShipmentLineId, TransferId
from tests.integration.factories.catalog import WAREHOUSE
from tests.integration.factories.moments import FETCHED_AT, NOW

SUPPLIER = "Tallinn Metalworks"
UTC_EVERYWHERE = Zones("UTC")


@dataclass(frozen=True)
class Units:
    sent: int
    accepted: int = 0
    rejected: int = 0


def save_delivery(
    conn: sa.Connection,
    shop: ShopId,
    *,
    units: Mapping[ItemId, Units],
    arrives_on: date | None = date(2026, 12, 3),
    number: int = 3,
    supplier_name: str = SUPPLIER,
    status: str = "IN_TRANSIT",
    transfer_status: str = "IN_PROGRESS",
    received_at: datetime | None = None,
    fetched_at: datetime = FETCHED_AT,
    tags: tuple[str, ...] = (),
    destination: LocationId = WAREHOUSE,
    zones: Zones = UTC_EVERYWHERE,
) -> None:
    """Store it as read at `fetched_at`; the same `number` again is a later read of the same shipment."""
    shipment = ShipmentFact(
        id=ShipmentId(60_000 + number),
        transfer_id=TransferId(50_000 + number),
        destination_id=destination,
        name=f"#T000{number}-1",
        status=status,
        created_at=None,
        shipped_at=None,
        received_at=received_at,
        arrives_at=datetime.combine(arrives_on, time(12), UTC) if arrives_on else None,
        company=None,
        tracking_number=None,
        tracking_url=None,
        lines=tuple(_line(item, each) for item, each in units.items()),
    )
    transfer = TransferFact(
        id=TransferId(50_000 + number),
        name=f"#T000{number}",
        reference=None,
        status=transfer_status,
        created_at=None,
        note=None,
        tags=(*tags, *((f"{supplies.SUPPLIER_TAG}{supplier_name}",) if supplier_name else ())),
        origin_id=None,
        origin_name=None,
        destination_id=destination,
        destination_name="Warehouse",
        total=sum(each.sent for each in units.values()),
        received=0,
        lines=(),
        shipments=(shipment,),
    )
    supplies.save_transfer(conn, shop, transfer, supplies.Reading(fetched_at, NOW, zones))


def _line(item: ItemId, units: Units) -> ShipmentLineFact:
    return ShipmentLineFact(
        id=ShipmentLineId(item + 1),
        item_id=item,
        quantity=units.sent,
        accepted=units.accepted,
        rejected=units.rejected,
        unreceived=units.sent - units.accepted - units.rejected,
    )


def set_buffer(conn: sa.Connection, shop: ShopId, *, days: int, supplier_name: str = SUPPLIER) -> None:
    """The merchant says that this supplier comes `days` after the date it states."""
    who = supplies.ensure_supplier(conn, shop, supplier_name, NOW)
    conn.execute(
        sa.update(supplier).where(supplier.c.shop_id == shop, supplier.c.supplier_id == who).values(buffer_days=days)
    )


def supply_of(conn: sa.Connection, shop: ShopId, item: ItemId) -> SupplyId:
    """The one open supply of the item."""
    (only,) = incoming.open_supplies(conn, shop, item)
    return only.id
