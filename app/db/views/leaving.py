"""The page about leaving: how many of our traces are in the shop, counted by what they are."""

from __future__ import annotations

from collections import Counter
from typing import Final

import sqlalchemy as sa

from app.db import shops, shopstate, terms
from app.db.shopstate import HOLDS, METAFIELD, POLICY, TAG
from app.db.shown_leaving import LeavingView, Trace
from app.db.tables.shopstate import FootprintState, desired, footprint
from app.db.tables.supplies import inbound
from app.db.views.cart_limit import limit_trace
from app.db.views.reader import Reader

_OF_VARIANTS: Final = {POLICY: "Inventory settings", METAFIELD: "Dates on product pages"}
_OF_ORDERS: Final = {HOLDS: "Holds on orders", TAG: "Tags on orders", METAFIELD: "Notes on orders for warehouses"}
_OURS, _PUT_BACK, _LEFT_ALONE = "ours", "put back", "left alone"
_NOTHING: Final[tuple[list[object], bool]] = ([], False)
"""Values of an order's field that stand for nothing being there."""


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
    )


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
        .where(footprint.c.shop_id == reader.shop.id, footprint.c.resource.like("variant:%"))
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
    is_there = sa.and_(desired.c.value.is_not(None), desired.c.value.not_in(_NOTHING))
    rows = reader.conn.execute(
        sa.select(desired.c.field, sa.func.count().label("number"))
        .where(desired.c.shop_id == reader.shop.id, desired.c.resource.like("order:%"))
        .where(sa.or_(is_there, sa.not_(desired.c.settled)))
        .group_by(desired.c.field)
    )
    found = {row.field: row.number for row in rows}
    return [Trace(name, found.get(field, 0), 0, 0) for field, name in _OF_ORDERS.items()]
