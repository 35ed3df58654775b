"""What one shop sold and was sent, as two tables, to try policies on.

Orders: `item,placed_on,quantity` and optionally `revenue` (of all units, in the currency's smallest unit).
Supplies: `item,ordered_on,stated_on,quantity` and optionally `supplier,arrived_on,received`; what was on the shelf at
the start is a supply that arrived on the first day. Dates are ISO dates; no `arrived_on`: it never came.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.domain.ids import LineId, SupplyId
from app.domain.simulator import PastOrder, PastSupply
from app.domain.table import Columns, day, day_if_any, read_table, text, units

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.domain.table import Row

ORDERS: Final = Columns("order", ("item", "placed_on", "quantity"), ("revenue",))
SUPPLIES: Final = Columns(
    "supply", ("item", "ordered_on", "stated_on", "quantity"), ("supplier", "arrived_on", "received")
)


@dataclass(frozen=True, slots=True)
class ItemPast:
    """What happened to one item. `stock` is what was there before the first day, in units."""

    name: str
    orders: tuple[PastOrder, ...]
    supplies: tuple[PastSupply, ...]
    stock: int = 0


@dataclass(frozen=True, slots=True)
class _OrderRow:
    item: str
    placed_on: date
    quantity: int
    revenue: int


@dataclass(frozen=True, slots=True)
class _SupplyRow:
    item: str
    supplier: str
    ordered_on: date
    stated_on: date
    quantity: int
    arrived_on: date | None
    received: int


def read_orders(lines: Iterable[str]) -> dict[str, list[PastOrder]]:
    """The order lines of each item, numbered by row. Raises TableError with the faults of as many rows as fit."""
    found: defaultdict[str, list[PastOrder]] = defaultdict(list)
    for number, row in enumerate(read_table(lines, columns=ORDERS, parse=_order), start=1):
        found[row.item].append(PastOrder(LineId(number), row.placed_on, row.quantity, row.revenue))
    return dict(found)


def read_supplies(lines: Iterable[str]) -> dict[str, list[PastSupply]]:
    """The supplies of each item, numbered by row. Raises TableError with the faults of as many rows as fit."""
    found: defaultdict[str, list[PastSupply]] = defaultdict(list)
    for number, row in enumerate(read_table(lines, columns=SUPPLIES, parse=_supply), start=1):
        found[row.item].append(
            PastSupply(
                SupplyId(number),
                row.supplier,
                row.ordered_on,
                row.stated_on,
                row.quantity,
                row.arrived_on,
                row.received,
            )
        )
    return dict(found)


def joined(orders: dict[str, list[PastOrder]], supplies: dict[str, list[PastSupply]]) -> list[ItemPast]:
    """Every item that was ordered, by name; what was only sent has nothing to say about a policy."""
    return [ItemPast(name, tuple(found), tuple(supplies.get(name, ()))) for name, found in sorted(orders.items())]


def _order(row: Row) -> _OrderRow:
    revenue = units(row, "revenue") if row["revenue"] else 0
    return _OrderRow(sys.intern(text(row, "item")), day(row, "placed_on"), units(row, "quantity", least=1), revenue)


def _supply(row: Row) -> _SupplyRow:
    ordered, arrived = day(row, "ordered_on"), day_if_any(row, "arrived_on")
    if arrived is not None and arrived < ordered:
        raise ValueError(f"arrived_on {arrived} is before ordered_on {ordered}")
    if row["received"] and arrived is None:
        raise ValueError("received is given, arrived_on is not")
    quantity = units(row, "quantity", least=1)
    received = units(row, "received") if row["received"] else quantity
    return _SupplyRow(
        sys.intern(text(row, "item")),
        sys.intern(row["supplier"]),
        ordered,
        day(row, "stated_on"),
        quantity,
        arrived,
        received,
    )
