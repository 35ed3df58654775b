"""The lines of one bulk operation's file, filed by parent: on the disk of this process, whatever their number.

A bulk operation writes children before or after their parents as it likes, so nothing can be put together until all is
there. An unnamed SQLite file is the sorter: it takes a few megabytes of memory, and vanishes with the process. It is
a cache: whoever has none downloads the file again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from app.shopify.bulk_tree import PARENTS, Root, parents_in
from app.shopify.gid import type_of
from app.shopify.jsonl import Line

_AT_ONCE = 2_000
_MOST_VARIABLES = 500


class Spool:
    """Filled once, then read root by root in the file's order. For one thread at a time."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._file.execute("PRAGMA cache_size = -8192")
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("CREATE TABLE line (number INTEGER PRIMARY KEY, id TEXT, parent TEXT, body BLOB)")

    def fill(self, lines: Iterable[Line]) -> int:
        """Take all lines; give how many there were. Raises whatever `lines` raises.

        The indexes come last: sorting all parents once is several times faster than finding a place for each.
        """
        rows = ((line.number, line.id, line.parent, line.body) for line in lines)
        filed = 0
        while batch := list(islice(rows, _AT_ONCE)):
            self._file.execute("BEGIN")
            self._file.executemany("INSERT INTO line VALUES (?, ?, ?, ?)", batch)
            self._file.execute("COMMIT")
            filed += len(batch)
        self._file.execute("CREATE INDEX child ON line (parent) WHERE parent IS NOT NULL")
        self._file.execute("CREATE INDEX root ON line (number) WHERE parent IS NULL")
        return filed

    def roots(self, *, after: int, limit: int) -> list[Root]:
        """The first `limit` roots whose line number is above `after`, each with all that is below it."""
        found = self._file.execute(
            "SELECT number, id, parent, body FROM line WHERE parent IS NULL AND number > ? ORDER BY number LIMIT ?",
            (after, limit),
        )
        roots = [Line(*row) for row in found]
        below = self._below([gid for root in roots for gid in parents_in(root)])
        return [Root(root, below) for root in roots]

    def root_ids(self) -> Iterator[str]:
        """The gids of all roots, in the file's order."""
        return (row[0] for row in self._file.execute("SELECT id FROM line WHERE parent IS NULL ORDER BY number"))

    def close(self) -> None:
        self._file.close()

    def _below(self, parents: Sequence[str]) -> dict[str, list[Line]]:
        found: dict[str, list[Line]] = {}
        while parents:
            children = list(self._children(parents))
            for line in children:
                found.setdefault(line.parent or "", []).append(line)
            parents = [line.id for line in children if type_of(line.id) in PARENTS]
        return found

    def _children(self, parents: Sequence[str]) -> Iterator[Line]:
        for start in range(0, len(parents), _MOST_VARIABLES):
            some = parents[start : start + _MOST_VARIABLES]
            marks = ", ".join("?" * len(some))
            query = f"SELECT number, id, parent, body FROM line WHERE parent IN ({marks}) ORDER BY number"  # noqa: S608  only marks
            yield from (Line(*row) for row in self._file.execute(query, some))
