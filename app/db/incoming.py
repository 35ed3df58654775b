"""What is still to come, read back: for planning, for pages, and to know which transfers to look at again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.db.tables.supplies import eta_log, supply, supply_line
from app.domain.ids import ItemId, LocationId, ShopId, SupplierId, SupplyId


@dataclass(frozen=True, slots=True)
class OpenSupply:
    """A supply of one item that is not all received. `eta` is the date stated last, by whoever stated it."""

    id: SupplyId
    name: str
    item: ItemId
    open_quantity: int
    eta: date | None
    supplier: SupplierId | None
    destination: LocationId | None


def open_supplies(conn: sa.Connection, shop: ShopId, item: ItemId) -> list[OpenSupply]:
    last = (
        sa.select(eta_log.c.supply_id, sa.func.max(eta_log.c.seq).label("seq"))
        .where(eta_log.c.shop_id == shop)
        .group_by(eta_log.c.supply_id)
        .subquery()
    )
    left = supply_line.c.quantity - supply_line.c.accepted - supply_line.c.rejected - supply_line.c.closed
    rows = conn.execute(
        sa.select(
            supply.c.supply_id,
            supply.c.name,
            supply.c.supplier_id,
            supply.c.destination_id,
            left.label("left"),
            eta_log.c.eta,
        )
        .join(supply, sa.and_(supply.c.shop_id == supply_line.c.shop_id, supply.c.supply_id == supply_line.c.supply_id))
        .outerjoin(last, last.c.supply_id == supply.c.supply_id)
        .outerjoin(
            eta_log,
            sa.and_(eta_log.c.shop_id == shop, eta_log.c.supply_id == last.c.supply_id, eta_log.c.seq == last.c.seq),
        )
        .where(supply_line.c.shop_id == shop, supply_line.c.item_id == item, supply.c.closed_at.is_(None), left > 0)
        .order_by(supply.c.supply_id)
    )
    return [
        OpenSupply(
            id=SupplyId(row.supply_id),
            name=row.name,
            item=item,
            open_quantity=row.left,
            eta=row.eta,
            supplier=SupplierId(row.supplier_id) if row.supplier_id is not None else None,
            destination=LocationId(row.destination_id) if row.destination_id is not None else None,
        )
        for row in rows
    ]


def items_of_supply(conn: sa.Connection, shop: ShopId, supply_id: SupplyId) -> set[ItemId]:
    rows = conn.scalars(
        sa.select(supply_line.c.item_id).where(supply_line.c.shop_id == shop, supply_line.c.supply_id == supply_id)
    )
    return {ItemId(each) for each in rows}


def transfers_of_items(conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]) -> set[int]:
    """Numeric ids of Shopify transfers with units of these items still to come."""
    rows = conn.scalars(
        sa.select(supply.c.transfer_id)
        .join(
            supply_line,
            sa.and_(supply_line.c.shop_id == supply.c.shop_id, supply_line.c.supply_id == supply.c.supply_id),
        )
        .where(
            supply.c.shop_id == shop,
            supply.c.closed_at.is_(None),
            supply.c.transfer_id.is_not(None),
            supply_line.c.item_id.in_(list(items)),
        )
    )
    return set(rows)


def transfers_of_shipments(conn: sa.Connection, shop: ShopId, shipments: Sequence[int]) -> dict[int, int]:
    """Shipment to transfer, as far as we know: Shopify gives a shipment no link back."""
    rows = conn.execute(
        sa.select(supply.c.shipment_id, supply.c.transfer_id).where(
            supply.c.shop_id == shop, supply.c.shipment_id.in_(shipments)
        )
    )
    return {row[0]: row[1] for row in rows}
