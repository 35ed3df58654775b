"""A purchase history as a table: `supplier,ordered_on` and optionally `parent,stated_on,arrived_on,known_on`.

Dates are ISO dates; an empty one is unknown, or still open. Every fault is reported with its row, header being row 1.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from app.domain.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

REQUIRED: Final = ("supplier", "ordered_on")
OPTIONAL: Final = ("parent", "stated_on", "arrived_on", "known_on")
MOST_FAULTS: Final = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row, counted from 1 with the header, said to whoever made the file."""

    row: int
    sentence: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.sentence}"


class HistoryError(ValueError):
    """The table cannot be used; `faults` are the first twenty reasons."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)


def read_history(lines: Iterable[str]) -> list[Outcome]:
    """The outcomes of a table given as lines of text.

    Raises:
        HistoryError: with the faults of as many rows as fit, not only of the first.
    """
    rows = csv.DictReader(lines, strict=True)
    faults = _faults_of_header(rows.fieldnames)
    if faults:
        raise HistoryError(faults)
    outcomes = list(_outcomes(rows, faults))
    if not outcomes and not faults:
        faults.append(Fault(2, "there is no purchase in the file"))
    if faults:
        raise HistoryError(faults)
    return outcomes


def _faults_of_header(names: Iterable[str] | None) -> list[Fault]:
    if names is None:
        return [Fault(1, "the file is empty")]
    found = list(names)
    missing = [f"the column {name} is missing" for name in REQUIRED if name not in found]
    unknown = [f"the column {name!r} is unknown" for name in found if name not in {*REQUIRED, *OPTIONAL}]
    twice = [f"the column {name} is there twice" for name in sorted({name for name in found if found.count(name) > 1})]
    return [Fault(1, sentence) for sentence in (*missing, *unknown, *twice)]


def _outcomes(rows: csv.DictReader[str], faults: list[Fault]) -> Iterator[Outcome]:
    """Outcomes of the good rows; the faults of the others are added, until there are enough."""
    try:
        for row in rows:
            try:
                yield _outcome(row)
            except ValueError as error:
                faults.append(Fault(rows.line_num, str(error)))
                if len(faults) == MOST_FAULTS:
                    return
    except csv.Error as error:
        faults.append(Fault(rows.line_num + 1, f"the row cannot be read ({error})"))


def _outcome(row: Mapping[str | None, str | None]) -> Outcome:
    if None in row or None in row.values():
        raise ValueError("the row has another number of cells than the header")
    supplier = (row["supplier"] or "").strip()
    if not supplier:
        raise ValueError("the supplier is missing")
    ordered = _date(row, "ordered_on")
    if ordered is None:
        raise ValueError("ordered_on is missing")
    arrived, known = _date(row, "arrived_on"), _date(row, "known_on")
    if arrived is not None and arrived < ordered:
        raise ValueError(f"arrived_on {arrived} is before ordered_on {ordered}")
    if known is not None and (arrived is None or known < arrived):
        raise ValueError(f"known_on {known} is before the arrival it is about")
    return Outcome(supplier, ordered, _date(row, "stated_on"), arrived, known, (row.get("parent") or "").strip())


def _date(row: Mapping[str | None, str | None], name: str) -> date | None:
    text = (row.get(name) or "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name} {text!r} is not a date such as 2026-12-03") from None
