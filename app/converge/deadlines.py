"""By when held units are to leave, on the fulfilment orders themselves: warehouses sort their work by it.

Fulfilment orders are cut anew by every hold, so this comes after the holds are known to be there.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from app.converge.desk import Desk
from app.db import footprints, shopstate
from app.db.footprints import Footprint
from app.db.fulfillment import StoredOrder
from app.db.shopstate import HOLDS, Desired
from app.db.tables.shopstate import FootprintState
from app.domain.ids import FulfillmentOrderId
from app.replan.order import NOBODY_MAY_HOLD, NOT_HELD_YET, NOT_READ_YET
from app.shopify.fulfillment import set_deadline

_END_OF_DAY = time(23, 59, 59)


def converge_deadline(
    desk: Desk, wanted: Desired, order: StoredOrder, trace: Footprint | None, *, is_old: bool
) -> None:
    """Give each fulfilment order on a hold of ours the day its units are promised for, in the shop's own zone.

    None is wanted of an order that is let go: it gets back the deadlines that were there before us. Of one of which
    some units are held and nobody may hold the others, those that are held are due, and the others wait.
    """
    with desk.database.read() as conn:
        holds = shopstate.standing(conn, desk.shop.id, wanted.resource, HOLDS)
    if is_old or not (holds.settled or holds.last_error == NOBODY_MAY_HOLD):
        return desk.wait(wanted, NOT_READ_YET if is_old else NOT_HELD_YET)
    if wanted.value is None:
        return _give_back(desk, wanted, order, trace)
    is_read = trace is None or trace.confirmed_at is None or order.fetched_at >= trace.confirmed_at
    days = _days(desk, order, wanted.value, is_read=is_read)
    if days and not desk.intend(wanted, observed=_before(order)):
        return None
    for day, owners in sorted(days.items()):
        desk.check()
        set_deadline(desk.admin, owners, _end_of(day, desk))
    with desk.database.write() as conn:
        if days or (trace is not None and trace.is_unfinished):
            footprints.confirm(conn, desk.shop.id, wanted, at=desk.admin.now())
        if holds.settled:
            shopstate.settle(conn, desk.shop.id, wanted)
    return None if holds.settled else desk.wait(wanted, NOT_HELD_YET)


def _give_back(desk: Desk, wanted: Desired, order: StoredOrder, trace: Footprint | None) -> None:
    """Units that were due on no day stay due on ours: Shopify knows no way to take a deadline away."""
    if trace is None or trace.state is FootprintState.RESTORED:
        with desk.database.write() as conn:
            shopstate.settle(conn, desk.shop.id, wanted)
        return None
    if trace.confirmed_at is not None and order.fetched_at < trace.confirmed_at:
        return desk.wait(wanted, NOT_READ_YET)
    if not desk.intend(wanted, observed=None):
        return None
    for at, owners in sorted(_found_before(desk, order, trace).items()):
        desk.check()
        set_deadline(desk.admin, owners, at)
    with desk.database.write() as conn:
        footprints.restored(conn, desk.shop.id, wanted, at=desk.admin.now())
        shopstate.settle(conn, desk.shop.id, wanted)
    return None


def _found_before(desk: Desk, order: StoredOrder, trace: Footprint) -> dict[datetime, list[FulfillmentOrderId]]:
    """For each fulfilment order that still shows a day of ours the earliest deadline its units had before us."""
    ours = {
        _end_of(date.fromisoformat(day), desk) for day in {**(trace.written or {}), **(trace.intended or {})}.values()
    }
    found: defaultdict[datetime, list[FulfillmentOrderId]] = defaultdict(list)
    for each in order.fulfillments:
        before = [trace.before[str(line)] for line in each.lines if str(line) in (trace.before or {})]
        if before and each.fulfill_by in ours:
            found[datetime.fromisoformat(min(before))].append(FulfillmentOrderId(each.id))
    return found


def _before(order: StoredOrder) -> dict[str, str]:
    """By order line the deadline of its units, UTC; fulfilment orders are cut anew too often to be remembered."""
    dated = [each for each in order.fulfillments if each.fulfill_by is not None]
    return {str(line): each.fulfill_by.isoformat() for each in dated if each.fulfill_by for line in each.lines}


def _end_of(day: date, desk: Desk) -> datetime:
    return datetime.combine(day, _END_OF_DAY, ZoneInfo(desk.shop.timezone)).astimezone(UTC)


def _days(
    desk: Desk, order: StoredOrder, by_handle: dict[str, str], *, is_read: bool
) -> dict[date, list[FulfillmentOrderId]]:
    """What is not due yet on the day it should be; all of it where the order was not read since our last deadline.

    A hold that was cut once more has a handle of its own, and the latest day: never one that is too early.
    """
    found: defaultdict[date, list[FulfillmentOrderId]] = defaultdict(list)
    for each in order.fulfillments:
        handles = [hold.handle for hold in each.holds if hold.ours]
        if handles and by_handle:
            day = date.fromisoformat(by_handle.get(handles[0], max(by_handle.values())))
            if not is_read or each.fulfill_by != _end_of(day, desk):
                found[day].append(FulfillmentOrderId(each.id))
    return found
