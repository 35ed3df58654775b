"""Who waits for an item, in the order in which units go to customers, and what each was told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Final

import sqlalchemy as sa

from app.db.shown import PromisePart, PromiseRow
from app.db.tables.orders import fulfillment_line, fulfillment_order, order, order_line
from app.db.tables.shops import shop_settings
from app.db.tables.supplies import inbound, supply
from app.db.views import changed
from app.db.views.changed import UndoneOnOrders
from app.db.views.reader import Reader
from app.db.views.stretches import WORST_FIRST, stretches
from app.domain.ids import ON_HAND, SET_ASIDE, TO_ORDER, ItemId, LineId, OrderId, SupplyId
from app.domain.model import Quantiles, Shipping

_NAMES: Final[dict[SupplyId | None, str]] = {TO_ORDER: "made to order", SET_ASIDE: "on hand, until shares are fixed"}
_IN_ONE_PARCEL: Final = {**_NAMES, SET_ASIDE: "on hand, until the rest of the order is there"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line that waits. `ready_on` is the day its first units ship (`date.min`: now; `date.max`: no date)."""

    row: PromiseRow
    ready_on: date
    fetched_at: datetime


def read(reader: Reader, item: ItemId) -> list[Waiting]:
    """Lines with units that stock does not cover, or that were promised for later and are still open.

    Units of a made-to-order variant go out in the order in which they are made. Three statements.
    """
    held = _held(reader, item)
    rows = reader.conn.execute(_select(reader, item)).mappings().all()
    undone = changed.undone(reader, item, {OrderId(row["order_id"]) for row in rows})
    lines = [list(mine) for _, mine in groupby(rows, key=lambda row: row["line_id"])]
    waiting = [_waiting(mine, held, undone) for mine in lines if any(_waits(row) for row in mine)]
    return sorted(waiting, key=lambda each: (each.ready_on, each.row.placed_at, each.row.line))


def _select(reader: Reader, item: ItemId) -> sa.Select[tuple[object, ...]]:
    each = stretches(reader.shop.id, today=reader.today, item=item)
    shop = reader.shop.id
    return (
        sa.select(
            each,
            order.c.name,
            order.c.company,
            order.c.processed_at,
            order.c.fetched_at,
            order_line.c.open,
            inbound.c.name.label("from"),
            sa.func.coalesce(order.c.shipping, shop_settings.c.shipping).label("shipping"),
        )
        .join(order, sa.and_(order.c.shop_id == shop, order.c.order_id == each.c.order_id))
        .join(order_line, sa.and_(order_line.c.shop_id == shop, order_line.c.line_id == each.c.line_id))
        .outerjoin(shop_settings, shop_settings.c.shop_id == order.c.shop_id)
        .outerjoin(supply, sa.and_(supply.c.shop_id == shop, supply.c.supply_id == each.c.supply_id))
        .outerjoin(inbound, sa.and_(inbound.c.shop_id == shop, inbound.c.inbound_id == supply.c.inbound_id))
        .order_by(each.c.line_id, each.c.first_unit)
    )


def _held(reader: Reader, item: ItemId) -> dict[LineId, int]:
    """Units of each line that are on a fulfilment hold of ours."""
    mine = sa.and_(
        order_line.c.shop_id == fulfillment_line.c.shop_id, order_line.c.line_id == fulfillment_line.c.line_id
    )
    whole = sa.and_(
        fulfillment_order.c.shop_id == fulfillment_line.c.shop_id,
        fulfillment_order.c.fulfillment_order_id == fulfillment_line.c.fulfillment_order_id,
    )
    rows = reader.conn.execute(
        sa.select(fulfillment_line.c.line_id, fulfillment_line.c.remaining, fulfillment_order.c.holds)
        .join(order_line, mine)
        .join(fulfillment_order, whole)
        .where(fulfillment_line.c.shop_id == reader.shop.id, order_line.c.item_id == item)
    )
    held: dict[LineId, int] = {}
    for row in rows:
        if any(hold["ours"] for hold in row.holds):
            held[LineId(row.line_id)] = held.get(LineId(row.line_id), 0) + row.remaining
    return held


def _waits(row: sa.RowMapping) -> bool:
    return row["owed"] or row["legal_on"] is not None


def _waiting(mine: Sequence[sa.RowMapping], held: dict[LineId, int], undone: UndoneOnOrders) -> Waiting:
    head = mine[0]
    line, order_id = LineId(head["line_id"]), OrderId(head["order_id"])
    row = PromiseRow(
        order=order_id,
        order_name=head["name"],
        line=line,
        placed_at=head["processed_at"],
        open=head["open"],
        held=held.get(line, 0),
        parts=_joined([_part(each) for each in mine]),
        reason=head["reason"],
        company=head["company"],
        undone=undone.of_line(order_id, line, held=held.get(line, 0)),
    )
    return Waiting(row, min(_ready_on(each) for each in mine), head["fetched_at"])


def _joined(parts: Sequence[PromisePart]) -> tuple[PromisePart, ...]:
    """Neighbours that differ in nothing but their units are one part to a reader."""
    same = [list(alike) for _, alike in groupby(parts, key=lambda part: replace(part, quantity=0))]
    return tuple(replace(alike[0], quantity=sum(part.quantity for part in alike)) for alike in same)


def _part(row: sa.RowMapping) -> PromisePart:
    source = None if row["supply_id"] is None else SupplyId(row["supply_id"])
    names = _IN_ONE_PARCEL if row["shipping"] == Shipping.WHOLE_ORDER else _NAMES
    return PromisePart(
        quantity=row["quantity"],
        shown_on=row["shown_on"],
        legal_on=row["legal_on"],
        expected=Quantiles(row["p50"], row["p80"], row["p90"]) if row["p50"] else None,
        supply=source,
        supply_name=names.get(source, row["from"] or ""),
        outlook=WORST_FIRST[row["outlook"]],
    )


def _ready_on(row: sa.RowMapping) -> date:
    day: date | None = row["ship_by"]
    if day is not None:
        return day
    return date.min if row["supply_id"] == ON_HAND else date.max
