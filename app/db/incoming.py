"""What is still to come, read back: for planning, for pages, and to know which transfers to look at again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.db.rows import SHOP
from app.db.tables.supplies import SupplySource, eta_log, inbound, supplier, supply
from app.domain.ids import InboundId, ItemId, LocationId, ShopId, SupplierId, SupplyId


@dataclass(frozen=True, slots=True)
class OpenSupply:
    """Units of one item that are not all received. `eta` is the date stated last, by whoever stated it."""

    id: SupplyId
    inbound: InboundId
    name: str
    item: ItemId
    open_quantity: int
    eta: date | None
    supplier: SupplierId | None
    destination: LocationId | None
    source: SupplySource = SupplySource.SHIPMENT

    @property
    def is_counted_by_shopify(self) -> bool:
        """Whether Shopify's `incoming` holds its units: it counts what has left, and knows nothing of ours."""
        return self.source is SupplySource.SHIPMENT


def last_eta(shop: ShopId | sa.BindParameter[Any], inbound_id: sa.ColumnElement[int]) -> sa.ScalarSelect[date | None]:
    """The arrival date stated last for an inbound of the statement around it.

    One look at an index for each row. Joined as the newest of all the shop's entries instead, it is worked out anew for
    every row where PostgreSQL plans with statistics from before an import: minutes, over five thousand shipments.
    """
    return (
        sa.select(eta_log.c.eta)
        .where(eta_log.c.shop_id == shop, eta_log.c.inbound_id == inbound_id)
        .order_by(eta_log.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )


def _open(clause: sa.ColumnElement[bool]) -> sa.Select[Any]:
    left = supply.c.quantity - supply.c.accepted - supply.c.rejected - supply.c.closed
    latest = last_eta(SHOP, supply.c.inbound_id).label("eta")
    return (
        sa.select(supply.c.supply_id, supply.c.item_id, inbound, left.label("left"), latest)
        .join(inbound, sa.and_(inbound.c.shop_id == supply.c.shop_id, inbound.c.inbound_id == supply.c.inbound_id))
        .where(supply.c.shop_id == SHOP, clause, inbound.c.closed_at.is_(None), left > 0)
        .order_by(supply.c.supply_id)
    )


_OF_ITEM = _open(supply.c.item_id == sa.bindparam("item"))
_OF_INBOUND = _open(supply.c.inbound_id == sa.bindparam("inbound"))
_ONE = _open(supply.c.supply_id == sa.bindparam("supply"))


def open_supplies(conn: sa.Connection, shop: ShopId, item: ItemId) -> list[OpenSupply]:
    return _read(conn, _OF_ITEM, shop=shop, item=item)


def of_inbound(conn: sa.Connection, shop: ShopId, inbound_id: InboundId) -> list[OpenSupply]:
    """The supplies of an inbound that are not all received."""
    return _read(conn, _OF_INBOUND, shop=shop, inbound=inbound_id)


def one(conn: sa.Connection, shop: ShopId, supply_id: SupplyId) -> OpenSupply | None:
    """The supply if it is still open."""
    found = _read(conn, _ONE, shop=shop, supply=supply_id)
    return found[0] if found else None


def _read(conn: sa.Connection, statement: sa.Select[Any], **which: int) -> list[OpenSupply]:
    return [_supply(row) for row in conn.execute(statement, which).mappings()]


def _supply(row: Any) -> OpenSupply:
    return OpenSupply(
        id=SupplyId(row["supply_id"]),
        inbound=InboundId(row["inbound_id"]),
        name=row["name"],
        item=ItemId(row["item_id"]),
        open_quantity=row["left"],
        eta=row["eta"],
        supplier=SupplierId(row["supplier_id"]) if row["supplier_id"] is not None else None,
        destination=LocationId(row["destination_id"]) if row["destination_id"] is not None else None,
        source=SupplySource(row["source"]),
    )


def supplier_name(conn: sa.Connection, shop: ShopId, supplier_id: SupplierId | None) -> str | None:
    """None for nobody."""
    name: str | None = conn.scalar(
        sa.select(supplier.c.name).where(supplier.c.shop_id == shop, supplier.c.supplier_id == supplier_id)
    )
    return name


@dataclass(frozen=True, slots=True)
class ShipmentRef:
    """Where a supply stands in Shopify; None: it is not a shipment there."""

    shipment_id: int | None
    shipment_line_id: int | None
    transfer_id: int | None


def shipment_of(conn: sa.Connection, shop: ShopId, supply_id: SupplyId) -> ShipmentRef:
    """Raises NoResultFound for a supply that is not this shop's."""
    row = conn.execute(
        sa.select(inbound.c.shipment_id, supply.c.shipment_line_id, inbound.c.transfer_id)
        .join(inbound, sa.and_(inbound.c.shop_id == supply.c.shop_id, inbound.c.inbound_id == supply.c.inbound_id))
        .where(supply.c.shop_id == shop, supply.c.supply_id == supply_id)
    ).one()
    return ShipmentRef(row.shipment_id or None, row.shipment_line_id, row.transfer_id)


def transfers_of_items(conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]) -> set[int]:
    """Numeric ids of Shopify transfers with units of these items still to come."""
    rows = conn.scalars(
        sa.select(inbound.c.transfer_id)
        .join(supply, sa.and_(supply.c.shop_id == inbound.c.shop_id, supply.c.inbound_id == inbound.c.inbound_id))
        .where(
            inbound.c.shop_id == shop,
            inbound.c.closed_at.is_(None),
            inbound.c.transfer_id.is_not(None),
            supply.c.item_id.in_(list(items)),
        )
    )
    return set(rows)


def items_of_transfer(conn: sa.Connection, shop: ShopId, transfer: int) -> set[ItemId]:
    """Items that a known transfer brings or brought."""
    rows = conn.scalars(
        sa.select(supply.c.item_id)
        .join(inbound, sa.and_(inbound.c.shop_id == supply.c.shop_id, inbound.c.inbound_id == supply.c.inbound_id))
        .where(inbound.c.shop_id == shop, inbound.c.transfer_id == transfer)
    )
    return {ItemId(each) for each in rows}


def transfers_of_shipments(conn: sa.Connection, shop: ShopId, shipments: Sequence[int]) -> dict[int, int]:
    """Shipment to transfer, as far as we know: Shopify gives a shipment no link back."""
    rows = conn.execute(
        sa.select(inbound.c.shipment_id, inbound.c.transfer_id).where(
            inbound.c.shop_id == shop, inbound.c.shipment_id.in_(shipments)
        )
    )
    return {row[0]: row[1] for row in rows}
