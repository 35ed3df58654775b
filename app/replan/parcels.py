"""Orders that ship in one parcel: each item is planned for itself, and nothing leaves before the last unit is there.

What the plans of the items say is kept beside what follows for the order (`PlanPart.alone`), so that news of one item
moves the others' day without planning them anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

import sqlalchemy as sa

from app.db import orders, plans, promises
from app.db.plans import PlanPart
from app.domain.ids import ON_HAND, SET_ASIDE, LineId, OrderId
from app.domain.model import LinePlan, Part, Quantiles
from app.domain.parcels import Parcel, one_parcel
from app.replan.facts import Desk, ships_together
from app.replan.promise import Change, keep_parcel
from app.replan.ready import Ready, newly_ready


def keep_together(
    conn: sa.Connection, desk: Desk, order: OrderId, before: Mapping[LineId, Sequence[PlanPart]]
) -> tuple[list[Change], list[Ready]]:
    """Give all planned units of an order that ships in one parcel the day of the last; what that tells its customer.

    `before` has what lines that have just been planned anew had until then. The order and its items must be locked.
    """
    open_lines = {line.line: line for line in orders.lines_of_order(conn, desk.shop.id, order)}
    if not any(ships_together(line, desk) for line in open_lines.values()):
        return [], []
    stored = [part for part in plans.parts_of_order(conn, desk.shop.id, order) if part.line in open_lines]
    now = together(stored)
    plans.change_parts(conn, desk.shop.id, [new for new, old in zip(now, stored, strict=True) if new != old])
    planned = {plan.line: plan for plan in _line_plans(now)}
    lines = [line for line in open_lines.values() if line.line in planned]
    told = promises.of_lines(conn, desk.shop.id, planned)
    changes = keep_parcel(conn, desk, lines, planned, told)
    left = [part for part in stored if part.line not in before]
    old = [part for line in planned for part in before.get(line, ())]
    return changes, newly_ready([*old, *left], now, told)


def together(parts: Sequence[PlanPart]) -> list[PlanPart]:
    """The same units, as an order leaves that leaves whole: all now, all on the day of the last, or none dated."""
    alone = [part.of_its_item for part in parts]
    parcel = one_parcel(_line_plans(alone))
    if parcel.complete and parcel.ship_by is None:
        return alone
    law = _latest([part.range for part in alone if part.range]) if parcel.complete else None
    return [_with_the_last(part, parcel, law) for part in alone]


def _with_the_last(part: PlanPart, parcel: Parcel, law: Quantiles | None) -> PlanPart:
    waits = replace(
        part,
        supply=SET_ASIDE if part.supply == ON_HAND else part.supply,
        ship_by=parcel.ship_by,
        range=law,
        reason=f"{part.reason}, waits for the rest of its order",
        alone=part,
    )
    is_last = (part.supply, part.ship_by, part.range) == (waits.supply, waits.ship_by, waits.range)
    return part if is_last else waits


def _latest(laws: Sequence[Quantiles]) -> Quantiles:
    """No unit leaves before the latest of them all, however sure that is."""
    return Quantiles(max(law.p50 for law in laws), max(law.p80 for law in laws), max(law.p90 for law in laws))


def _line_plans(parts: Sequence[PlanPart]) -> list[LinePlan]:
    return [_line_plan(line, list(mine)) for line, mine in groupby(parts, key=attrgetter("line"))]


def _line_plan(line: LineId, parts: Sequence[PlanPart]) -> LinePlan:
    given = [(part, part.supply) for part in parts if part.supply == ON_HAND or part.ship_by is not None]
    sure = tuple(Part(part.quantity, supply, part.ship_by, part.range) for part, supply in given if supply is not None)
    return LinePlan(line, sure, sum(part.quantity for part in parts) - sum(part.quantity for part in sure))
