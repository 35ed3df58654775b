"""What a worker hands to the pipeline: the hints of one shop's lane, and the way to say what became of each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from app.db import inbox as rows_of
from app.db import leases
from app.db.inbox import InboxRow
from app.db.leases import Lease
from app.db.session import Database
from app.db.tables.inbox import Lane
from app.domain.ids import ShopId
from app.inbox.hints import Hint


class Backoff(Exception):
    """The shop as a whole does not answer (network, 401, 402, 429, 5xx). Raise it from the handler.

    The rows wait, no attempt is counted, and the lane rests for `seconds`; None: twice as long each time, to 5 minutes.
    """

    def __init__(self, reason: str, *, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Pending:
    """One resource to look at again, with all that waits for it folded together."""

    hint: Hint
    rows: tuple[InboxRow, ...]

    @property
    def attempts(self) -> int:
        """How often `finish` asked for a retry since the newest of it came: 0 the first time."""
        return min(row.attempts for row in self.rows)

    @property
    def triggered_at(self) -> datetime | None:
        """The newest instant that Shopify gave: what was read before it is too old. None when nothing gave one."""
        return max((row.triggered_at for row in self.rows if row.triggered_at), default=None)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What became of a hint. Of a row with several hints the worst counts: parked, then to retry, then done."""

    parked: str | None = None
    retry_after: float | None = None
    counted: bool = True

    @property
    def rank(self) -> tuple[int, float]:
        return (
            (2, 0.0) if self.parked is not None else (1, self.retry_after) if self.retry_after is not None else (0, 0.0)
        )


@dataclass(slots=True)
class Work:
    """A batch of one shop's lane. No transaction is open while the handler has it.

    The handler does its network first, then opens its own transaction, writes, and calls `finish` in it. It must
    account for every hint before it returns; it may do so in several transactions.
    """

    shop: ShopId
    lane: Lane
    pending: tuple[Pending, ...]
    _database: Database = field(repr=False)
    _lease: Lease = field(repr=False)
    _is_stopping: Callable[[], bool] = field(repr=False)
    _more: Callable[[str], tuple[Pending, ...]] = field(repr=False)
    """What of a topic waits in this lane and was never tried."""
    _verdicts: dict[Hint, _Verdict] = field(default_factory=dict, repr=False)

    @property
    def hints(self) -> tuple[Hint, ...]:
        return tuple(item.hint for item in self.pending)

    @property
    def left(self) -> frozenset[Hint]:
        """The hints that `finish` was not called for yet."""
        return frozenset(self.hints) - self._verdicts.keys()

    def finish(
        self,
        connection: sa.Connection,
        *,
        done: Collection[Hint] = (),
        parked: Mapping[Hint, str] | None = None,
        retry: Mapping[Hint, float] | None = None,
        later: Mapping[Hint, float] | None = None,
    ) -> None:
        """Say what became of hints, inside the transaction that holds their effects: both commit or neither does.

        `parked` gives the reason a person will read; `retry` the seconds to wait, and counts an attempt; `later` the
        seconds to wait for hints that were not tried.
        Raises LeaseLost when the lane is another worker's (let it pass: the transaction must roll back), ValueError
        for a hint that is not in this batch.
        """
        verdicts = {hint: _Verdict() for hint in done}
        verdicts |= {hint: _Verdict(parked=reason) for hint, reason in (parked or {}).items()}
        verdicts |= {hint: _Verdict(retry_after=seconds) for hint, seconds in (retry or {}).items()}
        verdicts |= {hint: _Verdict(retry_after=seconds, counted=False) for hint, seconds in (later or {}).items()}
        if strangers := verdicts.keys() - set(self.hints):
            raise ValueError(f"Not in this batch: {sorted(strangers)}")
        leases.fence(connection, self._lease)
        self._verdicts |= verdicts
        for verdict, ids in self._settled_by(verdicts.keys()).items():
            self._settle(connection, verdict, ids)

    def take_along(self, topic: str) -> None:
        """Add to the batch what of this topic was told to wait `later`: it waited for company, and here it is.

        Nothing comes along where rows are tried alone, or where the batch is full.
        """
        folded = {each.hint: each for each in self.pending}
        known = {row.id for each in self.pending for row in each.rows}
        for more in self._more(topic):
            rows = tuple(row for row in more.rows if row.id not in known)
            if rows:
                before = folded[more.hint].rows if more.hint in folded else ()
                folded[more.hint] = Pending(more.hint, (*before, *rows))
        self.pending = tuple(folded.values())

    @property
    def is_alone(self) -> bool:
        """Whether rows are tried alone, because one of them may be at fault: each is to be tried when it comes."""
        return self._lease.one_by_one

    def is_held(self) -> bool:
        """Whether the lane is still ours: ask just before each write to Shopify. Reads the database."""
        with self._database.read() as connection:
            return leases.is_held(connection, self._lease)

    def should_yield(self) -> bool:
        """Whether long work should stop at the next safe point: the process is ending, or live work of the shop waits.

        What is left then goes to `finish` as a retry after 0 seconds. Reads the database, in the bulk lane only.
        """
        if self._is_stopping():
            return True
        if self.lane is not Lane.BULK:
            return False
        with self._database.read() as connection:
            return rows_of.is_waiting(connection, self.shop, lane=Lane.LIVE)

    def _settled_by(self, hints: Collection[Hint]) -> dict[_Verdict, list[int]]:
        """Rows that have the last of their hints decided now, by the worst verdict among them."""
        hints_of: dict[int, set[Hint]] = {}
        for item in self.pending:
            for row in item.rows:
                hints_of.setdefault(row.id, set()).add(item.hint)
        settled: dict[_Verdict, list[int]] = {}
        for row_id, mine in hints_of.items():
            if not mine.isdisjoint(hints) and mine <= self._verdicts.keys():
                worst = max((self._verdicts[hint] for hint in mine), key=lambda verdict: verdict.rank)
                settled.setdefault(worst, []).append(row_id)
        return settled

    def _settle(self, connection: sa.Connection, verdict: _Verdict, ids: list[int]) -> None:
        if verdict.parked is not None:
            rows_of.park(connection, self.shop, ids, reason=verdict.parked)
        elif verdict.retry_after is not None:
            rows_of.postpone(connection, self.shop, ids, seconds=verdict.retry_after, counted=verdict.counted)
        else:
            rows_of.settle(connection, self.shop, ids)
