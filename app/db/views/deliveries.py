"""Supplies as rows of a page: what was sent, what came, and when we believe the rest arrives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from app.clock import local_date, machine_now
from app.db import shops
from app.db.incoming import last_eta
from app.db.shown import SupplyRow
from app.db.suppliers import Punctuality
from app.db.tables.catalog import location, variant
from app.db.tables.plans import plan_part
from app.db.tables.supplies import SupplySource, inbound, supplier, supply
from app.db.views.names import NAMED, name, speaks_for
from app.db.views.reader import Reader
from app.db.views.stock import STILL_COMING
from app.db.views.sums import units
from app.domain.ids import InboundId, ShopId, SupplierId, SupplyId
from app.domain.lateness import arrival
from app.domain.model import Quantiles

_TAKES_RECEIPTS: Final = frozenset({"IN_TRANSIT", "PARTIALLY_RECEIVED"})
"""States of a Shopify shipment in which `inventoryShipmentReceive` is accepted."""

OPEN: Final = sa.and_(inbound.c.closed_at.is_(None), STILL_COMING > 0)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row with what a page needs to place it. `fetched_at` is the machine's."""

    row: SupplyRow
    inbound: InboundId
    fetched_at: datetime


def read(reader: Reader, clause: sa.ColumnElement[bool]) -> list[Delivery]:
    """The shop's supplies for which `clause` holds, expected first ones first, undated last: four statements."""
    rows = reader.conn.execute(_select(reader.shop.id).where(clause)).mappings().all()
    if not rows:
        return []
    punctuality = Punctuality(
        reader.conn,
        reader.shop.id,
        today=reader.today,
        zone=reader.shop.timezone,
        buffer_days=shops.settings(reader.conn, reader.shop.id).buffer_days,
    )
    return sorted((_delivery(reader, row, punctuality) for row in rows), key=_when)


def _select(shop: ShopId) -> sa.Select[tuple[object, ...]]:
    promised = (
        sa.select(units(plan_part.c.quantity))
        .where(plan_part.c.shop_id == shop, plan_part.c.item_id == supply.c.item_id)
        .where(plan_part.c.supply_id == supply.c.supply_id)
    )
    places = sa.and_(location.c.shop_id == shop, location.c.location_id == inbound.c.destination_id)
    return (
        sa.select(
            supply,
            *(inbound.c[each] for each in ("name", "source", "status", "supplier_id", "closed_at", "fetched_at")),
            supplier.c.name.label("supplier_name"),
            location.c.timezone,
            last_eta(shop, supply.c.inbound_id).label("eta"),
            promised.scalar_subquery().label("promised"),
            *NAMED,
        )
        .join(inbound, sa.and_(inbound.c.shop_id == shop, inbound.c.inbound_id == supply.c.inbound_id))
        .outerjoin(supplier, sa.and_(supplier.c.shop_id == shop, supplier.c.supplier_id == inbound.c.supplier_id))
        .outerjoin(location, places)
        .outerjoin(variant, speaks_for(shop, supply.c.item_id))
        .where(supply.c.shop_id == shop)
    )


def _delivery(reader: Reader, row: sa.RowMapping, punctuality: Punctuality) -> Delivery:
    today = local_date(reader.now, row["timezone"] or reader.shop.timezone)
    over = row["closed_at"] is not None
    left = 0 if over else max(0, row["quantity"] - row["accepted"] - row["rejected"] - row["closed"])
    shown = SupplyRow(
        id=SupplyId(row["supply_id"]),
        name=row["name"],
        supplier=row["supplier_name"] or "",
        variant=name(row),
        sent=row["accepted"] + row["rejected"] + left,
        received=row["accepted"],
        rejected=row["rejected"],
        stated_on=row["eta"],
        expected=_expected(row, punctuality, today=today) if left else None,
        promised=row["promised"],
        overdue=row["eta"] is not None and row["eta"] < today and left > 0,
        receivable=_is_receivable(row) and left > 0,
        own=row["source"] == SupplySource.OWN,
        announced=row["quantity"],
    )
    return Delivery(shown, InboundId(row["inbound_id"]), row["fetched_at"])


def _expected(row: sa.RowMapping, punctuality: Punctuality, *, today: date) -> Quantiles | None:
    """As the planner has it: promises and pages must not believe two dates."""
    who = None if row["supplier_id"] is None else SupplierId(row["supplier_id"])
    return arrival(row["eta"], today=today, history=punctuality.of(who))


def _is_receivable(row: sa.RowMapping) -> bool:
    if row["source"] == SupplySource.OWN:
        return row["closed_at"] is None
    is_shipment = row["source"] == SupplySource.SHIPMENT and row["shipment_line_id"] is not None
    return is_shipment and row["status"] in _TAKES_RECEIPTS


def _when(each: Delivery) -> tuple[date, date, int]:
    expected = each.row.expected.p50 if each.row.expected else date.max
    return (expected, each.row.stated_on or date.max, each.row.id)


def ages(deliveries: Sequence[Delivery]) -> list[datetime]:
    """When each was fetched, machine clock. What was entered here is what it is now."""
    return [machine_now() if each.row.own else each.fetched_at for each in deliveries]
