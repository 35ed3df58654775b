"""A shop's past as the simulator takes it: what was ordered, what was sent, and what was on the shelf before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.clock import local_date
from app.db import stock
from app.db.shops import Shop
from app.db.tables.catalog import item as item_table
from app.db.tables.orders import order, order_line
from app.db.tables.supplies import eta_log, inbound, receipt, supply
from app.domain.ids import ItemId, LineId, ShopId, SupplyId
from app.domain.sales_csv import ItemPast
from app.domain.simulator import PastOrder, PastSupply


def best_sellers(conn: sa.Connection, shop: Shop, *, most: int) -> list[ItemPast]:
    """The past of the items of which most units were ordered, at most `most` of them; days are the shop's own.

    What stood on the shelf at first is worked out backwards: on hand now, and what left since, less what came since.
    Stock corrected by hand meanwhile, or sold by orders we may not see, is in that figure too; it is at least 0.
    """
    items = _most_ordered(conn, shop.id, most=most)
    names = _names(conn, shop.id, items)
    sold, left = _orders(conn, shop, items)
    sent = _supplies(conn, shop, items)
    return [
        ItemPast(
            name=names.get(item) or str(item),
            orders=tuple(sold[item]),
            supplies=tuple(sent[item]),
            stock=max(0, _on_hand(conn, shop.id, item) + left[item] - sum(each.received for each in sent[item])),
        )
        for item in items
    ]


def _most_ordered(conn: sa.Connection, shop: ShopId, *, most: int) -> list[ItemId]:
    units = sa.func.sum(order_line.c.ordered)
    found = (
        _sales(shop, sa.select(order_line.c.item_id))
        .where(order_line.c.item_id.is_not(None))
        .group_by(order_line.c.item_id)
        .order_by(units.desc(), order_line.c.item_id)
        .limit(most)
    )
    return [ItemId(item) for item in conn.scalars(found)]


def _sales(shop: ShopId, columns: sa.Select[Any]) -> sa.Select[Any]:
    """Lines that somebody really ordered and did not take back."""
    return (
        columns.select_from(order_line)
        .join(order, sa.and_(order.c.shop_id == order_line.c.shop_id, order.c.order_id == order_line.c.order_id))
        .where(order_line.c.shop_id == shop, order_line.c.ordered > 0)
        .where(order.c.deleted_at.is_(None), order.c.test.is_(False))
    )


def _names(conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]) -> dict[ItemId, str]:
    wanted = sa.and_(item_table.c.shop_id == shop, item_table.c.item_id.in_(list(items)))
    rows = conn.execute(sa.select(item_table.c.item_id, item_table.c.sku).where(wanted))
    return {ItemId(row.item_id): row.sku for row in rows}


def _orders(
    conn: sa.Connection, shop: Shop, items: Iterable[ItemId]
) -> tuple[defaultdict[ItemId, list[PastOrder]], defaultdict[ItemId, int]]:
    """The order lines of each item, and how many of their units have left."""
    rows = conn.execute(
        _sales(shop.id, sa.select(order_line, order.c.processed_at))
        .where(order_line.c.item_id.in_(list(items)))
        .order_by(order.c.processed_at, order_line.c.line_id)
    )
    sold: defaultdict[ItemId, list[PastOrder]] = defaultdict(list)
    left: defaultdict[ItemId, int] = defaultdict(int)
    for row in rows:
        placed_on = local_date(row.processed_at, shop.timezone)
        revenue = row.unit_price_minor * row.ordered
        sold[row.item_id].append(PastOrder(LineId(row.line_id), placed_on, row.ordered, revenue))
        left[row.item_id] += row.ordered - row.open
    return sold, left


def _supplies(conn: sa.Connection, shop: Shop, items: Iterable[ItemId]) -> defaultdict[ItemId, list[PastSupply]]:
    """Supplies that somebody stated a date for, by the date stated first."""
    sent: defaultdict[ItemId, list[PastSupply]] = defaultdict(list)
    for row in conn.execute(_select_supplies(shop.id, items)):
        ordered_on = row.ordered_on or local_date(row.stated_at, shop.timezone)
        came_on: date | None = row.came_on or row.received_on
        sent[ItemId(row.item_id)].append(
            PastSupply(
                id=SupplyId(row.supply_id),
                supplier="" if row.supplier_id is None else str(row.supplier_id),
                ordered_on=ordered_on if came_on is None else min(ordered_on, came_on),
                stated_on=row.eta,
                quantity=row.quantity,
                arrived_on=came_on if row.accepted else None,
                received=row.accepted,
            )
        )
    return sent


def _select_supplies(shop: ShopId, items: Iterable[ItemId]) -> sa.Select[Any]:
    first = sa.select(eta_log.c.inbound_id, sa.func.min(eta_log.c.seq).label("seq"))
    first_seq = first.where(eta_log.c.shop_id == shop, eta_log.c.eta.is_not(None)).group_by(eta_log.c.inbound_id)
    stated = first_seq.subquery("stated")
    last_came = sa.select(receipt.c.supply_id, sa.func.max(receipt.c.received_on).label("came_on"))
    came = last_came.where(receipt.c.shop_id == shop).group_by(receipt.c.supply_id).subquery("came")
    return (
        sa.select(supply, inbound.c.supplier_id, inbound.c.ordered_on, inbound.c.received_on)
        .add_columns(eta_log.c.eta, eta_log.c.stated_at, came.c.came_on)
        .join(inbound, sa.and_(inbound.c.shop_id == shop, inbound.c.inbound_id == supply.c.inbound_id))
        .join(stated, stated.c.inbound_id == supply.c.inbound_id)
        .join(eta_log, sa.and_(eta_log.c.inbound_id == stated.c.inbound_id, eta_log.c.seq == stated.c.seq))
        .join(came, came.c.supply_id == supply.c.supply_id, isouter=True)
        .where(supply.c.shop_id == shop, eta_log.c.shop_id == shop, supply.c.item_id.in_(list(items)))
        .order_by(supply.c.supply_id)
    )


def _on_hand(conn: sa.Connection, shop: ShopId, item: ItemId) -> int:
    return max(0, stock.of_item(conn, shop, item).sellable)
