"""What of ours would stay in a shop if the app were removed today: Shopify takes our access away at that moment.

A field of a variant is ours while its footprint says that we made it what it is. Of orders it is what we want of them,
for a hold or a note goes with the last unit that waits. What somebody else has changed since is theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from app.db.fulfillment import ENDED
from app.db.rows import put
from app.db.shopstate import CONTINUE, DEADLINE, HOLDS, METAFIELD, POLICY, TAG
from app.db.shown_leaving import Week
from app.db.tables.catalog import variant
from app.db.tables.leaving import left_behind
from app.db.tables.orders import fulfillment_line, fulfillment_order, order
from app.db.tables.shopstate import FootprintState, desired, footprint
from app.domain.ids import ShopId

MARKS: Final = (TAG, METAFIELD, DEADLINE)
ORDER_FIELDS: Final = (HOLDS, *MARKS)
_NOTHING: Final[tuple[Any, ...]] = ([], False, {})
"""Values of an order's field that stand for nothing being there."""
_OURS: Final = (FootprintState.INTENDED, FootprintState.CONFIRMED)


def is_ours(trace: sa.FromClause) -> sa.ColumnElement[bool]:
    """Of a footprint: the field is as we made it. One that we want as it was before us is put back."""
    return sa.and_(trace.c.state.in_(_OURS), trace.c.intended.is_distinct_from(trace.c.before))


def is_theirs(trace: sa.FromClause) -> sa.ColumnElement[bool]:
    return sa.and_(trace.c.state.is_not(None), trace.c.state == FootprintState.FOREIGN)


def sells_on(trace: sa.FromClause) -> sa.ColumnElement[bool]:
    """Of a policy's footprint: the variant is sold past its stock because of us."""
    return sa.and_(is_ours(trace), trace.c.intended == CONTINUE)


def of_variant(trace: sa.FromClause) -> sa.ColumnElement[bool]:
    """The footprint is one of the variant's."""
    resource = sa.literal("variant:", sa.Text).concat(sa.cast(variant.c.variant_id, sa.Text))
    return sa.and_(trace.c.shop_id == variant.c.shop_id, trace.c.resource == resource)


def of_order(wish: sa.FromClause) -> sa.ColumnElement[bool]:
    """The footprint, or what we want, is of the order."""
    resource = sa.literal("order:", sa.Text).concat(sa.cast(order.c.order_id, sa.Text))
    return sa.and_(wish.c.shop_id == order.c.shop_id, wish.c.resource == resource)


def wishes(shop: ShopId, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Columns of `desired`, `order` and `footprint`, for each field of an order of which something of ours is there,
    or on its way in or out.
    """
    trace = sa.and_(of_order(footprint), footprint.c.field == desired.c.field)
    there = sa.and_(desired.c.value.is_not(None), desired.c.value.not_in(_NOTHING))
    kept = sa.and_(there, footprint.c.state.is_distinct_from(FootprintState.FOREIGN))
    still_held = sa.and_(desired.c.field == HOLDS, is_held(shop))
    return (
        sa.select(*columns)
        .select_from(order)
        .join(desired, of_order(desired))
        .outerjoin(footprint, trace)
        .where(order.c.shop_id == shop, order.c.deleted_at.is_(None), desired.c.field.in_(ORDER_FIELDS))
        .where(sa.or_(~desired.c.settled, kept, still_held))
    )


def is_held(shop: ShopId) -> sa.ColumnElement[bool]:
    """Of an order: a part of it is on a hold of ours, as last read; somebody may have released another part."""
    mine = sa.and_(fulfillment_order.c.shop_id == shop, fulfillment_order.c.order_id == order.c.order_id)
    return sa.select(fulfillment_order.c.order_id).where(mine, on_hold()).correlate(order).exists()


def on_hold() -> sa.ColumnElement[bool]:
    """Of a fulfilment order: on a hold of ours. `holds` is text, written with sorted keys and without spaces."""
    ours = sa.type_coerce(fulfillment_order.c.holds, sa.Text).like('%"ours":true%')
    return sa.and_(ours, fulfillment_order.c.status.not_in(ENDED))


def count(conn: sa.Connection, shop: ShopId, *, on: date) -> Week:
    """Of the whole shop, as it is known now. Three statements."""
    ours = sa.select(
        sa.func.count(sa.case((sa.and_(footprint.c.field == POLICY, sells_on(footprint)), 1))).label("selling_on"),
        sa.func.count(sa.case((sa.and_(footprint.c.field == METAFIELD, is_ours(footprint)), 1))).label("dated"),
    )
    living = sa.and_(variant.c.shop_id == shop, variant.c.deleted_at.is_(None))
    row = conn.execute(ours.select_from(variant).join(footprint, of_variant(footprint)).where(living)).one()
    marked = wishes(shop, sa.func.count(sa.distinct(order.c.order_id))).where(desired.c.field.in_(MARKS))
    return Week(on, row.selling_on, row.dated, _holds(conn, shop), conn.scalar(marked) or 0)


def _holds(conn: sa.Connection, shop: ShopId) -> int:
    whole = sa.and_(
        fulfillment_line.c.shop_id == fulfillment_order.c.shop_id,
        fulfillment_line.c.fulfillment_order_id == fulfillment_order.c.fulfillment_order_id,
    )
    orders = sa.and_(order.c.shop_id == fulfillment_order.c.shop_id, order.c.order_id == fulfillment_order.c.order_id)
    held = (
        sa.select(sa.func.count(sa.distinct(fulfillment_order.c.fulfillment_order_id)))
        .join(fulfillment_line, whole)
        .join(order, orders)
        .where(fulfillment_order.c.shop_id == shop, fulfillment_line.c.remaining > 0)
        .where(order.c.deleted_at.is_(None), on_hold())
    )
    return conn.scalar(held) or 0


def save(conn: sa.Connection, shop: ShopId, week: Week) -> None:
    """A second count of a day takes the place of the first."""
    row = {"selling_on": week.selling_on, "dated": week.dated, "holds": week.holds, "marked": week.marked}
    put(conn, left_behind, [{"shop_id": shop, "counted_on": week.counted_on, **row}])


def last_two(conn: sa.Connection, shop: ShopId) -> Sequence[Week]:
    """The latest count and the one before it, as far as there are any."""
    rows = conn.execute(
        sa.select(left_behind).where(left_behind.c.shop_id == shop).order_by(left_behind.c.counted_on.desc()).limit(2)
    )
    return [Week(row.counted_on, row.selling_on, row.dated, row.holds, row.marked) for row in rows]
