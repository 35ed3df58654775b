"""Give their money back to customers who wait for what will never come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.db import actions, activity, discontinued, fulfillment, locks, orders, plans, stock
from app.db.plans import PlanPart
from app.db.shops import Shop
from app.db.stock import Counting
from app.domain.ids import ItemId, LineId, OrderId
from app.errors import Conflict
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.replan import replan


def refund_waiting(
    conn: sa.Connection, shop: Shop, item: ItemId, lines: Sequence[LineId], *, by: str, now: datetime
) -> int:
    """Decide to refund the units of these lines that nothing covers, each line once; gives how many lines those are.

    A line whose refund is under way, or that waits no more, is left out. What the plan says by now is nobody's decision
    here: it is made so that nobody is refunded by an old one. Raises Conflict where the item is expected.
    """
    locks.lock_items(conn, shop.id, [item])
    if not discontinued.is_said(conn, shop.id, item) and stock.counting(conn, shop.id, item) is not Counting.GONE:
        raise Conflict("This item is expected again, so nobody is refunded for it. Look again.")
    replan(conn, shop, [item], now=now)
    uncovered = _uncovered(conn, shop, item)
    decided = [line for line in lines if _decide(conn, shop, item, line, uncovered.get(line, []), by=by, now=now)]
    if decided:
        activity.log(conn, shop.id, "refunded", f"item:{item}", actor=by, at=now, detail={"lines": decided})
        enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="refunded")
    return len(decided)


def _uncovered(conn: sa.Connection, shop: Shop, item: ItemId) -> dict[LineId, list[PlanPart]]:
    found: dict[LineId, list[PlanPart]] = {}
    for part in plans.parts_of_item(conn, shop.id, item):
        if part.supply is None:
            found.setdefault(part.line, []).append(part)
    return found


def _decide(
    conn: sa.Connection, shop: Shop, item: ItemId, line: LineId, parts: Sequence[PlanPart], *, by: str, now: datetime
) -> bool:
    subject = actions.refund_subject(item, line)
    order, location = orders.order_of_line(conn, shop.id, line), fulfillment.location_of_line(conn, shop.id, line)
    if not parts or order is None or location is None:
        return False
    if actions.is_waiting(conn, shop.id, actions.REFUND_UNITS, subject=subject):
        return False
    payload = {
        "order": order,
        "line": line,
        "item": item,
        "parts": [[part.first_unit, part.quantity] for part in parts],
        "location": location,
        "with_shipping": _is_whole(conn, shop, order, parts),
    }
    actions.decide(conn, shop.id, actions.REFUND_UNITS, subject=subject, payload=payload, by=by, at=now)
    return True


def _is_whole(conn: sa.Connection, shop: Shop, order: OrderId, parts: Sequence[PlanPart]) -> bool:
    """Whether nothing of the order has left or ever will."""
    return orders.units_ordered(conn, shop.id, order) == sum(part.quantity for part in parts)
