"""One held lane, worked on until nothing is left: batches while all goes well, row by row once something went wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import sqlalchemy as sa

from app.db import inbox as rows_of
from app.db import leases
from app.db.inbox import InboxRow
from app.db.leases import Lease, LeaseLost
from app.db.session import Database
from app.db.tables.inbox import Lane
from app.inbox.fold import Folded, Parse, fold
from app.inbox.work import Backoff, Pending, Work
from app.log import get_logger

Handler = Callable[[Work], None]

_log = get_logger("inbox")
_DELAYS = (1.0, 5.0, 30.0, 120.0)
"""Seconds a row waits after its first, second, ... failure alone; after one more it parks."""
_LONGEST_REST = 300.0
_DATABASE_REST = 1.0


@dataclass(frozen=True, slots=True)
class Pipeline:
    """What every lane of a worker is worked on with. `batch` is the most rows taken at once."""

    database: Database
    handler: Handler
    parse: Parse
    batch: int
    is_stopping: Callable[[], bool]


class LaneRun:
    """Works on one leased lane and gives the lease back, whatever happens."""

    def __init__(self, pipeline: Pipeline, held: Lease) -> None:
        self._pipeline = pipeline
        self._database = pipeline.database
        self._held = held
        self._tried = 0
        self._suspect_to: int | None = None
        """The last row of the batch that failed: so far rows are tried alone, and no farther, or a busy shop's lane
        would never go in batches again.
        """

    def run(self) -> int:
        """Try what is ready and give how many rows were tried. A bulk lane stops after one batch, to yield."""
        try:
            drained = self._drain()
        except LeaseLost:
            _log.warning("lane.lost", shop=self._held.shop, lane=self._held.lane.name)
        except Backoff as rest:
            self._rest(str(rest), seconds=rest.seconds)
        except sa.exc.OperationalError as error:
            self._rest(f"The database refused: {error.orig}", seconds=_DATABASE_REST)
        else:
            with self._database.write() as connection:
                leases.release(connection, self._held, drained=drained)
        return self._tried

    def _drain(self) -> bool:
        """True when nothing was left to try. Work that a batch brings about is mostly there at the next look."""
        while not self._pipeline.is_stopping():
            rows = self._next()
            if not rows:
                return True
            self._try(rows)
            self._tried += len(rows)
            if self._held.lane is Lane.BULK:
                with self._database.read() as connection:
                    return not rows_of.is_waiting(connection, self._held.shop, lane=Lane.BULK)
        return False

    def _next(self) -> list[InboxRow]:
        limit = self._pipeline.batch if self._suspect_to is None else 1
        with self._database.read() as connection:
            rows = rows_of.waiting(connection, self._held.shop, lane=self._held.lane, limit=limit)
        if not rows or not self._held.one_by_one:
            return rows
        if self._suspect_to is None:
            self._suspect_to = rows[-1].id
        if rows[0].id > self._suspect_to:
            self._go_together()
        return rows[:1]

    def _try(self, rows: list[InboxRow]) -> None:
        if self._held.one_by_one:
            self._try_alone(rows[0])
            return
        try:
            self._handle(rows)
        except (LeaseLost, Backoff, sa.exc.OperationalError):
            raise
        except Exception as error:  # noqa: BLE001  any fault may hide in a batch: find its row
            _log.exception("batch.failed", shop=self._held.shop, rows=len(rows), error=type(error).__name__)
            self._go_one_by_one(rows)

    def _try_alone(self, row: InboxRow) -> None:
        """The failure is counted before it can happen: a row that kills the worker is known by it."""
        if row.failures > len(_DELAYS):
            self._park(row, f"It was tried {row.failures} times, and never finished.")
            return
        self._count(row, 1)
        try:
            self._handle([row])
        except (Backoff, sa.exc.OperationalError):
            self._count(row, -1)
            raise
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001  a faulty row parks; the others go on
            _log.exception("row.failed", shop=self._held.shop, row=row.id, topic=row.topic, error=type(error).__name__)
            self._blame(row, f"{type(error).__name__}: {error}")

    def _handle(self, rows: list[InboxRow]) -> None:
        folded = fold(rows, self._pipeline.parse)
        self._settle_unworkable(folded)
        if not folded.pending:
            return
        held, stopping = self._held, self._pipeline.is_stopping
        work = Work(
            held.shop, held.lane, folded.pending, self._database, held, stopping, partial(self._more, len(rows))
        )
        self._pipeline.handler(work)
        if work.left:
            raise RuntimeError(f"The handler did not say what became of {sorted(work.left)}.")

    def _more(self, taken: int, topic: str) -> tuple[Pending, ...]:
        """What a batch of `taken` rows may take along."""
        held, limit = self._held, self._pipeline.batch
        if held.one_by_one or taken >= limit:
            return ()
        with self._database.read() as connection:
            rows = rows_of.untried(connection, held.shop, lane=held.lane, topic=topic, limit=taken + limit)
        return fold(rows, self._pipeline.parse).pending

    def _settle_unworkable(self, folded: Folded) -> None:
        if not folded.empty and not folded.unreadable:
            return
        shop = self._held.shop
        with self._database.write() as connection:
            leases.fence(connection, self._held)
            rows_of.settle(connection, shop, folded.empty)
            for row, reason in folded.unreadable.items():
                rows_of.park(connection, shop, (row,), reason=reason)

    def _go_one_by_one(self, rows: list[InboxRow]) -> None:
        with self._database.write() as connection:
            leases.go_one_by_one(connection, self._held)
        self._held = replace(self._held, one_by_one=True)
        self._suspect_to = rows[-1].id

    def _go_together(self) -> None:
        with self._database.write() as connection:
            leases.go_together(connection, self._held)
        self._held = replace(self._held, one_by_one=False)
        self._suspect_to = None

    def _count(self, row: InboxRow, step: int) -> None:
        with self._database.write() as connection:
            leases.fence(connection, self._held)
            rows_of.count_failure(connection, self._held.shop, row.id, step=step)

    def _blame(self, row: InboxRow, reason: str) -> None:
        if row.failures >= len(_DELAYS):
            self._park(row, reason)
            return
        with self._database.write() as connection:
            leases.fence(connection, self._held)
            rows_of.delay(connection, self._held.shop, row.id, seconds=_DELAYS[row.failures], reason=reason)

    def _park(self, row: InboxRow, reason: str) -> None:
        with self._database.write() as connection:
            leases.fence(connection, self._held)
            rows_of.park(connection, self._held.shop, (row.id,), reason=reason)

    def _rest(self, reason: str, *, seconds: float | None) -> None:
        wait = min(_LONGEST_REST, 2.0**self._held.setbacks) if seconds is None else seconds
        _log.info("lane.rests", shop=self._held.shop, lane=self._held.lane.name, seconds=wait, reason=reason)
        with self._database.write() as connection:
            leases.back_off(connection, self._held, seconds=wait, reason=reason)
