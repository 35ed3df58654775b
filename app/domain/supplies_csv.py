"""A merchant's file of deliveries, from any spreadsheet: rows that can be used, and faults of the others.

Columns: `sku`, `quantity`, `expected_on`, `supplier`, `location`, `reference`, and optionally `cost`, in any order and
in capitals or not. Cells are separated by commas, semicolons or tabs, whichever the header has most of. `expected_on`
is an ISO date, `3.12.2026`, or the number that a spreadsheet keeps for a day; empty: not known yet. `03/12/2026` is
refused, because it is two days: which one depends on the country.

`cost` is passed over: costs belong to purchase orders.

A reference is one delivery: all its rows name one supplier, place and date, and each SKU once.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from app.domain.own_supply import LONGEST_REFERENCE, MOST_UNITS, fold
from app.domain.table import Fault, TableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

REQUIRED: Final = ("sku", "quantity", "expected_on", "supplier", "location", "reference")
OPTIONAL: Final = ("cost",)
MOST_ROWS: Final = 20_000
_LONGEST: Final = {"sku": 255, "supplier": 80, "location": 255, "reference": LONGEST_REFERENCE, "cost": 40}
_WHOLE: Final = re.compile(r"([0-9]{1,9})(?:[.,]0+)?", re.ASCII)
_DOTTED: Final = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", re.ASCII)
_SERIAL: Final = re.compile(r"[3-6][0-9]{4}", re.ASCII)
_SPREADSHEET_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of the 1900 date system, shifted by the 29 February 1900 that spreadsheets believe in."""
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row that can be used. `row` counts from 1 with the header; empty `supplier` and `location`: not said."""

    row: int
    sku: str
    quantity: int
    expected_on: date | None
    supplier: str
    location: str
    reference: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The rows that can be used, and what is wrong with the others, in the order of the file."""

    rows: tuple[ImportRow, ...]
    faults: tuple[Fault, ...]


def read_file(data: bytes) -> ReadFile:
    """The file's rows, each checked by itself and against the others of its reference.

    Raises:
        TableError: it is no table of these columns at all, is empty, or has more rows than a file may have.
    """
    text = _decoded(data)
    lines = list(io.StringIO(text, newline=""))
    if not lines:
        raise TableError([Fault(1, "the file is empty")])
    rows, faults = [], []
    for number, cells in _cells(lines):
        try:
            rows.append(_row(number, cells))
        except ValueError as error:
            faults.append(Fault(number, str(error)))
        if len(rows) + len(faults) > MOST_ROWS:
            raise TableError([Fault(number, f"a file may have {MOST_ROWS:,} rows: split it")])
    if not rows and not faults:
        raise TableError([Fault(2, "there is no delivery in the file")])
    kept, torn = _whole_deliveries(rows)
    return ReadFile(tuple(kept), tuple(sorted([*faults, *torn], key=lambda fault: fault.row)))


def template() -> str:
    """A file with the header and one row to write over."""
    return written([(*REQUIRED, *OPTIONAL), ("SKU-1", "40", "2026-12-03", "Supplier", "", "PO-1", "12.50")])


def written(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a file that no spreadsheet takes for formulas: a cell that begins like one gets an apostrophe."""
    return "".join(",".join(_cell(cell) for cell in row) + "\r\n" for row in rows)


def _cell(text: str) -> str:
    safe = f"'{text}" if text.startswith(_FORMULA) else text
    quoted = safe.replace('"', '""')
    return f'"{quoted}"' if any(mark in safe for mark in ',;"\r\n\t') else safe


def _decoded(data: bytes) -> str:
    """UTF-8, or UTF-16 by its mark; else what spreadsheets wrote in western Europe before UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _cells(lines: list[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Row number and cells by column. A `sep=;` line before the header, as some spreadsheets write, is passed over."""
    start = 1 if re.fullmatch(r"sep=.\s*", lines[0], re.IGNORECASE) else 0
    header = lines[start] if len(lines) > start else ""
    separator = max(",;\t", key=header.count)
    rows = csv.reader(lines[start:], delimiter=separator)
    names = [name.strip().casefold().replace(" ", "_") for name in next(rows, [])]
    _check_header(names)
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                padded = [*(cell.strip() for cell in cells), *[""] * len(names)]
                yield rows.line_num + start, dict(zip(names, padded, strict=False))
    except csv.Error as error:
        raise TableError([Fault(rows.line_num + start, f"the row cannot be read ({error})")]) from None


def _check_header(names: Sequence[str]) -> None:
    known = (*REQUIRED, *OPTIONAL)
    missing = [f"the column {name} is missing" for name in REQUIRED if name not in names]
    twice = [f"the column {name} is there twice" for name in known if names.count(name) > 1]
    if faults := [Fault(1, sentence) for sentence in (*missing, *twice)]:
        raise TableError(faults)


def _row(number: int, cells: Mapping[str, str]) -> ImportRow:
    for name, longest in _LONGEST.items():
        if len(cells.get(name, "")) > longest:
            raise ValueError(f"{name} is longer than {longest} characters")
    for name in ("sku", "reference"):
        if not cells[name]:
            raise ValueError(f"{name} is missing")
    return ImportRow(
        row=number,
        sku=cells["sku"],
        quantity=_quantity(cells["quantity"]),
        expected_on=_day(cells["expected_on"]),
        supplier=" ".join(cells["supplier"].split()),
        location=" ".join(cells["location"].split()),
        reference=" ".join(cells["reference"].split()),
    )


def _quantity(text: str) -> int:
    match = _WHOLE.fullmatch(text)
    if match is None or not 1 <= int(match[1]) <= MOST_UNITS:
        raise ValueError(f"quantity {text!r} is not a whole number from 1 to {MOST_UNITS:,}")
    return int(match[1])


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        if match := _DOTTED.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if _SERIAL.fullmatch(text):
            return _SPREADSHEET_EPOCH + timedelta(days=int(text))
        return date.fromisoformat(text.removesuffix("T00:00:00").removesuffix(" 00:00:00"))
    except ValueError:
        raise ValueError(f"expected_on {text!r} is not a date such as 2026-12-03") from None


def _whole_deliveries(rows: Sequence[ImportRow]) -> tuple[list[ImportRow], list[Fault]]:
    """Rows that agree with the first of their reference and say no SKU again."""
    first: dict[str, ImportRow] = {}
    seen: dict[tuple[str, str], int] = {}
    kept, faults = [], []
    for row in rows:
        head = first.setdefault(fold(row.reference), row)
        again = seen.setdefault((fold(row.reference), row.sku.casefold()), row.row)
        if sentence := _torn(row, head, again):
            faults.append(Fault(row.row, sentence))
        else:
            kept.append(row)
    return kept, faults


def _torn(row: ImportRow, head: ImportRow, again: int) -> str | None:
    if again != row.row:
        return f"{row.sku} is in {row.reference} already, in row {again}"
    pairs = (
        ("supplier", fold(row.supplier), fold(head.supplier)),
        ("location", fold(row.location), fold(head.location)),
    )
    for name, mine, theirs in (*pairs, ("expected_on", row.expected_on, head.expected_on)):
        if mine != theirs:
            return (
                f"{name} is another one than in row {head.row}, though both are {row.reference}: "
                "what arrives apart needs a reference of its own"
            )
    return None
