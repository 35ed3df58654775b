"""Comparisons with Shopify: begun, counted, and kept for the merchant to read. A shop has one open at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from app.db.rows import add, row_id
from app.db.tables.comparisons import comparison, difference
from app.domain.comparison import Difference, Subject, Why
from app.domain.ids import ShopId

INSTALLED: Final = "installed"
"""The cause of the first one: there is nothing to compare with yet."""
_ROWS_A_CAUSE: Final = 50
_RUNS: Final = 14
_COUNTED: Final = {
    Subject.VARIANT: comparison.c.variants,
    Subject.STOCK: comparison.c["items"],
    Subject.ORDER: comparison.c.orders,
    Subject.DELIVERY: comparison.c.deliveries,
}


@dataclass(frozen=True, slots=True)
class Run:
    """One comparison. `began_at` and `finished_at` are the machine's, `since` is the beginning by Shopify's clock."""

    id: int
    cause: str
    is_first: bool
    began_at: datetime
    since: datetime
    finished_at: datetime | None
    compared: dict[Subject, int]
    causes: dict[Why, int]


def begin(conn: sa.Connection, shop: ShopId, cause: str, *, at: datetime, since: datetime) -> None:
    """A new one, or the open one once more from the start: what that has found was repaired, so it stays found."""
    known = current(conn, shop)
    nothing = {column.name: 0 for column in _COUNTED.values()}
    if known is not None:
        conn.execute(sa.update(comparison).where(_is(shop, known.id)).values(**nothing))
        return
    made = {"comparison_id": row_id(at), "cause": cause, "is_first": cause == INSTALLED, "began_at": at, "since": since}
    add(conn, comparison, [{"shop_id": shop, **made, **nothing, "causes": {}}])
    _prune(conn, shop)


def current(conn: sa.Connection, shop: ShopId) -> Run | None:
    """The open one."""
    mine = sa.and_(comparison.c.shop_id == shop, comparison.c.finished_at.is_(None))
    row = conn.execute(sa.select(comparison).where(mine)).mappings().first()
    return _run(row) if row else None


def count(conn: sa.Connection, shop: ShopId, run: Run, subject: Subject, number: int) -> None:
    """So many more of them were compared."""
    column = _COUNTED[subject]
    conn.execute(sa.update(comparison).where(_is(shop, run.id)).values({column: column + number}))


def note(conn: sa.Connection, shop: ShopId, run: Run, found: Iterable[Difference]) -> None:
    """Count these differences, and keep as many of them as a person would read."""
    new = list(found)
    if not new:
        return
    counts: Counter[str] = Counter(conn.scalar(sa.select(comparison.c.causes).where(_is(shop, run.id))))
    seq, rows = counts.total(), []
    for each in new:
        counts[each.why] += 1
        if counts[each.why] <= _ROWS_A_CAUSE:
            seq += 1
            rows.append({"shop_id": shop, "comparison_id": run.id, "seq": seq, **asdict(each)})
    add(conn, difference, rows)
    conn.execute(sa.update(comparison).where(_is(shop, run.id)).values(causes=dict(counts)))


def finish(conn: sa.Connection, shop: ShopId, *, at: datetime) -> None:
    """Everything was compared. Nothing happens where none is open."""
    mine = sa.and_(comparison.c.shop_id == shop, comparison.c.finished_at.is_(None))
    conn.execute(sa.update(comparison).where(mine).values(finished_at=at))


def newest(conn: sa.Connection, shop: ShopId, *, limit: int = _RUNS) -> list[Run]:
    rows = conn.execute(
        sa.select(comparison)
        .where(comparison.c.shop_id == shop)
        .order_by(comparison.c.comparison_id.desc())
        .limit(limit)
    ).mappings()
    return [_run(row) for row in rows]


def found_by(conn: sa.Connection, shop: ShopId, run: int) -> list[Difference]:
    """The differences kept of a run, in the order they were found."""
    rows = conn.execute(
        sa.select(difference)
        .where(difference.c.shop_id == shop, difference.c.comparison_id == run)
        .order_by(difference.c.seq)
    ).mappings()
    return [
        Difference(
            subject=Subject(row["subject"]),
            ref=row["ref"],
            name=row["name"],
            field=row["field"],
            ours=row["ours"],
            theirs=row["theirs"],
            known_since=row["known_since"],
            why=Why(row["why"]),
        )
        for row in rows
    ]


def _prune(conn: sa.Connection, shop: ShopId) -> None:
    kept = [run.id for run in newest(conn, shop)]
    for table in (difference, comparison):
        conn.execute(sa.delete(table).where(table.c.shop_id == shop, table.c.comparison_id.not_in(kept)))


def _is(shop: ShopId, run: int) -> sa.ColumnElement[bool]:
    return sa.and_(comparison.c.shop_id == shop, comparison.c.comparison_id == run)


def _run(row: Any) -> Run:
    return Run(
        id=row["comparison_id"],
        cause=row["cause"],
        is_first=row["is_first"],
        began_at=row["began_at"],
        since=row["since"],
        finished_at=row["finished_at"],
        compared={subject: row[column.name] for subject, column in _COUNTED.items()},
        causes={Why(why): number for why, number in row["causes"].items()},
    )
