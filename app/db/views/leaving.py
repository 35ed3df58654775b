"""The page about leaving: how many of our traces are in the shop, counted by what they are, and one by one."""

from __future__ import annotations

from collections import Counter
from typing import Final

import sqlalchemy as sa

from app.db import left_behind, shops, shopstate, terms
from app.db.shopstate import DEADLINE, HOLDS, METAFIELD, POLICY, TAG
from app.db.shown_leaving import LeavingView, Listed, Trace, Weeks
from app.db.tables.catalog import variant
from app.db.tables.shopstate import FootprintState, desired, footprint
from app.db.tables.supplies import inbound
from app.db.views import left_orders, left_variants
from app.db.views.cart_limit import limit_trace
from app.db.views.reader import Reader

_OF_VARIANTS: Final = {POLICY: "Inventory settings", METAFIELD: "Dates on product pages"}
_OF_ORDERS: Final = {
    HOLDS: "Holds on orders",
    TAG: "Tags on orders",
    METAFIELD: "Notes on orders for warehouses",
    DEADLINE: "Deadlines on orders",
}
_OURS, _PUT_BACK, _LEFT_ALONE = "ours", "put back", "left alone"
_SHOWN: Final = 50
MOST_IN_A_FILE: Final = 10_000
"""Variants, and orders; what the page can carry as a file."""


def read(reader: Reader) -> LeavingView:
    settings = shops.settings(reader.conn, reader.shop.id)
    traces = [*_on_variants(reader), *_on_orders(reader), limit_trace(reader)]
    return LeavingView(
        begun_at=settings.switched_off_at,
        lets_go=settings.lets_go,
        variants_on=len(terms.switched_on(reader.conn, reader.shop.id)),
        orders_held=len(shopstate.orders_with_holds(reader.conn, reader.shop.id)),
        traces=tuple(traces),
        transfers=_transfers(reader),
        listed=listed(reader, most=_SHOWN),
        weeks=None if settings.switched_off_at else _last_counts(reader),
    )


def listed(reader: Reader, *, most: int = MOST_IN_A_FILE) -> Listed:
    """One by one: variants, orders, and what others have changed, of each at most so many."""
    variants, all_variants = left_variants.ours(reader, most=most)
    orders, all_orders = left_orders.ours(reader, most=most)
    on_variants, all_on_variants = left_variants.theirs(reader, most=most)
    on_orders, all_on_orders = left_orders.theirs(reader, most=most)
    return Listed(
        variants=variants,
        all_variants=all_variants,
        orders=orders,
        all_orders=all_orders,
        theirs=(*on_variants, *on_orders),
        all_theirs=all_on_variants + all_on_orders,
    )


def weeks(reader: Reader) -> Weeks | None:
    """The weekly counts, as long as nobody has begun to leave: then the page itself says how far that is."""
    is_leaving = shops.settings(reader.conn, reader.shop.id).switched_off_at is not None
    return None if is_leaving else _last_counts(reader)


def _last_counts(reader: Reader) -> Weeks | None:
    found = left_behind.last_two(reader.conn, reader.shop.id)
    if not found:
        return None
    return Weeks(found[0], found[1] if len(found) > 1 else None)


def _transfers(reader: Reader) -> tuple[str, ...]:
    rows = reader.conn.scalars(
        sa.select(inbound.c.name)
        .where(
            inbound.c.shop_id == reader.shop.id,
            inbound.c.reference.is_not(None),
            inbound.c.transfer_id.is_not(None),
            inbound.c.closed_at.is_(None),
        )
        .order_by(inbound.c.name)
    )
    return tuple(rows)


def _on_variants(reader: Reader) -> list[Trace]:
    """A field that we want as it was before us is put back, whatever we called that."""
    differs = footprint.c.intended.is_distinct_from(footprint.c.before)
    rows = reader.conn.execute(
        sa.select(footprint.c.field, footprint.c.state, differs.label("differs"), sa.func.count().label("number"))
        .select_from(variant)
        .join(footprint, left_behind.of_variant(footprint))
        .where(variant.c.shop_id == reader.shop.id, variant.c.deleted_at.is_(None))
        .group_by(footprint.c.field, footprint.c.state, differs)
    )
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        found[row.field, _standing(FootprintState(row.state), differs=bool(row.differs))] += row.number
    return [
        Trace(name, found[field, _OURS], found[field, _PUT_BACK], found[field, _LEFT_ALONE])
        for field, name in _OF_VARIANTS.items()
    ]


def _standing(state: FootprintState, *, differs: bool) -> str:
    if state is FootprintState.FOREIGN:
        return _LEFT_ALONE
    return _OURS if differs and state is not FootprintState.RESTORED else _PUT_BACK


def _on_orders(reader: Reader) -> list[Trace]:
    rows = reader.conn.execute(
        left_behind.wishes(reader.shop.id, desired.c.field, sa.func.count().label("number")).group_by(desired.c.field)
    )
    found = {row.field: row.number for row in rows}
    theirs = left_orders.theirs_by_field(reader)
    return [Trace(name, found.get(field, 0), 0, theirs.get(field, 0)) for field, name in _OF_ORDERS.items()]
