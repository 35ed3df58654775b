"""From candidates to rows of the list: how many are there, how many come, how many are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db.shown import BackorderRow
from app.db.tables.catalog import level
from app.db.tables.supplies import supply
from app.db.views import stock
from app.db.views.candidates import Candidate
from app.db.views.reader import Reader
from app.domain.ids import ItemId
from app.domain.model import UNLIMITED, SaleState, Unlimited


@dataclass(frozen=True, slots=True)
class _Units:
    """An item's. `available` may be negative: more was ordered than is there."""

    on_hand: int = 0
    available: int = 0
    incoming: int = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows in the order they were asked for, and the machine instants that their facts are of."""

    rows: tuple[BackorderRow, ...]
    fetched: tuple[datetime, ...]


def complete(reader: Reader, chosen: Sequence[Candidate]) -> Rows:
    """The rows of these candidates: two statements, however many there are."""
    items = {each.item for each in chosen}
    there = _by_item(reader, stock.on_hand(reader.shop.id).where(level.c.item_id.in_(items)))
    coming = _by_item(reader, stock.incoming(reader.shop.id).where(supply.c.item_id.in_(items)))
    fetched = [row["fetched_at"] for row in (*there.values(), *coming.values())]
    return Rows(
        rows=tuple(_row(each, _units(there.get(each.item), coming.get(each.item))) for each in chosen),
        fetched=(*(each.fetched_at for each in chosen), *fetched),
    )


def _by_item(reader: Reader, statement: sa.Select[Any]) -> dict[ItemId, sa.RowMapping]:
    return {ItemId(row["item_id"]): row for row in reader.conn.execute(statement).mappings()}


def _units(there: sa.RowMapping | None, coming: sa.RowMapping | None) -> _Units:
    return _Units(
        on_hand=max(0, there["sellable"]) if there else 0,
        available=there["available"] if there else 0,
        incoming=coming["units"] if coming else 0,
    )


def _row(each: Candidate, units: _Units) -> BackorderRow:
    return BackorderRow(
        name=each.name,
        item=each.item,
        mode=each.mode,
        state=_state(each, units),
        on_hand=units.on_hand,
        owed=each.owed,
        orders=each.orders,
        incoming=units.incoming,
        ships_by=each.ships_by,
        outlook=each.outlook,
        left=_left(each, units),
    )


def _state(each: Candidate, units: _Units) -> SaleState:
    """As the plan says; before there is one, what Shopify's own numbers say."""
    if each.said is not None:
        return SaleState(each.said["state"])
    return SaleState.IN_STOCK if units.available > 0 else SaleState.SOLD_OUT


def _left(each: Candidate, units: _Units) -> int | Unlimited:
    if each.said is None:
        return max(0, units.available)
    left: int | None = each.said["left"]
    return UNLIMITED if left is None else left
