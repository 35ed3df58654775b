"""Our copies of facts, as they are compared with Shopify's (`app.refetch.copies` makes those)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from typing import Any, Final

import sqlalchemy as sa

from app.db.tables.catalog import item, level, location, variant
from app.db.tables.orders import fulfillment_order, order, order_line
from app.db.tables.shops import shop as shop_table
from app.db.tables.supplies import SupplySource, inbound, supply
from app.domain.comparison import Copy, Subject
from app.domain.ids import ItemId, OrderId, ShopId, VariantId
from app.shopify.gid import TransferId
from app.shopify.money import in_words

FIGURES: Final = ("available", "committed", "on_hand", "incoming")


def yes(value: object) -> str:
    return "yes" if value else "no"


def shop_copy(conn: sa.Connection, shop: ShopId) -> Copy | None:
    """None before the first read of it."""
    row = conn.execute(sa.select(shop_table).where(shop_table.c.id == shop)).mappings().one()
    if row["fetched_at"] is None:
        return None
    values = {name: row[name] for name in ("name", "timezone", "currency", "plan", "storefront_url")}
    return Copy(Subject.SHOP, row["shopify_id"] or 0, row["domain"], values, row["fetched_at"])


def locations(conn: sa.Connection, shop: ShopId) -> dict[int, Copy]:
    rows = conn.execute(sa.select(location).where(location.c.shop_id == shop)).mappings()
    return {
        row["location_id"]: Copy(
            Subject.LOCATION,
            row["location_id"],
            row["name"],
            {
                "name": row["name"],
                "active": yes(row["is_active"]),
                "online_orders": yes(row["fulfills_online_orders"]),
            },
            row["fetched_at"],
        )
        for row in rows
    }


def variants(conn: sa.Connection, shop: ShopId, ids: Collection[VariantId], *, currency: str) -> dict[int, Copy]:
    """Those that are not deleted."""
    mine = sa.and_(variant.c.shop_id == shop, variant.c.variant_id.in_(list(ids)), variant.c.deleted_at.is_(None))
    return {
        row["variant_id"]: Copy(
            Subject.VARIANT,
            row["variant_id"],
            row["sku"] or row["product_title"],
            {
                "inventory_policy": row["inventory_policy"],
                "price": in_words(row["price_minor"], currency),
                "sku": row["sku"],
                "product": row["product_title"],
                "variant": row["title"],
                "status": row["product_status"],
                "metafield": row["metafield_digest"] or "",
            },
            row["fetched_at"],
            stamp=row["updated_at"],
        )
        for row in conn.execute(sa.select(variant).where(mine)).mappings()
    }


def items(conn: sa.Connection, shop: ShopId, ids: Collection[ItemId]) -> dict[int, Copy]:
    """Those that are not deleted, each with its levels by location."""
    mine = sa.and_(item.c.shop_id == shop, item.c.item_id.in_(list(ids)), item.c.deleted_at.is_(None))
    found = list(conn.execute(sa.select(item).where(mine)).mappings())
    parts = _levels(conn, shop, {row["item_id"]: row["sku"] for row in found})
    return {
        row["item_id"]: Copy(
            Subject.STOCK,
            row["item_id"],
            row["sku"],
            {"counted": yes(row["tracked"])},
            row["fetched_at"],
            stamp=row["updated_at"],
            parts=parts.get(row["item_id"], {}),
        )
        for row in found
    }


def _levels(conn: sa.Connection, shop: ShopId, skus: Mapping[int, str]) -> dict[int, dict[int, Copy]]:
    place = sa.and_(location.c.shop_id == level.c.shop_id, location.c.location_id == level.c.location_id)
    rows = conn.execute(
        sa.select(level, location.c.name)
        .outerjoin(location, place)
        .where(level.c.shop_id == shop, level.c.item_id.in_(list(skus)))
    ).mappings()
    found: dict[int, dict[int, Copy]] = {}
    for row in rows:
        found.setdefault(row["item_id"], {})[row["location_id"]] = Copy(
            Subject.STOCK,
            row["item_id"],
            f"{skus[row['item_id']]}, {row['name'] or row['location_id']}",
            {name: str(row[name]) for name in FIGURES},
            row["fetched_at"],
            stamp=row["updated_at"],
        )
    return found


def orders(conn: sa.Connection, shop: ShopId, ids: Collection[OrderId]) -> dict[int, Copy]:
    """Those that are not deleted, each with its lines."""
    mine = sa.and_(order.c.shop_id == shop, order.c.order_id.in_(list(ids)), order.c.deleted_at.is_(None))
    found = list(conn.execute(sa.select(order).where(mine)).mappings())
    lines, holds = _lines(conn, shop, found), _holds(conn, shop, [row["order_id"] for row in found])
    return {
        row["order_id"]: Copy(
            Subject.ORDER,
            row["order_id"],
            row["name"],
            {"cancelled": yes(row["cancelled_at"]), "holds": str(holds.get(row["order_id"], 0))},
            row["fetched_at"],
            stamp=row["updated_at"],
            parts=lines.get(row["order_id"], {}),
        )
        for row in found
    }


def _lines(conn: sa.Connection, shop: ShopId, owners: Iterable[Any]) -> dict[int, dict[int, Copy]]:
    of = {row["order_id"]: row for row in owners}
    rows = conn.execute(
        sa.select(order_line).where(order_line.c.shop_id == shop, order_line.c.order_id.in_(list(of)))
    ).mappings()
    found: dict[int, dict[int, Copy]] = {}
    for row in rows:
        owner = of[row["order_id"]]
        found.setdefault(row["order_id"], {})[row["line_id"]] = Copy(
            Subject.ORDER,
            row["order_id"],
            f"{owner['name']}, {row['title']}",
            {"ordered": str(row["ordered"]), "to_ship": str(row["open"])},
            owner["fetched_at"],
            stamp=owner["updated_at"],
        )
    return found


def _holds(conn: sa.Connection, shop: ShopId, ids: Collection[int]) -> dict[int, int]:
    """How many holds of ours are on each order."""
    rows = conn.execute(
        sa.select(fulfillment_order.c.order_id, fulfillment_order.c.holds).where(
            fulfillment_order.c.shop_id == shop, fulfillment_order.c.order_id.in_(list(ids))
        )
    )
    found: dict[int, int] = {}
    for row in rows:
        found[row.order_id] = found.get(row.order_id, 0) + sum(1 for hold in row.holds if hold["ours"])
    return found


def deliveries(conn: sa.Connection, shop: ShopId, ids: Collection[TransferId]) -> dict[int, Copy]:
    """By transfer; its parts are shipments by their ids, and under 0 what it has not put into one yet."""
    still_there = sa.or_(inbound.c.source == SupplySource.SHIPMENT, inbound.c.closed_at.is_(None))
    rows = conn.execute(
        sa.select(inbound, supply.c.item_id, supply.c.quantity, supply.c.accepted, supply.c.rejected, item.c.sku)
        .outerjoin(supply, sa.and_(supply.c.shop_id == shop, supply.c.inbound_id == inbound.c.inbound_id))
        .outerjoin(item, sa.and_(item.c.shop_id == shop, item.c.item_id == supply.c.item_id))
        .where(inbound.c.shop_id == shop, inbound.c.transfer_id.in_(list(ids)), still_there)
        .order_by(inbound.c.transfer_id, inbound.c.inbound_id)
    ).mappings()
    found: dict[int, Copy] = {}
    for transfer, of_transfer in groupby(rows, key=lambda row: row["transfer_id"]):
        parts = {}
        for _, of_inbound in groupby(of_transfer, key=lambda row: row["inbound_id"]):
            part = _inbound(list(of_inbound))
            parts[part.ref] = part
        read_at = max(part.read_at for part in parts.values())
        found[transfer] = Copy(Subject.DELIVERY, transfer, next(iter(parts.values())).name, {}, read_at, parts=parts)
    return found


def _inbound(rows: list[Any]) -> Copy:
    head = rows[0]
    parts = {
        row["item_id"]: Copy(
            Subject.DELIVERY,
            row["item_id"],
            f"{row['name']}, {row['sku'] or row['item_id']}",
            {"sent": str(row["quantity"]), "received": str(row["accepted"]), "rejected": str(row["rejected"])},
            row["fetched_at"],
        )
        for row in rows
        if row["item_id"] is not None
    }
    return Copy(
        Subject.DELIVERY,
        head["shipment_id"],
        head["name"],
        {"status": head["status"]},
        head["fetched_at"],
        parts=parts,
    )
