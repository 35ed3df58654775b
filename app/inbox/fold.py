"""Many rows, few resources: all that waits for one resource becomes one thing to look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.db.inbox import InboxRow
from app.inbox.hints import INTERNAL, Hint, Kind, Unreadable, decode
from app.inbox.work import Pending

Parse = Callable[[InboxRow], Sequence[Hint]]
"""Reads the hints out of a row of Shopify's. Raises Unreadable; gives nothing when there is nothing to look at."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What a batch of rows comes to."""

    pending: tuple[Pending, ...]
    """In the order their first row came."""
    empty: tuple[int, ...]
    """Ids of rows that name nothing to look at."""
    unreadable: dict[int, str]
    """Row id -> reason."""


def fold(rows: Sequence[InboxRow], parse: Parse) -> Folded:
    """Group `rows` by the resource they name. One row that says "gone" makes the folded hint say so."""
    found: dict[tuple[Kind, int], dict[int, InboxRow]] = {}
    gone: set[tuple[Kind, int]] = set()
    empty: list[int] = []
    unreadable: dict[int, str] = {}
    for row in rows:
        try:
            hints = _read(row, parse)
        except Unreadable as error:
            unreadable[row.id] = str(error)
            continue
        if not hints:
            empty.append(row.id)
        for hint in hints:
            found.setdefault((hint.kind, hint.id), {})[row.id] = row
            if hint.gone:
                gone.add((hint.kind, hint.id))
    pending = tuple(Pending(Hint(*key, gone=key in gone), tuple(named.values())) for key, named in found.items())
    return Folded(pending, tuple(empty), unreadable)


def _read(row: InboxRow, parse: Parse) -> Sequence[Hint]:
    return (decode(row.body),) if row.topic.startswith(INTERNAL) else parse(row)
