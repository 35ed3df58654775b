"""The nightly replan of a whole shop: the split-allowed rules that need no memory, over columns instead of objects.

One global axis of demand: each item's cumulative supply is clipped at its demand and offset by where the item starts
on the axis, so a single binary search serves all items at once. Equal to `allocation` by test; the only module here
that uses more than the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

_LARGEST: Final = 2**62

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
    queue = _in_order(lines.item, lines.rank, lines.age, ties=lines.id)
    line_ends = np.cumsum(lines.open[queue])
    arriving = _in_order(supplies.item, supplies.day, ties=supplies.id)
    supply_starts, supply_ends = _on_demand_axis(supplies, arriving, _demand(lines, items=items))
    return _cut(queue, line_ends, arriving, supply_starts, supply_ends)


def uncovered(lines: LineColumns, pegs: PegColumns) -> Ints:
    """Units of each line row that no supply covers."""
    given = np.zeros_like(lines.open)
    np.add.at(given, pegs.line, pegs.quantity)
    return lines.open - given


def _in_order(*keys: Ints, ties: Ints) -> Ints:
    """The order by `keys`, the first one first, then by `ties`.

    Sorting one packed key is several times faster than sorting by each in turn; the few that tie are sorted after.
    """
    packed = _packed(keys)
    order = np.argsort(packed)
    same = packed[order][1:] == packed[order][:-1]
    tied = np.flatnonzero(np.append(False, same) | np.append(same, False))
    members = order[tied]
    order[tied] = members[np.lexsort((ties[members], packed[members]))]
    return order


def _packed(keys: tuple[Ints, ...]) -> Ints:
    """One number a row that sorts as the keys do: each key counted from its smallest, or by rank where that is long."""
    if not len(keys[0]):
        return keys[0]
    if prod(map(_span, keys)) > _LARGEST:
        keys = tuple(np.unique(key, return_inverse=True)[1] for key in keys)
    packed = np.zeros_like(keys[0])
    for key in keys:
        packed = packed * _span(key) + (key - key.min())
    return packed


def _span(key: Ints) -> int:
    return int(key.max()) - int(key.min()) + 1


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
    edges = np.sort(np.concatenate((np.zeros(1, np.int64), line_ends, supply_starts, supply_ends)))
    pieces = np.flatnonzero(edges[1:] > edges[:-1])
    starts, ends = edges[pieces], edges[pieces + 1]
    line = np.searchsorted(line_ends, starts, side="right")
    supply = np.searchsorted(supply_ends, starts, side="right")
    inside = np.flatnonzero((line < len(line_ends)) & (supply < len(supply_ends)))
    inside = inside[supply_starts[supply[inside]] <= starts[inside]]
    return PegColumns(queue[line[inside]], arriving[supply[inside]], (ends - starts)[inside])
