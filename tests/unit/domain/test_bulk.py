"""The whole-shop path gives what the one-item path gives."""

from collections import Counter
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import bulk
from app.domain.allocation import allocate
from app.domain.bulk import LineColumns, SupplyColumns, allocate_all, uncovered
from app.domain.ids import ON_HAND
from app.domain.model import AllocationRule, Stability
from tests.unit.domain.worlds import certain_supplies, split_lines, stocks

CLASSES = list(Stability)


def columns(*rows, names):
    found = np.array(rows, dtype=np.int64).reshape(-1, len(names))
    return {name: found[:, index] for index, name in enumerate(names)}


def line_columns(items):
    rows = [
        (number, CLASSES.index(each.stability), int(each.placed_at.timestamp()), each.id, each.open)
        for number, (_, lines, _) in enumerate(items)
        for each in lines
        if each.open
    ]
    return LineColumns(**columns(*rows, names=["item", "rank", "age", "id", "open"]))


def supply_columns(items):
    rows = []
    for number, (supplies, _, stock) in enumerate(items):
        rows.append((number, 0, ON_HAND, stock))
        rows += [(number, each.arrives.p50.toordinal(), each.id, each.open_quantity) for each in supplies]
    return SupplyColumns(**columns(*rows, names=["item", "day", "id", "quantity"]))


@given(st.lists(st.tuples(certain_supplies, split_lines, stocks), min_size=1, max_size=5))
def test_the_bulk_path_equals_the_pure_path_on_every_item(items):
    lines, supplies = line_columns(items), supply_columns(items)
    found = allocate_all(lines, supplies, items=len(items))
    pegs = Counter()
    for line, supply, quantity in zip(found.line, found.supply, found.quantity, strict=True):
        assert lines.item[line] == supplies.item[supply]
        pegs[int(lines.item[line]), int(lines.id[line]), int(supplies.id[supply])] += int(quantity)

    expected = Counter()
    for number, (coming, waiting, stock) in enumerate(items):
        for peg in allocate(coming, waiting, stock=stock, rule=AllocationRule.FIFO):
            expected[number, peg.line, peg.supply] += peg.quantity

    assert pegs == expected
    missing = sum(each.open for _, waiting, _ in items for each in waiting) - expected.total()
    assert uncovered(lines, found).sum() == missing


@given(
    st.lists(st.tuples(certain_supplies, split_lines, stocks), min_size=1, max_size=5),
    st.integers(1, 9),
    st.integers(1, 3),
)
def test_serving_the_lines_in_blocks_and_by_several_threads_changes_nothing(items, block, threads):
    lines, supplies = line_columns(items), supply_columns(items)
    at_once = allocate_all(lines, supplies, items=len(items))

    with mock.patch.object(bulk, "_BLOCK", block):
        in_blocks = allocate_all(lines, supplies, items=len(items), threads=threads)

    for name in ("line", "supply", "quantity"):
        assert getattr(in_blocks, name).tolist() == getattr(at_once, name).tolist()


def test_a_shop_without_anything_has_no_pegs():
    nothing = np.array([], dtype=np.int64)

    found = allocate_all(LineColumns(*[nothing] * 5), SupplyColumns(*[nothing] * 4), items=0)

    assert len(found.line) == 0


def test_lines_without_supply_are_uncovered():
    lines = LineColumns(*(np.array(column) for column in ([0, 2], [0, 0], [1, 1], [1, 2], [5, 4])))
    nothing = np.array([], dtype=np.int64)

    found = allocate_all(lines, SupplyColumns(*[nothing] * 4), items=3)

    assert uncovered(lines, found).tolist() == [5, 4]


@pytest.mark.parametrize("rank", [0, 2**61], ids=["one wide key", "two wide keys"])
def test_ages_of_any_size_keep_their_order(rank):
    """Ranges that do not fit one packed number are ranked first."""
    lines = LineColumns(
        item=np.array([1, 0, 0]),
        rank=np.array([rank, 0, 0]),
        age=np.array([-(2**62), 2**62 + 1, 2**62]),
        id=np.array([1, 2, 3]),
        open=np.array([1, 1, 1]),
    )
    supplies = SupplyColumns(*(np.array([value]) for value in (0, 0, 0, 1)))

    found = allocate_all(lines, supplies, items=2)

    assert found.line.tolist() == [2]


def test_keys_that_leave_no_room_for_the_row_are_sorted_all_the_same():
    lines = LineColumns(
        item=np.array([0, 0, 0]),
        rank=np.array([0, 0, 0]),
        age=np.array([2**61, 0, 0]),
        id=np.array([1, 3, 2]),
        open=np.array([1, 1, 1]),
    )
    supplies = SupplyColumns(*(np.array([value]) for value in (0, 0, 0, 2)))

    found = allocate_all(lines, supplies, items=1)

    assert found.line.tolist() == [2, 1]


def test_a_shop_of_more_units_than_half_a_number_holds_loses_none():
    lines = LineColumns(*(np.array(column) for column in ([0, 0], [0, 0], [1, 2], [1, 2], [2**33, 2**33])))
    supplies = SupplyColumns(*(np.array(column) for column in ([0, 0], [0, 1], [1, 2], [2**32, 2**33])))

    found = allocate_all(lines, supplies, items=1)

    assert found.line.tolist() == [0, 0, 1]
    assert found.supply.tolist() == [0, 1, 1]
    assert found.quantity.tolist() == [2**32, 2**32, 2**32]
