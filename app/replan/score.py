"""How promises ended: kept or broken, scored once for the first and for the last date shown, never changed after."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import sqlalchemy as sa

from app.db import fulfillment, outcomes, promises
from app.db.outcomes import Outcome
from app.db.promises import Told
from app.domain.ids import LineId, OrderId
from app.replan.facts import Desk


def score_order(conn: sa.Connection, desk: Desk, order: OrderId) -> None:
    """Score promised units of the order that have shipped, or were taken back, since the last look."""
    today = _today(conn, desk, order)
    for line in outcomes.lines_to_score(conn, desk.shop.id, order):
        told = promises.of_lines(conn, desk.shop.id, [line.line]).get(line.line, [])
        for first, last in _promised(told):
            if last <= line.shipped or first > line.ordered:
                ended = _outcome(told, line.line, first, last, today, desk, shipped=last <= line.shipped)
                outcomes.add_outcome(conn, desk.shop.id, ended)


def _today(conn: sa.Connection, desk: Desk, order: OrderId) -> date:
    """The day it is where the order ships from; the shop's own where its locations live by different clocks."""
    if not desk.zones.own:
        return desk.today
    days = {desk.zones.today(place, desk.now) for place in fulfillment.places_of(conn, desk.shop.id, order)}
    return days.pop() if len(days) == 1 else desk.today


def _promised(told: list[Told]) -> list[tuple[int, int]]:
    """Unit ranges with one history: cut wherever any promise of the line begins or ends."""
    edges = sorted({each.promise.part for each in told} | {each.promise.part + each.promise.quantity for each in told})
    spans = pairwise(edges)
    return [(first, after - 1) for first, after in spans if any(_covers(each, first) for each in told)]


def _covers(told: Told, unit: int) -> bool:
    return told.promise.part <= unit < told.promise.part + told.promise.quantity


def _outcome(
    told: list[Told], line: LineId, first: int, last: int, today: date, desk: Desk, *, shipped: bool
) -> Outcome:
    history = [each.promise.shown_on for each in told if _covers(each, first)]
    return Outcome(
        line=line,
        first_unit=first,
        quantity=last - first + 1,
        first_shown_on=history[0],
        last_shown_on=history[-1],
        shipped_on=today if shipped else None,
        cancelled_on=None if shipped else today,
        kept_first=_kept(history[0], today) if shipped else None,
        kept_last=_kept(history[-1], today) if shipped else None,
        scored_at=desk.now,
    )


def _kept(shown: date | None, shipped: date) -> bool:
    return shown is not None and shipped <= shown
