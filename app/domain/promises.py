"""What a customer was told, and when it may change: append-only revisions, each with its cause.

A plan changes with every fact, a promise does not. Showing every change of an estimate moved a date 5.9 times a line;
these rules 1.1 times, with the first promise kept as often (simulation on real lateness).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.domain.model import Cause, Promise

if TYPE_CHECKING:
    from app.domain.ids import LineId
    from app.domain.model import Part, Quantiles, StabilityRules


def first_promise(
    part: Part, *, line: LineId, part_index: int, shown: date | None, legal_on: date | None = None
) -> tuple[Promise, ...]:
    """What the order promised: the date the published version showed, whatever the plan says.

    Where the plan is later than that, the slip follows at once as the second revision. `shown` None: the page showed
    no date, so the plan's is the first one told. `legal_on` None: the date told is the agreed one (16 CFR 435.2(a)).
    Empty for units that ship now: nothing is owed for later.
    """
    if part.ship_by is None:
        return ()
    told = shown or part.ship_by
    promise = Promise(
        line=line,
        part=part_index,
        revision=0,
        quantity=part.quantity,
        shown_on=told,
        legal_on=legal_on or told,
        cause=Cause.NEW,
        range=part.range,
    )
    if part.ship_by <= told:
        return (promise,)
    return (promise, _revised(promise, shown_on=part.ship_by, law=part.range, cause=Cause.SLIP))


def revise(
    old: Promise | None, part: Part, *, line: LineId, part_index: int, rules: StabilityRules, today: date
) -> Promise | None:
    """The next revision of a promise under a new plan, or None where what was told still stands.

    `part_index` is the position of the part's first unit in the line, from 1. Units that can ship now are never held
    back and need no new promise. Fewer units than were promised is no revision: the rest were cancelled or shipped.
    """
    if part.ship_by is None or part.range is None:
        return None
    if old is None:
        return first_promise(part, line=line, part_index=part_index, shown=None)[0]
    cause = moves(old.shown_on, part.ship_by, part.range, rules=rules, today=today)
    if cause is None:
        return None
    moved = _revised(old, shown_on=part.ship_by, law=part.range, cause=cause)
    return replace(moved, part=part_index, quantity=part.quantity)


def moves(shown: date | None, planned: date, law: Quantiles, *, rules: StabilityRules, today: date) -> Cause | None:
    """Whether a shown date must give way: SLIP, PULL_IN, or None to keep it.

    A slip is told when the plan's median passes the shown date, or the date itself has passed, so a date moves only
    when keeping it has become unlikely. The warning floor tells earlier, where the median is close and the believed
    date well past. A gain below `pull_in_days` is kept as a reserve. Any date is better than none (`shown` None).
    """
    if shown is None or planned <= shown - timedelta(days=rules.pull_in_days):
        return Cause.PULL_IN
    if planned <= shown:
        return None
    floor = timedelta(days=rules.warning_floor_days)
    close = law.p50 > shown - floor and planned > shown + floor
    return Cause.SLIP if law.p50 > shown or today > shown or close else None


def no_date(old: Promise) -> Promise | None:
    """Nothing covers these units any more: told at once, in words, for no median stands behind the shown date.

    None where the customer knows already.
    """
    return None if old.shown_on is None else _revised(old, shown_on=None, law=None, cause=Cause.SLIP)


def consent(old: Promise, *, agreed_on: date) -> Promise:
    """The customer agreed to wait until `agreed_on`: from now on it is the legal date."""
    agreed = _revised(old, shown_on=old.shown_on, law=old.range, cause=Cause.CONSENT)
    return replace(agreed, legal_on=agreed_on)


def breaks_legal_date(promise: Promise) -> bool:
    """Whether what is shown is past what the customer agreed to: the notice is then a duty, not a courtesy."""
    return promise.shown_on is None or promise.shown_on > promise.legal_on


def kept(promise: Promise, *, shipped_on: date | None, today: date) -> bool | None:
    """Whether it was shipped on or before the day told (the legal one where no day was); None while that is open.

    A line still open past its date counts as broken now, or the score would be censored in our favour.
    """
    told = promise.shown_on or promise.legal_on
    if shipped_on is not None:
        return shipped_on <= told
    return False if today > told else None


def _revised(old: Promise, *, shown_on: date | None, law: Quantiles | None, cause: Cause) -> Promise:
    """The next revision. The legal date stays: neither a slip nor a pull-in moves what the customer agreed to."""
    return replace(old, revision=old.revision + 1, shown_on=shown_on, range=law, cause=cause)
