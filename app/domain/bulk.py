"""The nightly replan of a whole shop: the split-allowed rules that need no memory, over columns instead of objects.

One axis of demand for many items: each item's cumulative supply is clipped at its demand and offset by where the item
starts on the axis, so one binary search, of the ends of supplies among the ends of lines, serves all of them at once.
Equal to `allocation` by test; the only module here that uses more than the standard library.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np

_BITS: Final = 62
"""Of a number that is never negative, with one to spare."""
_BLOCK: Final = 2**15
"""Lines that are served at once: few enough for the processor's cache."""

if TYPE_CHECKING:
    from collections.abc import Sequence

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


class _Row(NamedTuple):
    """Lines or supplies in order of item and service.

    `rows` are indices of the input; those of item i have the places `bounds[i]` to `bounds[i + 1]`.
    """

    rows: Ints
    bounds: Ints

    @classmethod
    def of(cls, rows: Ints, *, item: Ints, items: int) -> _Row:
        return cls(rows, _before(np.bincount(item, minlength=items)))

    def block(self, first: int, end: int) -> _Row:
        """The items from `first` up to `end`, counted from 0."""
        bounds = self.bounds[first : end + 1]
        return _Row(self.rows[bounds[0] : bounds[-1]], bounds - bounds[0])


def allocate_all(lines: LineColumns, supplies: SupplyColumns, *, items: int) -> PegColumns:
    """First come, first served (after `rank`) for `items` items at once; whole units, splitting allowed."""
    queue = _Row.of(_in_order(lines.item, lines.rank, lines.age, ties=lines.id), item=lines.item, items=items)
    coming = _Row.of(_in_order(supplies.item, supplies.day, ties=supplies.id), item=supplies.item, items=items)
    edges = [0, *np.searchsorted(queue.bounds, np.arange(_BLOCK, len(lines.item), _BLOCK)), items]
    pegs = [np.empty(len(lines.item) + len(supplies.item), np.int64) for _ in fields(PegColumns)]
    filled = 0
    for first, end in pairwise(edges):
        found = _meet(queue.block(first, end), coming.block(first, end), lines.open, supplies.quantity)
        begun, filled = filled, filled + len(found[0])
        for column, values in zip(pegs, found, strict=True):
            column[begun:filled] = values
    return PegColumns(*(column[:filled] for column in pegs))


def uncovered(lines: LineColumns, pegs: PegColumns) -> Ints:
    """Units of each line row that no supply covers."""
    given = np.zeros_like(lines.open)
    np.add.at(given, pegs.line, pegs.quantity)
    return lines.open - given


def _meet(queue: _Row, coming: _Row, wanted: Ints, there: Ints) -> tuple[Ints, Ints, Ints]:
    """The columns of the pegs.

    Each supply serves the lines from the first that those before it left short to the one that its end falls in.
    """
    line_ends = np.cumsum(_at(wanted, queue.rows))
    item, starts, ends = _on_demand_axis(coming, there, _at(np.append(0, line_ends), queue.bounds))
    useful = np.flatnonzero(ends > starts)
    starts, ends = _at(starts, useful), _at(ends, useful)
    last = np.searchsorted(line_ends, ends)
    served = last + (_at(line_ends, last) == ends)
    first = np.maximum(_at(queue.bounds, _at(item, useful)), np.append(0, served)[:-1])
    pegs = _before(last - first + 1)
    supply = np.repeat(np.arange(len(useful)), np.diff(pegs))
    place = np.arange(pegs[-1]) + _at(first - pegs[:-1], supply)
    quantity = _units(_at(line_ends, place), pegs, starts, ends)
    return _at(queue.rows, place), _at(_at(coming.rows, useful), supply), quantity


def _units(line_ends: Ints, pegs: Ints, starts: Ints, ends: Ints) -> Ints:
    """The units of each peg; `line_ends` is where its line ends, `pegs[k]` the first peg of supply k."""
    line_ends[pegs[1:] - 1] = ends
    units = np.diff(line_ends, prepend=0)
    units[pegs[:-1]] = line_ends[pegs[:-1]] - starts
    return units


def _on_demand_axis(coming: _Row, there: Ints, demand: Ints) -> tuple[Ints, Ints, Ints]:
    """The item of each supply, and where it starts and ends to serve; `demand` cumulates the units of all items."""
    item = np.repeat(np.arange(len(coming.bounds) - 1), np.diff(coming.bounds))
    before = _before(_at(there, coming.rows))
    shift = _at(demand[:-1] - _at(before, coming.bounds[:-1]), item)
    limit = _at(demand[1:], item)
    return item, np.minimum(before[:-1] + shift, limit), np.minimum(before[1:] + shift, limit)


def _at(values: Ints, rows: Ints) -> Ints:
    """`values[rows]` in half the time: `rows` are known to be there, so nothing is ever clipped."""
    return values.take(rows, mode="clip")


def _before(count: Ints) -> Ints:
    """Sums of all before each, and last of all."""
    return np.append(0, np.cumsum(count))


def _in_order(*keys: Ints, ties: Ints) -> Ints:
    """The order by `keys`, the first one first, then by `ties`.

    Sorting one number that holds the keys and the row is several times faster than sorting by each key in turn, and
    than asking numpy for the order; the few rows that tie are sorted after.
    """
    if not len(ties):
        return ties
    packed, bits = _packed(keys)
    order, packed = _sorted_rows(packed) if bits <= _BITS - len(ties).bit_length() else _ordered_rows(packed)
    second = np.flatnonzero(packed[1:] == packed[:-1]) + 1
    tied = np.union1d(second - 1, second)
    order[tied] = order[tied][np.lexsort((ties[order[tied]], packed[tied]))]
    return order


def _packed(keys: Sequence[Ints]) -> tuple[Ints, int]:
    """One number a row that sorts as the keys do, and how many bits it may have: of their ranks where keys are wide."""
    lows = [int(key.min()) for key in keys]
    spans = [int(key.max()) - low + 1 for key, low in zip(keys, lows, strict=True)]
    if prod(spans) >= 2**_BITS:
        *others, last = (np.unique(key, return_inverse=True)[1] for key in keys)
        return _packed([_packed(others)[0], last])
    packed = keys[0] - lows[0]
    for key, low, span in zip(keys[1:], lows[1:], spans[1:], strict=True):
        packed *= span
        packed += key
        packed -= low
    return packed, prod(spans).bit_length()


def _sorted_rows(packed: Ints) -> tuple[Ints, Ints]:
    """The order of numbers that leave room for the row's, and they themselves in order; they are used up."""
    row_bits = len(packed).bit_length()
    packed <<= row_bits
    packed |= np.arange(len(packed))
    packed.sort()
    order = packed & (2**row_bits - 1)
    packed >>= row_bits
    return order, packed


def _ordered_rows(packed: Ints) -> tuple[Ints, Ints]:
    order = np.argsort(packed)
    return order, packed[order]
