"""The nightly replan of a whole shop: the split-allowed rules that need no memory, over columns instead of objects.

One axis of demand for many items: each item's cumulative supply is clipped at its demand and offset by where the item
starts on the axis, so one sort, of the ends of lines and of supplies together, serves all of them at once.
Equal to `allocation` by test; the only module here that uses more than the standard library.
"""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, fields
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import numpy as np

_BITS: Final = 62
"""Of a number that is never negative, with one to spare."""
_BLOCK: Final = 2**15
"""Rows that are worked on at once: few enough for the processor's cache."""

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


class _Key(NamedTuple):
    """A column to sort by: its values less `low` are from 0 to below `span`."""

    values: Ints
    low: int
    span: int

    @classmethod
    def of(cls, values: Ints) -> _Key:
        low = int(values.min())
        return cls(values, low, int(values.max()) - low + 1)


def allocate_all(lines: LineColumns, supplies: SupplyColumns, *, items: int, threads: int = 1) -> PegColumns:
    """First come, first served (after `rank`) for `items` items at once; whole units, splitting allowed.

    Numpy works outside Python's lock, so `threads` on as many cores share the work, a block at a time.
    """
    with ThreadPoolExecutor(threads) as pool:
        return _allocate(lines, supplies, items=items, pool=pool)


def _allocate(lines: LineColumns, supplies: SupplyColumns, *, items: int, pool: Executor) -> PegColumns:
    ordered = pool.submit(_in_order, supplies.item, supplies.day, ties=supplies.id)
    queue = _Row.of(_in_order(lines.item, lines.rank, lines.age, ties=lines.id), item=lines.item, items=items)
    coming = _Row.of(ordered.result(), item=supplies.item, items=items)
    edges = [0, *np.searchsorted(queue.bounds, np.arange(_BLOCK, len(lines.item), _BLOCK)), items]
    pegs = [np.empty(len(lines.item) + len(supplies.item), np.int64) for _ in fields(PegColumns)]
    filled = 0

    def meet(block: tuple[int, int]) -> tuple[Ints, Ints, Ints]:
        return _meet(queue.block(*block), coming.block(*block), lines.open, supplies.quantity)

    for found in pool.map(meet, pairwise(edges)):
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

    The ends of lines and of supplies cut the axis into pieces: each has one line and one supply, whose places are the
    ends of either kind that come before. A piece before its supply starts is covered by nothing.
    """
    axis = _before(_at(wanted, queue.rows))
    starts, ends = _on_demand_axis(coming, there, _at(axis, queue.bounds))
    cuts, supply = _cut(axis[1:], ends, length=int(axis[-1]))
    begun = _at(np.append(starts, axis[-1]).astype(cuts.dtype), supply)
    np.maximum(begun[1:], cuts[:-1], out=begun[1:])
    units = np.subtract(cuts, begun, out=begun)
    pegs = np.flatnonzero(units > 0)
    supply = _at(supply, pegs)
    return _at(queue.rows, pegs - supply), _at(coming.rows, supply), _at(units, pegs)


def _cut(line_ends: Ints, supply_ends: Ints, *, length: int) -> tuple[Ints, Ints]:
    """Where each piece of an axis of so many units ends, and the place of the supply that it belongs to.

    A number that holds the end and its kind is sorted: half as wide, and twice as fast, where the axis is short enough.
    """
    width = np.int32 if 2 * length < np.iinfo(np.int32).max else np.int64
    cuts: Ints = np.concatenate((line_ends, supply_ends)).astype(width)
    cuts <<= 1
    cuts[len(line_ends) :] |= 1
    cuts.sort()
    of_supply = cuts & 1
    supply = np.cumsum(of_supply, dtype=np.int64)
    supply -= of_supply
    cuts >>= 1
    return cuts, supply


def _on_demand_axis(coming: _Row, there: Ints, demand: Ints) -> tuple[Ints, Ints]:
    """Where each supply starts and ends to serve; `demand` cumulates the units of all items."""
    before, count = _before(_at(there, coming.rows)), np.diff(coming.bounds)
    shift = np.repeat(demand[:-1] - _at(before, coming.bounds[:-1]), count)
    limit = np.repeat(demand[1:], count)
    return np.minimum(before[:-1] + shift, limit), np.minimum(before[1:] + shift, limit)


def _at(values: Ints, rows: Ints) -> Ints:
    """`values[rows]` in half the time: `rows` are known to be there, so nothing is ever clipped."""
    return values.take(rows, mode="clip")


def _before(count: Ints) -> Ints:
    """Sums of all before each, and last of all."""
    sums = np.zeros(len(count) + 1, np.int64)
    np.cumsum(count, out=sums[1:])
    return sums


def _in_order(*columns: Ints, ties: Ints) -> Ints:
    """The order by `columns`, the first one first, then by `ties`.

    Sorting one number that holds the keys and the row is several times faster than sorting by each key in turn, and
    than asking numpy for the order; the few rows that tie are sorted after.
    """
    if not len(ties):
        return ties
    keys, row_bits = _narrow(columns), len(ties).bit_length()
    if prod(key.span for key in keys).bit_length() + row_bits <= _BITS:
        packed = _packed(keys, row_bits=row_bits)
        packed.sort()
        order: Ints = packed & (2**row_bits - 1)
        packed >>= row_bits
    else:
        packed = _packed(keys)
        order = np.argsort(packed)
        packed = packed[order]
    second = np.flatnonzero(packed[1:] == packed[:-1]) + 1
    tied = np.union1d(second - 1, second)
    order[tied] = order[tied][np.lexsort((ties[order[tied]], packed[tied]))]
    return order


def _narrow(columns: Sequence[Ints]) -> list[_Key]:
    """The columns as keys that fit one number: the ranks of their values where those are too wide."""
    keys = [_Key.of(column) for column in columns]
    if prod(key.span for key in keys) < 2**_BITS:
        return keys
    *others, last = (np.unique(column, return_inverse=True)[1] for column in columns)
    return _narrow([_packed(_narrow(others)), last])


def _packed(keys: Sequence[_Key], *, row_bits: int = 0) -> Ints:
    """One number a row that sorts as the keys do, with the row itself in its last bits if these are given."""
    first, *others = keys
    packed = np.empty(len(first.values), np.int64)
    for begun in range(0, len(packed), _BLOCK):
        part = packed[begun : begun + _BLOCK]
        np.subtract(first.values[begun : begun + _BLOCK], first.low, out=part)
        for key in others:
            part *= key.span
            part += key.values[begun : begun + _BLOCK]
            part -= key.low
        if row_bits:
            part <<= row_bits
            part |= np.arange(begun, begun + len(part))
    return packed
