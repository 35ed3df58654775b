"""From candidates to rows of the list: how many are there, how many come, how many are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.db.shown import BackorderRow
from app.db.views import stock
from app.db.views.candidates import Candidate
from app.db.views.reader import Reader
from app.db.views.stock import Stock
from app.domain.model import UNLIMITED, SaleState, Unlimited


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows in the order they were asked for, and the machine instants that their facts are of."""

    rows: tuple[BackorderRow, ...]
    fetched: tuple[datetime, ...]


def complete(reader: Reader, chosen: Sequence[Candidate]) -> Rows:
    """The rows of these candidates: two statements, however many there are."""
    units = stock.of_items(reader, {each.item for each in chosen})
    counted = tuple(at for each in units.values() for at in each.fetched)
    return Rows(
        rows=tuple(_row(each, units[each.item]) for each in chosen),
        fetched=(*(each.fetched_at for each in chosen), *counted),
    )


def _row(each: Candidate, units: Stock) -> BackorderRow:
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
        change=each.change,
        released=each.released,
    )


def _state(each: Candidate, units: Stock) -> SaleState:
    """As the plan says; before there is one, what Shopify's own numbers say."""
    if each.said is not None:
        return SaleState(each.said["state"])
    return SaleState.IN_STOCK if units.available > 0 else SaleState.SOLD_OUT


def _left(each: Candidate, units: Stock) -> int | Unlimited:
    if each.said is None:
        return max(0, units.available)
    left: int | None = each.said["left"]
    return UNLIMITED if left is None else left
