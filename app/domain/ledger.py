"""Promises by unit: the position of a unit in its line is the only thing about it that never changes.

Plans cut a line into parts differently every time. So a promise covers positions (from 1, shipped units first), the
promise of a unit is the last one that covers its position, and a plan is compared with the ledger unit by unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.domain.ids import LineId
from app.domain.model import Cause, LinePlan, Part, Promise, StabilityRules, Step, Unlimited
from app.domain.promises import first_promise, revise


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page said about one unit when it was ordered: it `was_shown` to ship `by` a day, None meaning now."""

    was_shown: bool
    by: date | None


NOT_SHOWN = Shown(was_shown=False, by=None)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Units in a row with one promise, one fate in the plan, and one showing. `part` None: nothing covers them."""

    first: int
    quantity: int
    promise: Promise | None
    part: Part | None
    shown: Shown


def shown_at(steps: Sequence[Step], position: int) -> Shown:
    """What a step table says about the `position`-th unit of an order (from 1)."""
    for step in steps:
        if isinstance(step.up_to, Unlimited) or position <= step.up_to:
            return Shown(was_shown=True, by=step.by)
    return NOT_SHOWN


def stretches(
    plan: LinePlan, *, shipped: int, promises: Sequence[Promise], steps: Sequence[Step], before_in_order: int = 0
) -> tuple[Stretch, ...]:
    """The open units of a line, cut wherever promise, plan or showing changes.

    `before_in_order`: units of the same variant on earlier lines of the order, which the step table counts first.
    """
    cut: list[Stretch] = []
    for unit, part in enumerate(_units(plan), start=shipped + 1):
        shown = shown_at(steps, before_in_order + unit)
        one = Stretch(unit, 1, _promise_of(unit, promises), part, shown)
        if cut and _same(cut[-1], one):
            cut[-1] = replace(cut[-1], quantity=cut[-1].quantity + 1)
        else:
            cut.append(one)
    return tuple(cut)


def tell(
    stretch: Stretch,
    *,
    line: LineId,
    rules: StabilityRules,
    today: date,
    ships_now_by: date,
    legal_if_unshown: date,
) -> tuple[Promise, ...]:
    """What the ledger gains for these units under the present plan: nothing, a revision, or a first promise.

    `ships_now_by` is the day that "ships now" meant when the order was placed; `legal_if_unshown` the date the law
    takes where the page showed none (30 days from the order, 16 CFR 435.2(a)(1)).
    """
    if stretch.promise is None:
        shown = stretch.shown.by or ships_now_by if stretch.shown.was_shown else None
        return _first(stretch, line=line, shown=shown, legal_if_unshown=legal_if_unshown)
    old = replace(stretch.promise, part=stretch.first, quantity=stretch.quantity)
    if stretch.part is None:
        return () if old.shown_on is None else (_indefinite(old),)
    part = replace(stretch.part, quantity=stretch.quantity)
    if old.shown_on is None:
        return _dated_again(old, part)
    new = revise(old, part, line=line, part_index=stretch.first, rules=rules, today=today)
    return (new,) if new else ()


def _first(stretch: Stretch, *, line: LineId, shown: date | None, legal_if_unshown: date) -> tuple[Promise, ...]:
    if stretch.part is not None:
        part = replace(stretch.part, quantity=stretch.quantity)
        legal = None if shown else legal_if_unshown
        return first_promise(part, line=line, part_index=stretch.first, shown=shown, legal_on=legal)
    if shown is None:
        return ()
    told = Promise(
        line=line,
        part=stretch.first,
        revision=0,
        quantity=stretch.quantity,
        shown_on=shown,
        legal_on=shown,
        cause=Cause.NEW,
        range=None,
    )
    return (told, _indefinite(told))


def _indefinite(old: Promise) -> Promise:
    """No supply covers the units any more: we say that no date can be given, and never invent one."""
    return replace(old, revision=old.revision + 1, shown_on=None, cause=Cause.SLIP, range=None)


def _dated_again(old: Promise, part: Part) -> tuple[Promise, ...]:
    if part.ship_by is None:
        return ()
    return (replace(old, revision=old.revision + 1, shown_on=part.ship_by, cause=Cause.PULL_IN, range=part.range),)


def _units(plan: LinePlan) -> Iterator[Part | None]:
    for part in plan.parts:
        for _ in range(part.quantity):
            yield part
    for _ in range(plan.uncovered):
        yield None


def _promise_of(unit: int, promises: Iterable[Promise]) -> Promise | None:
    covering = [each for each in promises if each.part <= unit < each.part + each.quantity]
    return covering[-1] if covering else None


def _same(left: Stretch, right: Stretch) -> bool:
    return (left.promise, left.part, left.shown) == (right.promise, right.part, right.shown)
