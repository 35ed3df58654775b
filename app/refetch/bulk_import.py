"""Read a whole shop by bulk operations: a few requests however large it is, in steps that survive a kill.

Each step asks for one bulk operation, waits for it (its webhook, or a due row where that is lost), downloads its file
and stores it in small transactions, each of which says how far it got; Shopify writes the next step's file meanwhile.
Rows are facts of when the operation was asked for, so nothing that was fetched live meanwhile is overwritten. The last
step catches up with what changed since.

| the operation | what follows |
| --- | --- |
| runs | look again in a few seconds |
| is completed | its file is stored, then the next step |
| failed or was cancelled, with partial data | what is whole in there is stored, the rest is asked for anew |
| failed without, or expired | it is asked for anew, later each time |
| was denied, or failed too often | everything is read by pages instead |
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from app.clock import Clock
from app.db import comparisons, imports, shops
from app.db.imports import Import
from app.db.session import Database
from app.db.shops import Shop
from app.db.tables.imports import Step
from app.domain.ids import ShopId
from app.inbox.enqueue import enqueue_at
from app.inbox.hints import Hint, Kind
from app.inbox.work import Work
from app.log import get_logger
from app.refetch.bulk_files import File, Files, NoFile
from app.refetch.bulk_steps import STEPS, Desk, after, may_read, search_of
from app.refetch.catch_up import catch_up
from app.refetch.reconcile import come_back_at_night, prepare, reconcile
from app.shopify.bulk import (
    ACCESS_DENIED,
    IN_PROGRESS,
    RUNNING,
    bulk_text,
    fetch_bulk_operation,
    start_bulk_query,
)
from app.shopify.client import ShopAdmin
from app.shopify.errors import OutcomeUnknown, UserErrors
from app.shopify.facts import BulkFact, Unreadable
from app.shopify.gid import BulkOperationId
from app.shopify.jsonl import BrokenFile

_log = get_logger("import")
_LOOK_AGAIN: Final = timedelta(seconds=10)
_ALL_BUSY: Final = timedelta(seconds=30)
_MOST_FAILURES: Final = 4
_SECONDS_AT_LEAST: Final = 0.5
"""Live work of the shop waits so long at most, and only for a worker with one lane: giving the lane back and taking it
again costs more commits than a piece."""
_SECONDS_AT_MOST: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Turn:
    """One worker's turn at one shop's import."""

    admin: ShopAdmin
    shop: Shop
    work: Work

    def fence(self, conn: sa.Connection) -> None:
        """Raises LeaseLost when the lane is another worker's by now: then the transaction must roll back."""
        self.work.finish(conn)


class BulkImport:
    """The imports of one worker process."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._files = Files()

    def is_under_way(self, shop: ShopId) -> bool:
        with self._database.read() as conn:
            return imports.current(conn, shop) is not None

    def begin(self, admin: ShopAdmin, shop: Shop, *, step: Step = Step.VARIANTS) -> None:
        """Start reading everything, or from a later step on, in the place of what was under way."""
        prepare(admin, self._database, shop)
        with self._database.write() as conn:
            imports.begin(conn, shop.id, step=step, at=admin.now())

    def go_on(self, admin: ShopAdmin, shop: Shop, work: Work) -> bool:
        """Do the next piece. True: there is more to do at once; False: nothing, or a due row stands for the rest.

        Raises LeaseLost and every error of the Admin client; the next turn goes on from what was stored.
        """
        turn = _Turn(admin, shop, work)
        with self._database.read() as conn:
            state = imports.current(conn, shop.id)
        if state is None:
            return False
        if state.step is Step.CATCH_UP:
            return self._catch_up(turn, state)
        if state.failures >= _MOST_FAILURES:
            return self._read_by_pages(turn)
        if state.asked is None:
            return self._start(turn, state) if may_read(state.step, shop) else self._go_to_next(turn, state)
        held = self._files.at_hand(shop.id, state.asked.operation)
        if held is None:
            return self._follow(turn, state, state.asked.operation)
        return self._store(turn, state, held, read_at=state.asked.read_at)

    def _start(self, turn: _Turn, state: Import) -> bool:
        """An operation that was started and lost on the way back does no harm: it only reads."""
        search = search_of(state.step, turn.shop, self._clock.now(), from_id=state.from_id)
        read_at = turn.admin.now()
        try:
            fact = start_bulk_query(turn.admin, bulk_text(STEPS[state.step].operation, which=search))
        except UserErrors as refused:
            if IN_PROGRESS not in refused.codes:
                raise
            return self._wait(turn, _ALL_BUSY)
        except OutcomeUnknown:
            return self._wait(turn, _ALL_BUSY)
        with self._database.write() as conn:
            turn.fence(conn)
            imports.started(conn, turn.shop.id, fact.id, read_at=read_at, since=fact.created_at)
            self._look_again(conn, turn.shop, _LOOK_AGAIN)
        return False

    def _follow(self, turn: _Turn, state: Import, operation: BulkOperationId) -> bool:
        fact = fetch_bulk_operation(turn.admin, operation)
        if isinstance(fact, Unreadable):
            return self._ask_anew(turn, state, "Shopify does not know the operation.")
        if fact.status in RUNNING:
            return self._wait(turn, _LOOK_AGAIN, objects=fact.objects)
        if fact.error_code == ACCESS_DENIED:
            _log.warning("import.denied", shop=turn.shop.id, step=state.step)
            return self._read_by_pages(turn)
        return self._open(turn, state, fact)

    def _open(self, turn: _Turn, state: Import, fact: BulkFact) -> bool:
        try:
            held = self._files.fetch(turn.admin, turn.shop.id, fact)
        except NoFile as nothing:
            return self._ask_anew(turn, state, str(nothing))
        held.at = 0 if held.partial else state.stored
        with self._database.write() as conn:
            turn.fence(conn)
            imports.progressed(conn, turn.shop.id, objects=fact.objects)
        if not held.partial and state.asked_ahead is None:
            self._ask_ahead(turn, after(state.step))
        return True

    def _ask_ahead(self, turn: _Turn, step: Step) -> None:
        """Let Shopify write the next file while this one is stored. What it refuses now is asked for in its turn."""
        if step not in STEPS or not may_read(step, turn.shop):
            return
        search = search_of(step, turn.shop, self._clock.now(), from_id=0)
        read_at = turn.admin.now()
        try:
            fact = start_bulk_query(turn.admin, bulk_text(STEPS[step].operation, which=search))
        except (UserErrors, OutcomeUnknown):
            return
        with self._database.write() as conn:
            turn.fence(conn)
            imports.started_ahead(conn, turn.shop.id, fact.id, read_at=read_at)

    def _store(self, turn: _Turn, state: Import, held: File, *, read_at: datetime) -> bool:
        """Pieces of the file, until live work waits, the process ends, or it has been a while."""
        begun = time.monotonic()
        try:
            while self._store_piece(turn, state.step, held, read_at):
                passed = time.monotonic() - begun
                if passed > _SECONDS_AT_MOST or (passed > _SECONDS_AT_LEAST and turn.work.should_yield()):
                    return True
        except (BrokenFile, ValueError) as broken:
            self._files.drop(turn.shop.id)
            return self._ask_anew(turn, state, str(broken))
        return self._end_file(turn, state, held)

    def _store_piece(self, turn: _Turn, name: Step, held: File, read_at: datetime) -> bool:
        step = STEPS[name]
        roots = held.spool.roots(after=held.at, limit=step.at_once)
        if not roots:
            return False
        reads = [(root.line.id, step.read(root, turn.shop)) for root in roots]
        if held.partial:
            held.doubt(gid for gid, read in reads if not read.whole)
        stored = [read for _, read in reads if read.whole or not held.partial]
        with self._database.write() as conn:
            turn.fence(conn)
            shop = shops.by_id(conn, turn.shop.id)
            step.keep(conn, Desk(shop, read_at, self._clock.now()), stored)
            imports.progressed(conn, shop.id, stored=roots[-1].line.number)
        held.at = roots[-1].line.number
        return True

    def _end_file(self, turn: _Turn, state: Import, held: File) -> bool:
        partial, rest = held.partial, held.rest_from() if held.partial else 0
        self._files.drop(turn.shop.id)
        if partial:
            return self._ask_anew(turn, state, "The operation broke off.", from_id=rest)
        return self._go_to_next(turn, state)

    def _go_to_next(self, turn: _Turn, state: Import) -> bool:
        with self._database.write() as conn:
            turn.fence(conn)
            imports.go_to(conn, turn.shop.id, after(state.step))
        _log.info("import.step_done", shop=turn.shop.id, step=state.step)
        return True

    def _ask_anew(self, turn: _Turn, state: Import, reason: str, *, from_id: int = 0) -> bool:
        """At once after the first failure, and whenever part of it was gained; later each time otherwise."""
        gained = from_id > state.from_id
        _log.warning("import.failed", shop=turn.shop.id, step=state.step, reason=reason, gained=gained)
        with self._database.write() as conn:
            turn.fence(conn)
            failures = 0 if gained else state.failures + 1
            imports.failed(conn, turn.shop.id, reason, from_id=max(from_id, state.from_id), failures=failures)
            if failures > 1:
                self._look_again(conn, turn.shop, _LOOK_AGAIN * failures)
        return failures <= 1

    def _read_by_pages(self, turn: _Turn) -> bool:
        reconcile(turn.admin, self._database, turn.shop, self._clock)
        return self._finish(turn)

    def _catch_up(self, turn: _Turn, state: Import) -> bool:
        if catch_up(turn.admin, self._database, turn.shop, state, self._clock, should_yield=turn.work.should_yield):
            return self._finish(turn)
        return True

    def _finish(self, turn: _Turn) -> bool:
        self._database.refresh_statistics()
        with self._database.write() as conn:
            turn.fence(conn)
            imports.go_to(conn, turn.shop.id, Step.DONE)
            comparisons.finish(conn, turn.shop.id, at=turn.admin.now())
            come_back_at_night(conn, turn.shop, self._clock.now())
        _log.info("import.done", shop=turn.shop.id)
        return False

    def _wait(self, turn: _Turn, step: timedelta, *, objects: int | None = None) -> bool:
        with self._database.write() as conn:
            turn.fence(conn)
            if objects is not None:
                imports.progressed(conn, turn.shop.id, objects=objects)
            self._look_again(conn, turn.shop, step)
        return False

    def _look_again(self, conn: sa.Connection, shop: Shop, step: timedelta) -> None:
        """The webhook of an operation's end may be lost."""
        enqueue_at(conn, shop.id, Hint(Kind.BULK), cause="import", at=self._clock.now() + step)
