"""From a line's plan to its promises, unit by unit: the promise of a unit is the last one that covers its position.

Positions count from 1, shipped units first, then the plan's parts from the earliest to the undated. So a part that
splits or merges keeps its history, and nobody has to match old parts to new ones.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from app.domain.availability import quote
from app.domain.model import Cause, LinePlan, Part, Promise, StabilityRules, Step
from app.domain.promises import first_promise, no_date, revise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

T = TypeVar("T")


class _Stretch(NamedTuple):
    """Units `first`..`first + quantity - 1` of a line; `part` None: nothing covers them."""

    first: int
    quantity: int
    part: Part | None


def standing(promises: Iterable[Promise], position: int) -> Promise | None:
    """The promise that holds for the unit at `position`; None where nothing was ever promised for it."""
    covering = [each for each in promises if each.part <= position < each.part + each.quantity]
    return max(covering, key=lambda each: each.revision, default=None)


def promise_line(
    plan: LinePlan, shown: Sequence[Step], *, now_by: date, legal_on: date, shipped: int = 0, ahead: int = 0
) -> tuple[Promise, ...]:
    """The first promises of a new line: what the step table `shown` said of each of its units, slips included.

    `ahead` units of the same order stand before this line in the table. A unit shown as shipping now is promised by
    `now_by`, and recorded only if the plan makes it wait. `legal_on` holds where no date was shown (30 days from the
    order unless tightened, 16 CFR 435.2(a)).
    """
    promises: list[Promise] = []
    for stretch in _stretches(plan, shipped=shipped):
        for piece, told in _split(stretch, lambda unit: _told(shown, ahead + unit - shipped, now_by=now_by)):
            promises.extend(_first(plan, piece, told=told, legal_on=legal_on))
    return tuple(promises)


def revise_line(
    promises: Sequence[Promise],
    plan: LinePlan,
    *,
    rules: StabilityRules,
    today: date,
    legal_on: date,
    shipped: int = 0,
) -> tuple[Promise, ...]:
    """The revisions a new plan makes necessary, unit stretch by unit stretch; empty where all that was told stands.

    Units that nothing was promised for (the order grew) get their first promise, with `legal_on` where undated.
    """
    revisions: list[Promise] = []
    for stretch in _stretches(plan, shipped=shipped):
        for piece, old in _split(stretch, lambda unit: standing(promises, unit)):
            if old is None:
                revisions.extend(_first(plan, piece, told=None, legal_on=legal_on))
                continue
            revision = _revised(old, piece, rules=rules, today=today)
            if revision is not None:
                revisions.append(revision)
    return tuple(revisions)


def _stretches(plan: LinePlan, *, shipped: int) -> Iterator[_Stretch]:
    first = shipped + 1
    for part in plan.parts:
        yield _Stretch(first, part.quantity, part)
        first += part.quantity
    if plan.uncovered:
        yield _Stretch(first, plan.uncovered, None)


def _split(stretch: _Stretch, of: Callable[[int], T]) -> Iterator[tuple[_Stretch, T]]:
    """Cut a stretch wherever what holds `of` its units changes."""
    for value, units in groupby(range(stretch.first, stretch.first + stretch.quantity), key=of):
        run = list(units)
        part = stretch.part
        if part and len(run) < stretch.quantity:
            part = replace(part, quantity=len(run))
        yield _Stretch(run[0], len(run), part), value


def _told(shown: Sequence[Step], unit: int, *, now_by: date) -> date | None:
    """The date the table gave for the `unit`-th unit ordered; None: it did not go that far."""
    step = quote(shown, unit)
    return None if step is None else step.by or now_by


def _first(plan: LinePlan, piece: _Stretch, *, told: date | None, legal_on: date) -> tuple[Promise, ...]:
    if piece.part is not None:
        legal = None if told else legal_on
        return first_promise(piece.part, line=plan.line, part_index=piece.first, shown=told, legal_on=legal)
    promise = Promise(
        line=plan.line,
        part=piece.first,
        revision=0,
        quantity=piece.quantity,
        shown_on=told,
        legal_on=told or legal_on,
        cause=Cause.NEW,
        range=None,
    )
    lost = no_date(promise)
    return (promise, lost) if lost else (promise,)


def _revised(old: Promise, piece: _Stretch, *, rules: StabilityRules, today: date) -> Promise | None:
    if piece.part is not None:
        return revise(old, piece.part, line=old.line, part_index=piece.first, rules=rules, today=today)
    lost = no_date(old)
    return replace(lost, part=piece.first, quantity=piece.quantity) if lost else None
