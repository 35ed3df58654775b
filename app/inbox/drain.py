"""The worker: takes lanes that have work, hands each batch to the pipeline, and settles what the pipeline did not.

    drainer = Drainer(database, handler=handle, parse=webhooks.topics.parse, clock=clock)
    drainer.run_until(stop)        # a worker process, or a thread beside the web
    drainer.drain_all()            # tests: all that is ready now, in this thread

The handler gets a `Work`, does its network with no transaction open, then writes and calls `work.finish(connection,
...)` in a transaction of its own. What it raises decides the rest:

| raised | the rows | the lane |
| --- | --- | --- |
| nothing, every hint finished | as finished | goes on |
| `Backoff` | wait, no attempt counted | rests |
| a database error (a deadlock, a lost connection) | wait, no attempt counted | rests a moment |
| `LeaseLost` | are another worker's | is let go |
| anything else, from a batch | wait | goes on row by row |
| anything else, from a row alone | wait 1, 5, 30, 120 s, then park with the error | goes on |
"""

from __future__ import annotations

import os
import threading
import uuid
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import sqlalchemy as sa

from app.clock import Clock
from app.db import inbox as rows_of
from app.db import leases
from app.db.leases import Lease
from app.db.session import Database
from app.db.tables.inbox import Lane
from app.domain.ids import ShopId
from app.inbox.enqueue import move_due
from app.inbox.every import Every
from app.inbox.fold import Parse
from app.inbox.lane import Handler, LaneRun, Pipeline
from app.inbox.wake import Wake
from app.log import get_logger

_log = get_logger("inbox")
_ORDER = (Lane.LIVE, Lane.PRIVACY, Lane.BULK)
_CANDIDATES = 64
"""Shops found ready at one look. The look costs an index read for every shop that has work."""
_SIGNS_OF_LIFE = 3
"""A lease is renewed this many times before it would end."""
_KEPT = timedelta(days=14)
"""How long done rows are kept. Shopify repeats a delivery for hours, and may be a day late."""
_PURGE_SECONDS = 60.0
_PURGED_AT_ONCE = 500


class Drainer:
    """Works on the inbox with `lanes` threads. Any number of processes may do so at once on one database.

    `lease_seconds` is how long the lanes of a worker that died wait for the next one; `poll_seconds` how long news
    from other processes waits at most. Ring `wake` after a commit of the same process and there is no such wait.
    """

    def __init__(
        self,
        database: Database,
        *,
        handler: Handler,
        parse: Parse,
        clock: Clock,
        wake: Wake | None = None,
        lanes: int = 4,
        batch: int = 200,
        lease_seconds: float = 30.0,
        poll_seconds: float = 0.2,
    ) -> None:
        self.wake = wake or Wake()
        self._database = database
        self._clock = clock
        self._stop = threading.Event()
        self._pipeline = Pipeline(database, handler, parse, batch, self._is_stopping)
        self._lanes = lanes
        self._lease_seconds = lease_seconds
        self._poll_seconds = poll_seconds
        self._owner = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._held: set[Lease] = set()
        self._held_changes = threading.Lock()
        self._ready: dict[Lane, deque[ShopId]] = {lane: deque() for lane in Lane}
        self._cursors = dict.fromkeys(Lane, ShopId(0))
        self._due_looks = Every(poll_seconds)
        self._purges = Every(_PURGE_SECONDS)
        self._signs_of_life = Every(lease_seconds / _SIGNS_OF_LIFE)

    def run_until(self, stop: threading.Event) -> None:
        """Work until `stop` is set; then take nothing new, finish the batches in hand, give the lanes back, return."""
        self._stop = stop
        with ThreadPoolExecutor(self._lanes, thread_name_prefix="lane") as threads:
            while not stop.is_set() or self._held:
                seen = self.wake.count
                if not self._turn(threads):
                    self.wake.wait(seen, seconds=self._poll_seconds)

    def drain_once(self) -> bool:
        """Work in this thread on the first lane that is ready. False when none was."""
        move_due(self._database, self._clock)
        held = self._claim(bulk=True)
        if held is None:
            return False
        LaneRun(self._pipeline, held).run()
        return True

    def drain_all(self) -> None:
        """Work in this thread until no lane is ready. What has to wait (a retry, a resting shop) keeps waiting."""
        while self.drain_once():
            pass

    def _is_stopping(self) -> bool:
        return self._stop.is_set()

    def _turn(self, threads: ThreadPoolExecutor) -> bool:
        """One look around. True when a lane was started, so that another look is worth it at once."""
        try:
            self._show_life()
            if self._stop.is_set() or len(self._held) >= self._lanes:
                return False
            self._keep_house()
            held = self._claim(bulk=self._may_start_bulk())
        except sa.exc.OperationalError as error:
            _log.warning("database.refused", error=str(error.orig))
            return False
        if held is None:
            return False
        with self._held_changes:
            self._held.add(held)
        threads.submit(self._work_on, held)
        return True

    def _work_on(self, held: Lease) -> None:
        try:
            LaneRun(self._pipeline, held).run()
        except Exception as error:  # noqa: BLE001  one lane's fault must not end the worker
            _log.exception("lane.failed", shop=held.shop, lane=held.lane.name, error=type(error).__name__)
        finally:
            with self._held_changes:
                self._held.discard(held)
            self.wake.ring()

    def _may_start_bulk(self) -> bool:
        """One thread is always left for live work, where there is more than one."""
        with self._held_changes:
            bulk = sum(1 for held in self._held if held.lane is Lane.BULK)
        return bulk < max(1, self._lanes - 1)

    def _claim(self, *, bulk: bool) -> Lease | None:
        for lane in _ORDER:
            if lane is Lane.BULK and not bulk:
                continue
            held = self._claim_in(lane)
            if held is not None:
                return held
        return None

    def _claim_in(self, lane: Lane) -> Lease | None:
        """A shop that was found ready may be held or done by now: then it is the next one's turn."""
        while self._ready[lane] or self._look(lane):
            shop = self._ready[lane].popleft()
            with self._database.write() as connection:
                if not rows_of.is_waiting(connection, shop, lane=lane):
                    continue
                held = leases.claim(connection, shop, lane=lane, owner=self._owner, seconds=self._lease_seconds)
            if held is not None:
                return held
        return None

    def _look(self, lane: Lane) -> bool:
        """Find ready shops, from after the last one found, so that a busy shop does not keep the others waiting."""
        for after in dict.fromkeys((self._cursors[lane], ShopId(0))):
            with self._database.read() as connection:
                found = leases.ready(connection, lane=lane, after=after, limit=_CANDIDATES)
            if found:
                self._ready[lane].extend(found)
                self._cursors[lane] = found[-1]
                return True
        return False

    def _keep_house(self) -> None:
        """What somebody has to do now and then, and any worker may."""
        if self._due_looks.is_time():
            move_due(self._database, self._clock)
        if self._purges.is_time():
            with self._database.write() as connection:
                rows_of.purge(connection, older_than=_KEPT, limit=_PURGED_AT_ONCE)

    def _show_life(self) -> None:
        """Each in a transaction of its own: who has one of them locked may be waiting for who has another."""
        if not self._signs_of_life.is_time():
            return
        with self._held_changes:
            held = tuple(self._held)
        for one in held:
            with self._database.write() as connection:
                leases.renew(connection, one)
