"""What an order should be like in the shop: which units are held, and the tag and metafield for warehouses."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.db import footprints, fulfillment, letting_go, plans, shopstate
from app.db.plans import PlanPart
from app.db.shopstate import DEADLINE, HOLDS, METAFIELD, TAG, Desired, order_resource
from app.db.tables.shopstate import FootprintState
from app.db.waiting import WaitingUnits, with_days
from app.domain.holds import Due, HoldGroup, due_days, hold_groups, was_released
from app.domain.ids import LineId, OrderId, SupplyId
from app.domain.model import LinePlan, Part
from app.replan.facts import Desk
from app.replan.foreign import leave_to_others

ORDER_TAG = "Backorder"
NOBODY_MAY_HOLD = "Shopify lets nobody hold these units now."
"""Why a hold waits for news of its order: another app holds it whole, or the warehouse has it in hand."""
NOT_HELD_YET = "The units are not held yet."
NOT_READ_YET = "The order has not been read again since we last wrote to it."


def shape_order(conn: sa.Connection, desk: Desk, order: OrderId) -> None:
    """Decide holds, tag and metafield of an order from the plan of all its lines."""
    owed = [part for part in plans.parts_of_order(conn, desk.shop.id, order) if part.is_backordered]
    parts = _to_hold(conn, desk, order, owed)
    groups = hold_groups(_line_plans(parts))
    resource = order_resource(order)
    known = shopstate.wanted_before(conn, desk.shop.id, resource, HOLDS)
    if not groups and known is None:
        return
    _notice_release(conn, desk, order)
    _notice_tag(conn, desk, order)
    _resume(conn, desk, order)
    is_let_go = desk.settings.lets_go or (owed and not parts)
    waiting = with_days(conn, desk.shop.id, parts)
    lines = _lines(waiting)
    fields = {
        HOLDS: _holds(groups, waiting),
        DEADLINE: None if is_let_go else lines,
        TAG: bool(groups),
        METAFIELD: {"lines": lines} if lines else None,
    }
    for field, value in fields.items():
        wanted = Desired(resource, field, value, _why(parts))
        shopstate.want(conn, desk.shop.id, wanted, by=desk.by, at=desk.now)


def _to_hold(conn: sa.Connection, desk: Desk, order: OrderId, owed: list[PlanPart]) -> list[PlanPart]:
    """What is owed, but for what the merchant lets go: everything, or the units of variants that were switched off."""
    if desk.settings.lets_go or not owed:
        return []
    let_go = letting_go.lines_of_order(conn, desk.shop.id, order)
    return [part for part in owed if part.line not in let_go]


def _resume(conn: sa.Connection, desk: Desk, order: OrderId) -> None:
    """Holds that waited for a look at the order are tried at once, if this look came after our last write."""
    resource = order_resource(order)
    stored = fulfillment.load_order(conn, desk.shop.id, order)
    written = footprints.last_write(conn, desk.shop.id, resource)
    if stored is not None and (written is None or stored.fetched_at >= written):
        shopstate.resume(conn, desk.shop.id, resource, waited_for=(NOBODY_MAY_HOLD, NOT_HELD_YET, NOT_READ_YET))


def _notice_release(conn: sa.Connection, desk: Desk, order: OrderId) -> None:
    """A person who releases what we hold has decided: from then on we hold nothing more of that order."""
    trace = footprints.footprint_of(conn, desk.shop.id, order_resource(order), HOLDS)
    stored = fulfillment.load_order(conn, desk.shop.id, order)
    if trace is None or stored is None or trace.state is not FootprintState.CONFIRMED:
        return
    is_old = trace.confirmed_at is not None and stored.fetched_at < trace.confirmed_at
    if is_old or not was_released(trace.written, stored.cut()):
        return
    leave_to_others(conn, desk.shop.id, trace, observed=stored.cut(), at=desk.now)


def _notice_tag(conn: sa.Connection, desk: Desk, order: OrderId) -> None:
    """A person who takes our tag off does not want it there."""
    trace = footprints.footprint_of(conn, desk.shop.id, order_resource(order), TAG)
    stored = fulfillment.load_order(conn, desk.shop.id, order)
    if trace is None or stored is None or trace.state is not FootprintState.CONFIRMED or trace.confirmed_at is None:
        return
    if trace.written and stored.fetched_at >= trace.confirmed_at and ORDER_TAG not in stored.tags:
        leave_to_others(conn, desk.shop.id, trace, observed=False, at=desk.now)


def _line_plans(parts: list[PlanPart]) -> list[LinePlan]:
    lines: dict[LineId, list[PlanPart]] = {}
    for part in parts:
        lines.setdefault(part.line, []).append(part)
    return [
        LinePlan(
            line=line,
            parts=tuple(
                Part(part.quantity, part.supply if part.supply is not None else SupplyId(0), part.ship_by, part.range)
                for part in mine
                if part.ship_by is not None
            ),
            uncovered=sum(part.quantity for part in mine if part.ship_by is None),
        )
        for line, mine in lines.items()
    ]


def _holds(groups: tuple[HoldGroup, ...], waiting: list[WaitingUnits]) -> list[dict[str, Any]]:
    """Cut by what the plan expects, as units are released; until the day their customer has."""
    due = [Due(each.line, each.quantity, each.promised_for) for each in waiting]
    return [
        {
            "handle": group.handle,
            "reason": group.reason.value,
            "until": day.isoformat() if day else None,
            "units": {str(line): quantity for line, quantity in group.units},
        }
        for group, day in zip(groups, due_days(due, [dict(group.units) for group in groups]), strict=True)
    ]


def _lines(waiting: list[WaitingUnits]) -> list[dict[str, Any]]:
    """Units that wait, line by line as they will come: what warehouses read, and what deadlines are found from."""
    return [
        {
            "line": str(each.line),
            "quantity": each.quantity,
            "by": each.promised_for.isoformat() if each.promised_for else None,
        }
        for each in waiting
    ]


def _why(parts: list[PlanPart]) -> str:
    owed = sum(part.quantity for part in parts)
    return f"{owed} units are backordered" if owed else "nothing is backordered any more"
