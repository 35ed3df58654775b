"""A merchant's table as text: named columns in any order, and every fault reported with its row, header being row 1."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

T = TypeVar("T")
Row: TypeAlias = "Mapping[str, str]"
"""Stripped cells by column; a column that the table does not have is empty."""
MOST_FAULTS: Final = 20


class Rows(Protocol):
    """What `csv.reader` gives."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...

    def __next__(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table may hold. `noun` is what one row is about, such as "purchase"."""

    noun: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return self.required + self.optional


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row, counted from 1 with the header, said to whoever made the file."""

    row: int
    sentence: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.sentence}"


class TableError(ValueError):
    """The table cannot be used; `faults` are the first twenty reasons."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def read_table(lines: Iterable[str], *, columns: Columns, parse: Callable[[Row], T]) -> list[T]:
    """One value a row, in the order of the rows. `parse` raises ValueError with a sentence about a bad one.

    Raises:
        TableError: with the faults of as many rows as fit, not only of the first.
    """
    rows = csv.reader(lines, strict=True)
    names = _header(rows, columns)
    faults: list[Fault] = []
    found = list(_parsed(rows, names, columns, parse, faults))
    if not found and not faults:
        faults.append(Fault(2, f"there is no {columns.noun} in the file"))
    if faults:
        raise TableError(faults)
    return found


def text(row: Row, name: str) -> str:
    """A cell that must not be empty. Raises ValueError if it is."""
    if not row[name]:
        raise ValueError(f"{name} is missing")
    return row[name]


def day(row: Row, name: str) -> date:
    """A cell that must be an ISO date. Raises ValueError if it is none."""
    text(row, name)
    return _date(row[name], name)


def day_if_any(row: Row, name: str) -> date | None:
    """An ISO date, or None for an empty cell. Raises ValueError for anything else."""
    return _date(row[name], name) if row[name] else None


def units(row: Row, name: str, *, least: int = 0) -> int:
    """A whole number of at least `least`. Raises ValueError if it is none."""
    found = text(row, name)
    if not (found.isascii() and found.isdigit()) or int(found) < least:
        raise ValueError(f"{name} {found!r} is not a whole number from {least} on")
    return int(found)


def _header(rows: Rows, columns: Columns) -> list[str]:
    try:
        found = next(rows, None)
    except csv.Error as error:
        raise TableError([Fault(1, f"the row cannot be read ({error})")]) from None
    if found is None:
        raise TableError([Fault(1, "the file is empty")])
    missing = [f"the column {name} is missing" for name in columns.required if name not in found]
    unknown = [f"the column {name!r} is unknown" for name in found if name not in columns.all]
    twice = [f"the column {name} is there twice" for name in sorted({name for name in found if found.count(name) > 1})]
    if faults := [Fault(1, sentence) for sentence in (*missing, *unknown, *twice)]:
        raise TableError(faults)
    return found


def _parsed(
    rows: Rows, names: Sequence[str], columns: Columns, parse: Callable[[Row], T], faults: list[Fault]
) -> Iterator[T]:
    """Values of the good rows; the faults of the others are added, until there are enough."""
    empty = dict.fromkeys(columns.all, "")
    try:
        for cells in rows:
            if not cells:  # an empty line says nothing
                continue
            try:
                yield parse(empty | _named(cells, names))
            except ValueError as error:
                faults.append(Fault(rows.line_num, str(error)))
                if len(faults) == MOST_FAULTS:
                    return
    except csv.Error as error:
        faults.append(Fault(rows.line_num, f"the row cannot be read ({error})"))


def _named(cells: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    if len(cells) != len(names):
        raise ValueError("the row has another number of cells than the header")
    return dict(zip(names, map(str.strip, cells), strict=True))


def _date(written: str, name: str) -> date:
    try:
        return _iso(written)
    except ValueError:
        raise ValueError(f"{name} {written!r} is not a date such as 2026-12-03") from None


@lru_cache(maxsize=20_000)
def _iso(written: str) -> date:
    """One object for each day: a million rows hold a few thousand of them."""
    return date.fromisoformat(written)
