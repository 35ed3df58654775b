"""Orders with something of ours, and those of which somebody else has changed what we did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any, Final

import sqlalchemy as sa

from app.db import left_behind
from app.db.left_behind import MARKS, ORDER_FIELDS
from app.db.shown import VariantName
from app.db.shown_leaving import HeldUnits, LeftOrder, Theirs
from app.db.tables.catalog import variant
from app.db.tables.orders import fulfillment_line, fulfillment_order, order, order_line
from app.db.tables.shopstate import desired, footprint
from app.db.views.actors import spoken
from app.db.views.names import NAMED, name
from app.db.views.reader import Reader
from app.domain.ids import OrderId, VariantId

_IN_ALL: Final = sa.func.count().over().label("in_all")
_NAMES: Final = (variant.c.product_title, variant.c.title, variant.c.sku, variant.c.image_url)
_BY: Final = tuple(
    sa.func.max(sa.case((desired.c.field == each, sa.func.coalesce(footprint.c.by, desired.c.decided_by)))).label(each)
    for each in ORDER_FIELDS
)
"""Whose decision what is there of each field is, or what is on its way; null: nothing of it is ours."""


def ours(reader: Reader, *, most: int) -> tuple[tuple[LeftOrder, ...], int]:
    """At most so many of them, oldest first, and how many there are."""
    rows = reader.conn.execute(
        left_behind.wishes(reader.shop.id, order.c.order_id, order.c.name, *_BY, _IN_ALL)
        .group_by(order.c.order_id, order.c.name)
        .order_by(order.c.order_id)
        .limit(most)
    ).all()
    held = _held(reader, [row.order_id for row in rows])
    found = tuple(
        LeftOrder(
            order=OrderId(row.order_id),
            order_name=row.name,
            held=held.get(row.order_id, ()),
            marks=tuple(each for each in MARKS if getattr(row, each)),
            by={each: spoken(by) for each in ORDER_FIELDS if (by := getattr(row, each))},
        )
        for row in rows
    )
    return found, rows[0].in_all if rows else 0


def _held(reader: Reader, orders: Collection[int]) -> dict[int, tuple[HeldUnits, ...]]:
    """By order the units on holds of ours, variant by variant."""
    if not orders:
        return {}
    shop, part = reader.shop.id, fulfillment_line.c
    whole = sa.and_(
        fulfillment_order.c.shop_id == part.shop_id,
        fulfillment_order.c.fulfillment_order_id == part.fulfillment_order_id,
    )
    sold = sa.and_(variant.c.shop_id == part.shop_id, variant.c.variant_id == order_line.c.variant_id)
    units = sa.cast(sa.func.sum(part.remaining), sa.Integer).label("units")
    rows = reader.conn.execute(
        sa.select(part.order_id, order_line.c.title, *NAMED, units)
        .join(order_line, sa.and_(order_line.c.shop_id == part.shop_id, order_line.c.line_id == part.line_id))
        .join(fulfillment_order, whole)
        .outerjoin(variant, sold)
        .where(part.shop_id == shop, part.order_id.in_(orders), part.remaining > 0, left_behind.on_hold())
        .group_by(part.order_id, order_line.c.title, variant.c.variant_id, *_NAMES)
        .order_by(part.order_id, order_line.c.title, variant.c.variant_id)
    ).mappings()
    found: defaultdict[int, list[HeldUnits]] = defaultdict(list)
    for row in rows:
        is_gone = row["variant_id"] is None
        called = VariantName(VariantId(0), row["title"], "", "") if is_gone else name(row)
        found[row["order_id"]].append(HeldUnits(row["units"], called))
    return {each: tuple(held) for each, held in found.items()}


def theirs(reader: Reader, *, most: int) -> tuple[tuple[Theirs, ...], int]:
    """Of open orders: a hold that somebody released, a tag that somebody took off."""
    rows = reader.conn.execute(
        _changed(reader, order.c.order_id, order.c.name, footprint.c.field, _IN_ALL)
        .order_by(order.c.order_id, footprint.c.field)
        .limit(most)
    ).all()
    found = tuple(Theirs(row.field, order=OrderId(row.order_id), order_name=row.name) for row in rows)
    return found, rows[0].in_all if rows else 0


def theirs_by_field(reader: Reader) -> dict[str, int]:
    rows = reader.conn.execute(
        _changed(reader, footprint.c.field, sa.func.count().label("number")).group_by(footprint.c.field)
    )
    return {row.field: row.number for row in rows}


def _changed(reader: Reader, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(order)
        .join(footprint, left_behind.of_order(footprint))
        .where(order.c.shop_id == reader.shop.id, left_behind.is_theirs(footprint))
        .where(order.c.deleted_at.is_(None), order.c.cancelled_at.is_(None), ~order.c.closed)
        .where(footprint.c.field.in_(ORDER_FIELDS))
    )
