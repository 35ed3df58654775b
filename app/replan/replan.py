"""Facts -> plan -> promises, desired shop state, messages: one transaction, no network, no clock of its own.

Whoever calls holds a write transaction; the item rows are locked here before anything is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from app.db import activity, locks, plans, promises, shares, stock, terms
from app.db.plans import PlanPart, StoredPlan
from app.db.shops import Shop
from app.domain.explain import reasons
from app.domain.fingerprint import input_hash, output_hash
from app.domain.ids import ON_HAND, SET_ASIDE, ItemId, LineId, OrderId, PoolId, ShopId
from app.domain.model import Cause, ItemPlan, LinePlan, Part
from app.domain.plan import plan_item
from app.inbox.enqueue import enqueue_at
from app.inbox.hints import Hint, Kind
from app.replan import facts, publish
from app.replan.bundles import publish_bundles
from app.replan.facts import Desk, Known, ships_together
from app.replan.moving import want_moves
from app.replan.offers import body, offers
from app.replan.order import shape_order
from app.replan.parcels import keep_together
from app.replan.promise import Change, keep_ledger
from app.replan.ready import Ready, newly_ready
from app.replan.score import score_order
from app.replan.share import with_shares
from app.replan.sums import UNSEEN
from app.replan.tell import leave_out_what_is_gone, tell_changes, tell_ready


@dataclass(slots=True)
class Replanned:
    """What a replan changed."""

    orders: set[OrderId] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    ready: list[Ready] = field(default_factory=list)
    before: dict[LineId, list[PlanPart]] = field(default_factory=dict)
    """What each line had that was planned anew, of the orders that ship in one parcel."""

    def told(self, cause: Cause) -> set[OrderId]:
        """Orders whose promise moved for this cause."""
        return {change.told.order for change in self.changes if change.told.promise.cause is cause}


def replan(
    conn: sa.Connection,
    shop: Shop,
    items: Iterable[ItemId],
    *,
    now: datetime,
    orders: Iterable[OrderId] = (),
    by: str = activity.WORKER,
) -> Replanned:
    """Plan these items anew and decide all that follows. `orders` changed themselves and are looked at in any case.

    `now` is the business instant. Planning again without a new fact writes nothing. `by` is the person whose act this
    follows from in the same transaction; without one it is the app's own doing.
    """
    touched = set(items)
    locks.lock_items(conn, shop.id, touched)
    wanted = sorted(terms.planned_items(conn, shop.id, touched))
    outcome = Replanned(orders=set(orders))
    if not wanted and not outcome.orders:
        return outcome
    desk = facts.desk(conn, shop, now=now, by=by)
    for item in wanted:
        _replan_item(conn, desk, item, outcome)
    publish_bundles(conn, desk, touched)
    locks.lock_orders(conn, shop.id, outcome.orders)
    for order in sorted(outcome.orders):
        _follow_up(conn, desk, order, outcome)
    return outcome


@dataclass(frozen=True, slots=True)
class _Planned:
    """One pool of an item, planned."""

    known: Known
    plan: ItemPlan
    input_hash: str


def _replan_item(conn: sa.Connection, desk: Desk, item: ItemId, outcome: Replanned) -> None:
    """All pools of the item together: what shoppers are told of it is told of all."""
    pools = [_plan(desk, with_shares(conn, desk, known)) for known in facts.load(conn, desk, item)]
    before = plans.of_item(conn, desk.shop.id, item)
    erased = sorted(before.keys() - set(desk.pools.ids))
    new = [each for each in pools if _is_new(each, before)]
    if new or erased:
        _save(conn, desk, item, new, erased, outcome)
    want_moves(conn, desk, item, [each.known for each in pools])
    offered = offers({each.plan.pool: each.plan.availability for each in pools}, desk.pools)
    publish.publish(conn, desk, pools[0].known, offered)
    _look_again_tomorrow(conn, desk, item)


def _plan(desk: Desk, known: Known) -> _Planned:
    today = desk.zones.today_in(known.facts.pool, desk.pools, desk.now)
    plan = plan_item(known.facts, known.terms, today=today, calendar=desk.calendar)
    return _Planned(known, plan, input_hash(known.facts, known.terms, today=today))


def _is_new(each: _Planned, before: Mapping[PoolId, StoredPlan]) -> bool:
    known = before.get(each.plan.pool)
    return known is None or known.input_hash != each.input_hash


def _save(
    conn: sa.Connection,
    desk: Desk,
    item: ItemId,
    new: Sequence[_Planned],
    erased: Sequence[PoolId],
    outcome: Replanned,
) -> None:
    """Replace what these pools had. A line that is another pool's now takes along what its customer was told."""
    shop, lines = desk.shop.id, [line for each in new for line in each.known.lines]
    told = promises.of_lines(conn, shop, [line.line for line in lines])
    old = plans.parts_of_item(conn, shop, item, *(each.plan.pool for each in new), *erased)
    if len(new) + len(erased) > 1:
        plans.clear_parts(conn, shop, item, [*(each.plan.pool for each in new), *erased])
    if erased:
        _forget(conn, shop, item, erased)
    parts: list[PlanPart] = []
    for each in new:
        mine = _parts(each.known, each.plan)
        stored = StoredPlan(each.input_hash, output_hash(each.plan), body(each.plan.availability))
        plans.save(conn, shop, item, each.plan.pool, stored=stored, parts=mine, at=desk.now)
        changes = keep_ledger(conn, desk, each.known, each.plan, plan_hash=stored.output_hash)
        outcome.orders |= {change.told.order for change in changes}
        outcome.changes += changes
        parts += mine
    whole = {line.line: line.order for line in lines if ships_together(line, desk)}
    outcome.ready += newly_ready(old, [part for part in parts if part.line not in whole], told)
    outcome.before |= {line: [] for line in whole}
    for part in old:
        if part.line in whole:
            outcome.before[part.line].append(part)
    outcome.orders |= set(whole.values())
    had = [part.of_its_item if part.line in whole else part for part in old]
    if sorted(map(_fate, had)) != sorted(map(_fate, parts)):
        outcome.orders |= {line.order for line in lines}


def _forget(conn: sa.Connection, shop: ShopId, item: ItemId, erased: Sequence[PoolId]) -> None:
    plans.clear(conn, shop, item, erased)
    shares.forget_windows(conn, shop, item, erased)
    stock.forget_gaps(conn, shop, item, erased)


def _follow_up(conn: sa.Connection, desk: Desk, order: OrderId, outcome: Replanned) -> None:
    moved, there = keep_together(conn, desk, order, outcome.before)
    outcome.changes += moved
    outcome.ready += there
    changes = [change for change in outcome.changes if change.told.order == order]
    ready = [each for each in outcome.ready if each.order == order]
    shape_order(conn, desk, order)
    leave_out_what_is_gone(conn, desk, order)
    if changes:
        tell_changes(conn, desk, order, changes)
    if ready:
        tell_ready(conn, desk, order, ready)
    score_order(conn, desk, order)


def _parts(known: Known, plan: ItemPlan) -> list[PlanPart]:
    shipped = {line.line: line.shipped for line in known.lines}
    why = reasons(known.facts, known.terms, plan)
    seen = [line for line in plan.lines if line.line != UNSEEN]
    return [
        part for line in seen for part in _line_parts(line, first_unit=shipped[line.line] + 1, reason=why[line.line])
    ]


def _line_parts(line: LinePlan, *, first_unit: int, reason: str) -> list[PlanPart]:
    parts: list[PlanPart] = []
    for part in line.parts:
        parts.append(_plan_part(line.line, first_unit, part, reason))
        first_unit += part.quantity
    if line.uncovered:
        parts.append(PlanPart(line.line, first_unit, line.uncovered, None, None, None, reason))
    return parts


def _plan_part(line: LineId, first_unit: int, part: Part, reason: str) -> PlanPart:
    """Units on hand that have a day to ship by wait for others of their order, or for a day to come."""
    waits = part.supply == ON_HAND and part.ship_by is not None
    supply = SET_ASIDE if waits else part.supply
    return PlanPart(line, first_unit, part.quantity, supply, part.ship_by, part.range, reason)


def _fate(part: PlanPart) -> tuple[int, int, int, str, str]:
    return (part.line, part.first_unit, part.quantity, str(part.supply), str(part.ship_by))


def _look_again_tomorrow(conn: sa.Connection, desk: Desk, item: ItemId) -> None:
    """Dates grow stale by themselves: a day later an overdue supply, or a metafield's end, wants a new look."""
    enqueue_at(conn, desk.shop.id, Hint(Kind.ITEM, item), cause="daily", at=desk.now + publish.REFRESH_AFTER)
