"""The nightly replan of a whole shop: the split-allowed rules that need no memory, over columns instead of objects.

One global axis of demand: each item's cumulative supply is clipped at its demand and offset by where the item starts
on the axis, so a single binary search serves all items at once. Equal to `allocation` by test; the only module here
that uses more than the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LineColumns:
    """Open lines, one row each, in any order: `item` counts from 0, `open` is in units (>= 1), `age` in any integer.

    Rows of one item are served by `(rank, age, id)`: `rank` is the stability class and priority in one number.
    """

    item: Ints
    rank: Ints
    age: Ints
    id: Ints
    open: Ints


@dataclass(frozen=True, slots=True)
class SupplyColumns:
    """Supplies that cover anything, the stock included: `day` orders them, ties by `id`; stock has the first day."""

    item: Ints
    day: Ints
    id: Ints
    quantity: Ints


@dataclass(frozen=True, slots=True)
class PegColumns:
    """One row a peg: indices of rows of the two inputs, and units. By line row in its order of service, then day."""

    line: Ints
    supply: Ints
    quantity: Ints


def allocate_all(lines: LineColumns, supplies: SupplyColumns, *, items: int) -> PegColumns:
    """First come, first served (after `rank`) for `items` items at once; whole units, splitting allowed."""
    queue = np.lexsort((lines.id, lines.age, lines.rank, lines.item))
    line_ends = np.cumsum(lines.open[queue])
    arriving = np.lexsort((supplies.id, supplies.day, supplies.item))
    supply_starts, supply_ends = _on_demand_axis(supplies, arriving, _demand(lines, items=items))
    return _cut(queue, line_ends, arriving, supply_starts, supply_ends)


def uncovered(lines: LineColumns, pegs: PegColumns) -> Ints:
    """Units of each line row that no supply covers."""
    given = np.zeros_like(lines.open)
    np.add.at(given, pegs.line, pegs.quantity)
    return lines.open - given


def _demand(lines: LineColumns, *, items: int) -> Ints:
    return np.bincount(lines.item, weights=lines.open, minlength=items).astype(np.int64)


def _on_demand_axis(supplies: SupplyColumns, arriving: Ints, demand: Ints) -> tuple[Ints, Ints]:
    """Where each supply, in order of item and arrival, starts and ends to serve on the axis of all demand."""
    item = supplies.item[arriving]
    quantity = supplies.quantity[arriving]
    ends = np.cumsum(quantity)
    first = np.searchsorted(item, np.arange(len(demand)))
    before_item = np.concatenate(([0], ends))[first][item]
    offset = (np.cumsum(demand) - demand)[item]
    within = ends - before_item
    return (
        offset + np.minimum(within - quantity, demand[item]),
        offset + np.minimum(within, demand[item]),
    )


def _cut(queue: Ints, line_ends: Ints, arriving: Ints, supply_starts: Ints, supply_ends: Ints) -> PegColumns:
    """Cut the axis at every end of a line and of a supply; each piece that a supply reaches is a peg."""
    edges = np.union1d(line_ends, np.concatenate((supply_starts, supply_ends)))
    edges = edges[edges > 0]
    starts = np.concatenate((np.zeros(1, np.int64), edges[:-1]))[: len(edges)]
    line = np.searchsorted(line_ends, starts, side="right")
    supply = np.searchsorted(supply_ends, starts, side="right")
    inside = np.flatnonzero((line < len(line_ends)) & (supply < len(supply_ends)))
    inside = inside[supply_starts[supply[inside]] <= starts[inside]]
    return PegColumns(queue[line[inside]], arriving[supply[inside]], (edges - starts)[inside])
