"""A whole shop in columns, beside numpy's own sort of as many numbers, and how cost grows with lines."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

import numpy as np

from app.domain.allocation import allocate
from app.domain.bulk import LineColumns, SupplyColumns, allocate_all
from app.domain.model import AllocationRule
from benchmarks.engine import textbook
from benchmarks.engine.one_item import STOCK, lines, supplies
from benchmarks.engine.timing import duration, fastest, show

LINES_A_VARIANT = 10
SUPPLIES_A_VARIANT = 3
_MOST_OBJECTS = 100_000
_MOST_TEXTBOOK = 1_000
"""Beyond this the textbook takes minutes."""
_CORES = os.cpu_count() or 1


def shop(count: int) -> tuple[LineColumns, SupplyColumns, int]:
    """`count` open lines of one to four units over a tenth as many variants, in no order."""
    dice, items = np.random.default_rng(1), count // LINES_A_VARIANT
    number, coming = np.arange(count), items * SUPPLIES_A_VARIANT
    waiting = LineColumns(
        item=dice.integers(0, items, count),
        rank=dice.integers(0, 4, count),
        age=dice.integers(1_790_000_000, 1_795_000_000, count),
        id=number,
        open=dice.integers(1, 5, count),
    )
    there = SupplyColumns(
        item=np.repeat(np.arange(items), SUPPLIES_A_VARIANT),
        day=dice.integers(0, 90, coming),
        id=np.arange(coming),
        quantity=dice.integers(0, 16, coming),
    )
    return waiting, there, items


def measure(*, rounds: int) -> None:
    """A million lines; the aim is at most six times the sort."""
    waiting, there, items = shop(1_000_000)
    keys = waiting.item * 2**40 + waiting.age
    floor = "floor: np.sort, its default"
    print("\nWhole shop: 100,000 variants, 1,000,000 open lines (the aim: 6 times the sort)")
    show(
        fastest(
            {
                floor: lambda: np.sort(keys),
                "np.sort, stable": lambda: np.sort(keys, kind="stable"),
                "np.argsort, its default": lambda: np.argsort(keys),
                "np.argsort, stable": lambda: np.argsort(keys, kind="stable"),
                "ours, with every peg, on one core": lambda: allocate_all(waiting, there, items=items),
                f"ours, with every peg, on {_CORES} cores": lambda: allocate_all(
                    waiting, there, items=items, threads=_CORES
                ),
            },
            rounds=rounds,
        ),
        floor=floor,
    )


def measure_growth(*, rounds: int) -> None:
    """Times of ours, a line, as lines grow a thousandfold; the textbook's on one variant as far as it gets."""
    print("\nHow cost grows, time a line")
    print(f"  {'lines':>9}  {'whole shop':>11}  {'one variant':>11}  {'textbook':>11}")
    for count in (1_000, 10_000, 100_000, 1_000_000):
        bulk = shop(count)
        sides: dict[str, Callable[[], object]] = {}
        sides["bulk"] = partial(allocate_all, bulk[0], bulk[1], items=bulk[2])
        one = (supplies(min(count, _MOST_OBJECTS) // 20, quantity=STOCK), lines(min(count, _MOST_OBJECTS)))
        if count <= _MOST_OBJECTS:
            sides["one"] = partial(allocate, *one, stock=STOCK, rule=AllocationRule.FIFO)
        if count <= _MOST_TEXTBOOK:
            sides["textbook"] = partial(textbook.allocate, *one, stock=STOCK)
        found = fastest(sides, rounds=rounds)
        cells = [duration(found[name] / count) if name in found else "-" for name in ("bulk", "one", "textbook")]
        print(f"  {count:>9,}  " + "  ".join(f"{cell:>11}" for cell in cells), flush=True)
