"""The days a merchant adds to suppliers' stated dates, and which items' plans rest on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from app.db.rows import insert_into
from app.db.tables.shops import shop_settings
from app.db.tables.supplies import inbound, supplier, supply
from app.domain.ids import ItemId, ShopId, SupplierId


@dataclass(frozen=True, slots=True)
class Buffer:
    """A supplier and its own days; None: its record counts, or the shop's days while it has none."""

    supplier: SupplierId
    name: str
    days: int | None


def of_suppliers(conn: sa.Connection, shop: ShopId) -> list[Buffer]:
    """Every supplier known by name, by name."""
    rows = conn.execute(
        sa.select(supplier.c.supplier_id, supplier.c.name, supplier.c.buffer_days)
        .where(supplier.c.shop_id == shop)
        .order_by(supplier.c.name, supplier.c.supplier_id)
    )
    return [Buffer(SupplierId(row.supplier_id), row.name, row.buffer_days) for row in rows]


def lock(conn: sa.Connection, shop: ShopId) -> None:
    """Hold the shop's settings until the transaction ends, so that two merchants who save at once follow each other."""
    conn.execute(insert_into(conn, shop_settings).values(shop_id=shop).on_conflict_do_nothing())
    if conn.dialect.name != "sqlite":
        conn.execute(sa.select(shop_settings.c.shop_id).where(shop_settings.c.shop_id == shop).with_for_update())


def say_usual(conn: sa.Connection, shop: ShopId, days: int) -> None:
    """Set the shop's days. Its settings must be locked, so the row is there."""
    conn.execute(sa.update(shop_settings).where(shop_settings.c.shop_id == shop).values(buffer_days=days))


def say_own(conn: sa.Connection, shop: ShopId, days: Mapping[SupplierId, int | None]) -> None:
    """Set suppliers' own days; None takes them away."""
    for who, own in sorted(days.items()):
        conn.execute(
            sa.update(supplier).where(supplier.c.shop_id == shop, supplier.c.supplier_id == who).values(buffer_days=own)
        )


def items_coming(conn: sa.Connection, shop: ShopId) -> dict[SupplierId | None, set[ItemId]]:
    """The items each supplier has on its way; under None those whose supplier nobody named."""
    left = supply.c.quantity - supply.c.accepted - supply.c.rejected - supply.c.closed
    rows = conn.execute(
        sa.select(inbound.c.supplier_id, supply.c.item_id)
        .join(inbound, sa.and_(inbound.c.shop_id == supply.c.shop_id, inbound.c.inbound_id == supply.c.inbound_id))
        .where(supply.c.shop_id == shop, inbound.c.closed_at.is_(None), left > 0)
        .distinct()
    )
    coming: dict[SupplierId | None, set[ItemId]] = {}
    for row in rows:
        who = None if row.supplier_id is None else SupplierId(row.supplier_id)
        coming.setdefault(who, set()).add(ItemId(row.item_id))
    return coming
