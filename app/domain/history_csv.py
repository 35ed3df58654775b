"""A purchase history as a table: `supplier,ordered_on` and optionally `parent,stated_on,arrived_on,known_on`.

Dates are ISO dates; an empty one is unknown, or still open.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from app.domain.outcomes import Outcome
from app.domain.table import Columns, day, day_if_any, read_table, text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.table import Row

PURCHASES: Final = Columns("purchase", ("supplier", "ordered_on"), ("parent", "stated_on", "arrived_on", "known_on"))


def read_history(lines: Iterable[str]) -> list[Outcome]:
    """The outcomes of a table given as lines of text.

    Raises:
        TableError: with the faults of as many rows as fit, not only of the first.
    """
    return read_table(lines, columns=PURCHASES, parse=_outcome)


def _outcome(row: Row) -> Outcome:
    supplier, ordered = text(row, "supplier"), day(row, "ordered_on")
    arrived, known = day_if_any(row, "arrived_on"), day_if_any(row, "known_on")
    if arrived is not None and arrived < ordered:
        raise ValueError(f"arrived_on {arrived} is before ordered_on {ordered}")
    if known is not None and (arrived is None or known < arrived):
        raise ValueError(f"known_on {known} is before the arrival it is about")
    names = (sys.intern(supplier), sys.intern(row["parent"]))
    return Outcome(names[0], ordered, day_if_any(row, "stated_on"), arrived, known, names[1])
