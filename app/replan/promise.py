"""From a new plan to the ledger: what each customer was told first, and what has changed for them since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from app.clock import local_date
from app.db import plans, promises, published
from app.db.orders import OpenLine
from app.db.promises import Told
from app.db.published import Version
from app.domain.availability import quote
from app.domain.ids import LineId, OrderId, PoolId, SupplyId, VariantId
from app.domain.ledger import promise_line, revise_line, standing
from app.domain.model import UNLIMITED, ItemPlan, LinePlan, Promise, StabilityRules, Step, Unlimited
from app.replan.facts import Desk, Known, ships_together, terms_of
from app.replan.offers import shown_to, steps_of
from app.replan.places import place

LEGAL_DAYS = 30
"""Where no time was stated, the law takes 30 days (16 CFR 435.2(a)(1))."""
BELIEVED_FOR = timedelta(hours=24)
"""A cart line may name a version that was live this long before its order: properties can be forged."""

_RULES = StabilityRules()


@dataclass(frozen=True, slots=True)
class Change:
    """One addition to the ledger, with the promise that stood before it. Either may say that no date can be given."""

    told: Told
    previous: Promise | None


def keep_ledger(conn: sa.Connection, desk: Desk, known: Known, plan: ItemPlan, *, plan_hash: str) -> list[Change]:
    """Append what the new plan makes of the promises of its lines; give what changed, in order of telling.

    Lines of orders that ship in one parcel wait for what becomes of the others (`keep_parcel`).
    """
    line_of = {line.line: line for line in known.lines}
    history = promises.of_lines(conn, desk.shop.id, line_of)
    before = _units_before(known.lines)
    changes: list[Change] = []
    for planned in plan.lines:
        line = line_of.get(planned.line)
        if line is None or ships_together(line, desk):  # of orders we have not seen there is nobody to tell
            continue
        made = [each.promise for each in history.get(planned.line, [])]
        if made:
            revisions = revise_line(
                made, planned, rules=_RULES, today=desk.today, legal_on=_legal_on(line, desk), shipped=line.shipped
            )
            changes += _changes(revisions, made, planned, line, None, desk, plan_hash)
        else:
            shown = _version_shown(conn, desk, line)
            in_bundle = shown is not None and shown.variant == line.bundle_id
            first = promise_line(
                planned,
                _steps_shown(shown, line, known.facts.pool, each=(line.bundle_each or 1) if in_bundle else 1),
                now_by=desk.calendar.add(_placed_on(line, desk), known.terms.handling_days),
                legal_on=_legal_on(line, desk),
                shipped=line.shipped,
                ahead=0 if in_bundle else before[planned.line],
            )
            changes += _changes(first, made, planned, line, shown, desk, plan_hash)
    promises.append(conn, desk.shop.id, [change.told for change in changes])
    return changes


def keep_parcel(
    conn: sa.Connection,
    desk: Desk,
    lines: Sequence[OpenLine],
    planned: Mapping[LineId, LinePlan],
    history: Mapping[LineId, Sequence[Told]],
) -> list[Change]:
    """The same for the lines of one order that ships in one parcel: what is promised anew is promised for one day."""
    made = {line.line: [each.promise for each in history.get(line.line, ())] for line in lines}
    pages = {line.line: _page(conn, desk, line, lines) for line in lines if not made[line.line]}
    day = _last_day_shown(lines, made, pages)
    changes: list[Change] = []
    for line in lines:
        said, plan, page = made[line.line], planned[line.line], pages.get(line.line)
        new = _promises(line, plan, said, page, day, desk)
        if new:
            plan_hash = _plan_hash(conn, desk, line)
            changes += _changes(new, said, plan, line, page.version if page else None, desk, plan_hash)
    promises.append(conn, desk.shop.id, [change.told for change in changes])
    return changes


def _promises(
    line: OpenLine, plan: LinePlan, said: Sequence[Promise], page: _Page | None, day: date | None, desk: Desk
) -> tuple[Promise, ...]:
    legal, shipped = _legal_on(line, desk), line.shipped
    if page is None:
        return revise_line(said, plan, rules=_RULES, today=desk.today, legal_on=legal, shipped=shipped)
    steps = (Step(UNLIMITED, day),) if day else ()
    return promise_line(plan, steps, now_by=page.now_by, legal_on=legal, shipped=shipped)


@dataclass(frozen=True, slots=True)
class _Page:
    """What the customer of a line was shown: the days of its last unit (None: none was) and of what ships now."""

    version: Version | None
    last_by: date | None
    now_by: date


def _page(conn: sa.Connection, desk: Desk, line: OpenLine, lines: Sequence[OpenLine]) -> _Page:
    shown = _version_shown(conn, desk, line)
    in_bundle = shown is not None and shown.variant == line.bundle_id
    steps = _steps_shown(shown, line, _pool(conn, desk, line), each=(line.bundle_each or 1) if in_bundle else 1)
    ahead = _units_before([each for each in lines if each.item == line.item])[line.line]
    handling_days = terms_of(conn, desk, line.item).handling_days
    now_by = desk.calendar.add(_placed_on(line, desk), handling_days)
    last = quote(steps, line.ordered - line.shipped + (0 if in_bundle else ahead))
    return _Page(shown, None if last is None else last.by or now_by, now_by)


def _last_day_shown(
    lines: Sequence[OpenLine], made: Mapping[LineId, Sequence[Promise]], pages: Mapping[LineId, _Page]
) -> date | None:
    """The day the customer can have reckoned with for the whole of it; None: of something they were shown none."""
    days: list[date | None] = [page.last_by for page in pages.values()]
    for line in lines:
        stands = standing(made[line.line], line.ordered)
        if stands is not None:
            days.append(stands.shown_on)
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _plan_hash(conn: sa.Connection, desk: Desk, line: OpenLine) -> str:
    """Of the plan that the line's units stand in: a region that was just drawn has no plan of every item yet."""
    stored = plans.of_item(conn, desk.shop.id, line.item)
    resting = stored.get(_pool(conn, desk, line)) or next(iter(stored.values()))
    return resting.output_hash


def _pool(conn: sa.Connection, desk: Desk, line: OpenLine) -> PoolId:
    placed = place(conn, desk.shop.id, line.item, [line], desk.pools)
    return next(pool for pool, lines in placed.lines.items() if lines)


def _changes(
    new: Sequence[Promise],
    made: Sequence[Promise],
    planned: LinePlan,
    line: OpenLine,
    shown: Version | None,
    desk: Desk,
    plan_hash: str,
) -> list[Change]:
    changes: list[Change] = []
    so_far = list(made)
    for promise in new:
        told = Told(
            promise=promise,
            order=line.order,
            supply=_supply_of(planned, promise.part - line.shipped),
            shown_version=shown.version if shown else None,
            made_at=desk.now,
            plan_hash=plan_hash,
        )
        changes.append(Change(told, standing(so_far, promise.part)))
        so_far.append(promise)
    return changes


def _supply_of(planned: LinePlan, open_unit: int) -> SupplyId | None:
    for part in planned.parts:
        if open_unit <= part.quantity:
            return part.supply
        open_unit -= part.quantity
    return None


def _placed_on(line: OpenLine, desk: Desk) -> date:
    return local_date(line.processed_at, desk.shop.timezone)


def _legal_on(line: OpenLine, desk: Desk) -> date:
    return _placed_on(line, desk) + timedelta(days=LEGAL_DAYS)


def _version_shown(conn: sa.Connection, desk: Desk, line: OpenLine) -> Version | None:
    """The published version that the customer saw: the one the cart names if that can be, else the one then live.

    Who buys a bundle sees the bundle's page.
    """
    if line.bundle_id is not None and (found := _version_of(conn, desk, line, VariantId(line.bundle_id))):
        return found
    if line.variant_id is None:
        return None
    if line.bundle_id is not None:
        return published.live_at(conn, desk.shop.id, VariantId(line.variant_id), line.processed_at)
    return _version_of(conn, desk, line, VariantId(line.variant_id))


def _version_of(conn: sa.Connection, desk: Desk, line: OpenLine, variant: VariantId) -> Version | None:
    if line.shown_version is not None:
        named = published.by_number(conn, desk.shop.id, variant, line.shown_version)
        if named is not None and _was_live(named, line):
            return named
    return published.live_at(conn, desk.shop.id, variant, line.processed_at)


def _steps_shown(shown: Version | None, line: OpenLine, pool: PoolId, *, each: int) -> tuple[Step, ...]:
    """The step table of a page in units of the line, `each` of which go into one of what the page counts."""
    if shown is None:
        return ()
    steps = steps_of(shown_to(shown.body, line.country, pool))
    return tuple(step if isinstance(step.up_to, Unlimited) else Step(step.up_to * each, step.by) for step in steps)


def _was_live(version: Version, line: OpenLine) -> bool:
    if version.live_from is None or version.live_from > line.processed_at:
        return False
    return version.live_to is None or version.live_to >= line.processed_at - BELIEVED_FOR


def _units_before(lines: Sequence[OpenLine]) -> dict[LineId, int]:
    """Units of the same order on lines with a lower id: variants of one item all show the step table of its stock."""
    before: dict[LineId, int] = {}
    running: dict[OrderId, int] = {}
    for line in sorted(lines, key=lambda each: each.line):
        before[line.line] = running.get(line.order, 0)
        running[line.order] = before[line.line] + line.ordered
    return before
