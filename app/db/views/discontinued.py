"""Discontinued items: who waits for them in vain, and what was refunded."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import sqlalchemy as sa

from app.db.actions import DONE, REFUND_UNITS, WAITING, refund_subject
from app.db.shown_discontinued import DiscontinuedRow, DiscontinuedView, Paid, RefundRow, UncoveredLine
from app.db.tables.catalog import discontinued, item, variant
from app.db.tables.orders import order, order_line
from app.db.tables.plans import plan_part
from app.db.tables.shopstate import action
from app.db.views.names import NAMED, name, speaks_for
from app.db.views.reader import Reader
from app.domain.ids import ItemId, LineId, OrderId
from app.errors import NotFound

_SHOWN_REFUNDS = 100


def listing(reader: Reader) -> tuple[DiscontinuedRow, ...]:
    """Every item that the merchant gave up, and those gone from Shopify that somebody waits for; most units first."""
    rows = reader.conn.execute(_items(reader)).mappings().all()
    found = [_row(row) for row in rows if row["said_at"] is not None or row["units"]]
    return tuple(sorted(found, key=lambda each: (-each.units, each.name.product, each.item)))


def read(reader: Reader, which: ItemId) -> DiscontinuedView:
    """Raises NotFound for an item that is expected, of another shop, or of none."""
    row = reader.conn.execute(_items(reader).where(variant.c.item_id == which)).mappings().first()
    if row is None:
        raise NotFound("This item is not discontinued.")
    refunds = _refunds(reader, which)
    under_way = {each.payload["line"] for each in refunds if each.state == WAITING}
    return DiscontinuedView(_row(row), _lines(reader, which, under_way), _over(reader, refunds))


def _items(reader: Reader) -> sa.Select[tuple[object, ...]]:
    shop = reader.shop.id
    waiting = (
        sa.select(
            plan_part.c.item_id,
            sa.func.sum(plan_part.c.quantity).label("units"),
            sa.func.count(order_line.c.order_id.distinct()).label("orders"),
        )
        .join(order_line, sa.and_(order_line.c.shop_id == shop, order_line.c.line_id == plan_part.c.line_id))
        .where(plan_part.c.shop_id == shop, plan_part.c.supply_id.is_(None))
        .group_by(plan_part.c.item_id)
        .subquery()
    )
    return (
        sa.select(
            *NAMED,
            variant.c.item_id,
            discontinued.c.said_at,
            item.c.deleted_at,
            sa.func.coalesce(waiting.c.units, 0).label("units"),
            sa.func.coalesce(waiting.c.orders, 0).label("orders"),
        )
        .select_from(variant)
        .outerjoin(discontinued, sa.and_(discontinued.c.shop_id == shop, discontinued.c.item_id == variant.c.item_id))
        .outerjoin(item, sa.and_(item.c.shop_id == shop, item.c.item_id == variant.c.item_id))
        .outerjoin(waiting, waiting.c.item_id == variant.c.item_id)
        .where(speaks_for(shop, variant.c.item_id))
        .where(sa.or_(discontinued.c.said_at.is_not(None), item.c.deleted_at.is_not(None)))
    )


def _row(row: sa.RowMapping) -> DiscontinuedRow:
    is_deleted = row["deleted_at"] is not None
    return DiscontinuedRow(ItemId(row["item_id"]), name(row), is_deleted, int(row["units"]), int(row["orders"]))


def _lines(reader: Reader, which: ItemId, under_way: set[int]) -> tuple[UncoveredLine, ...]:
    shop = reader.shop.id
    rows = reader.conn.execute(
        sa.select(
            plan_part.c.line_id,
            order.c.order_id,
            order.c.name,
            order.c.processed_at,
            order.c.company,
            sa.func.sum(plan_part.c.quantity).label("units"),
        )
        .join(order_line, sa.and_(order_line.c.shop_id == shop, order_line.c.line_id == plan_part.c.line_id))
        .join(order, sa.and_(order.c.shop_id == shop, order.c.order_id == order_line.c.order_id))
        .where(plan_part.c.shop_id == shop, plan_part.c.item_id == which, plan_part.c.supply_id.is_(None))
        .group_by(plan_part.c.line_id, order.c.order_id, order.c.name, order.c.processed_at, order.c.company)
        .order_by(order.c.processed_at, plan_part.c.line_id)
    )
    return tuple(
        UncoveredLine(
            line=LineId(row.line_id),
            order=OrderId(row.order_id),
            order_name=row.name,
            placed_at=row.processed_at,
            units=int(row.units),
            refunding=row.line_id in under_way,
            company=row.company,
        )
        for row in rows
    )


def _refunds(reader: Reader, which: ItemId) -> Sequence[sa.Row[tuple[object, ...]]]:
    of_item = action.c.subject.like(refund_subject(which, "%"))
    return reader.conn.execute(
        sa.select(action)
        .where(action.c.shop_id == reader.shop.id, action.c.kind == REFUND_UNITS, of_item)
        .order_by(action.c.action_id.desc())
        .limit(_SHOWN_REFUNDS)
    ).all()


def _over(reader: Reader, refunds: Sequence[sa.Row[tuple[object, ...]]]) -> tuple[RefundRow, ...]:
    ended = [each for each in refunds if each.state != WAITING]
    known = sa.and_(order.c.shop_id == reader.shop.id, order.c.order_id.in_([each.payload["order"] for each in ended]))
    names = {
        row.order_id: row.name for row in reader.conn.execute(sa.select(order.c.order_id, order.c.name).where(known))
    }
    return tuple(
        RefundRow(
            order=OrderId(each.payload["order"]),
            order_name=names.get(each.payload["order"], ""),
            units=sum(quantity for _, quantity in each.payload["parts"]),
            at=each.finished_at,
            paid=Paid(Decimal(each.result["amount"]), each.result["currency"]) if each.result else None,
            refused=None if each.state == DONE else each.last_error or "",
        )
        for each in ended
    )
