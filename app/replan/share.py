"""Fair share over time: which orders share which units, from the first of them until their shares are fixed.

An order that comes while units on hand are free opens a window; it closes after the hours the merchant chose.
Then each member's share becomes a hard peg, which no later order can take from them. Lines of no
window stand in the order they came. See `app/domain/share_window.py` for what is told meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.clock import local_date
from app.db import shares
from app.db.shares import StoredPeg, StoredWindow
from app.domain.ids import ON_HAND
from app.domain.model import AllocationRule, DemandLine, HardPeg, ItemFacts, ShareWindow, Sharing, Terms
from app.domain.share_window import close
from app.inbox.enqueue import enqueue_at
from app.inbox.hints import Hint, Kind
from app.replan.facts import Desk, Known
from app.replan.places import in_pool
from app.replan.sums import UNSEEN

_BY = "fair share"


def with_shares(conn: sa.Connection, desk: Desk, known: Known) -> Known:
    """The same facts with hard pegs, cohorts and the window that is open, after opening and closing what is due.

    The item must be locked.
    """
    shares_of_item = _Shares(conn, desk, known)
    shares_of_item.keep_up()
    return replace(known, facts=shares_of_item.facts())


class _Shares:
    """The windows and hard pegs of one item."""

    def __init__(self, conn: sa.Connection, desk: Desk, known: Known) -> None:
        self._conn = conn
        self._desk = desk
        self._terms = known.terms
        self._facts = known.facts
        self._read()

    def keep_up(self) -> None:
        """Close what is over and open what an order asks for, as often as time has passed unseen."""
        while self._close_what_is_over() or self._open_for_a_newcomer():
            self._read()

    def facts(self) -> ItemFacts:
        return replace(self._facts, hard_pegs=tuple(self._pegs), lines=tuple(self._in_cohorts()), window=self._window())

    def _read(self) -> None:
        shop, facts = self._desk.shop.id, self._facts
        self._windows = shares.windows_of(self._conn, shop, facts.item, facts.pool)
        shipped = {line.id: line.shipped for line in facts.lines}
        stored = shares.pegs_of(self._conn, shop, shipped)
        self._have_theirs = {each.peg.line for each in stored if each.peg.supply == ON_HAND}
        left = [(each.peg, each.left(shipped[each.peg.line])) for each in stored]
        self._pegs = [replace(peg, quantity=units) for peg, units in left if units]

    def _close_what_is_over(self) -> bool:
        running = self._running()
        if running is None or self._desk.now < running.closes_at:
            return False
        shop, facts = self._desk.shop.id, self._facts
        # A line that had its share in another pool came along when regions changed: it has no second one.
        sharers = [line for line in facts.lines if line.id not in self._have_theirs]
        pegs = close(self._value(running), sharers)
        shares.fix(self._conn, shop, [self._stored(peg) for peg in pegs], by=_BY, at=self._desk.now)
        shares.close_window(self._conn, shop, facts.item, facts.pool, running, at=self._desk.now)
        return True

    def _stored(self, peg: HardPeg) -> StoredPeg:
        shipped = next(line.shipped for line in self._facts.lines if line.id == peg.line)
        return StoredPeg(peg, first_unit=shipped + 1)

    def _open_for_a_newcomer(self) -> bool:
        sharing = _sharing(self._terms)
        if sharing is None or self._running() is not None:
            return False
        newcomers = self._newcomers(sharing)
        units = self._free_for(newcomers)
        if not newcomers or not units:
            return False
        opens_at = min(line.placed_at for line in newcomers)
        window = StoredWindow(opens_at, opens_at + timedelta(hours=sharing.hours), units)
        shop, facts = self._desk.shop.id, self._facts
        shares.open_window(self._conn, shop, facts.item, facts.pool, window)
        enqueue_at(
            self._conn,
            shop,
            Hint(Kind.ITEM, facts.item),
            cause=in_pool("share window", facts.pool),
            at=window.closes_at,
        )
        return True

    def _newcomers(self, sharing: Sharing) -> list[DemandLine]:
        """Open lines without a share that were placed since sharing was chosen and since the last window closed.

        Orders that we have not seen open none: nobody knows yet when they were placed.
        """
        last_close = max((window.closes_at for window in self._windows), default=sharing.since)
        settled = {UNSEEN, *self._have_theirs}
        return [
            line
            for line in self._facts.lines
            if line.id not in settled
            and line.open > 0
            and line.placed_at > sharing.since
            and line.placed_at >= last_close
        ]

    def _free_for(self, newcomers: Sequence[DemandLine]) -> int:
        """Units on hand that neither a peg nor an older line has."""
        facts = self._facts
        pegged = {peg.line: peg.quantity for peg in self._pegs if peg.supply == ON_HAND}
        new = {UNSEEN, *(line.id for line in newcomers)}
        older = sum(max(0, line.open - pegged.get(line.id, 0)) for line in facts.lines if line.id not in new)
        return max(0, facts.stock - facts.phantom - sum(pegged.values()) - older)

    def _window(self) -> ShareWindow | None:
        """The one that is open; else the one that an order placed now would open."""
        running, sharing = self._running(), _sharing(self._terms)
        if running is not None:
            return self._value(running)
        units = self._free_for(())
        if sharing is None or not units:
            return None
        now = self._desk.now
        return self._value(StoredWindow(now, now + timedelta(hours=sharing.hours), units))

    def _running(self) -> StoredWindow | None:
        return next((window for window in self._windows if window.closed_at is None), None)

    def _value(self, window: StoredWindow) -> ShareWindow:
        closes_on = local_date(window.closes_at, self._desk.shop.timezone)
        units = min(window.units, self._facts.stock)
        return ShareWindow(window.opens_at, window.closes_at, units, closes_on)

    def _in_cohorts(self) -> Iterator[DemandLine]:
        lines = self._facts.lines
        if _sharing(self._terms) is None and not self._windows:
            yield from lines
            return
        for line in lines:
            yield replace(line, cohort=_seconds(self._joined(line.placed_at)))

    def _joined(self, placed_at: datetime) -> datetime:
        """When the window opened that an order of `placed_at` is in; that instant itself where it is in none."""
        inside = (window.opens_at for window in self._windows if window.opens_at <= placed_at < window.closes_at)
        return next(inside, placed_at)


def _sharing(terms: Terms) -> Sharing | None:
    return terms.sharing if terms.rule is AllocationRule.FAIR_SHARE else None


def _seconds(instant: datetime) -> int:
    return int(instant.timestamp())
