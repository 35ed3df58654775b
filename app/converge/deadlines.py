"""By when held units are to leave, on the fulfilment orders themselves: warehouses sort their work by it.

Fulfilment orders are cut anew by every hold, so this comes after the holds are known to be there.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from app.converge.desk import Desk
from app.db import footprints, shopstate
from app.db.fulfillment import StoredOrder
from app.db.shopstate import HOLDS, Desired
from app.domain.ids import FulfillmentOrderId
from app.replan.order import NOT_HELD_YET, NOT_READ_YET
from app.shopify.fulfillment import set_deadline

_END_OF_DAY = time(23, 59, 59)


def converge_deadline(desk: Desk, wanted: Desired, order: StoredOrder, *, is_old: bool) -> None:
    """Give each fulfilment order on a hold of ours the day its units are promised for, in the shop's own zone."""
    with desk.database.read() as conn:
        are_cut = shopstate.are_settled(conn, desk.shop.id, [wanted.resource], HOLDS)
    if is_old or not are_cut:
        return desk.wait(wanted, NOT_READ_YET if is_old else NOT_HELD_YET)
    days = _days(order, wanted.value)
    if days and not desk.intend(wanted, observed=None):
        return None
    for day, owners in sorted(days.items()):
        desk.check()
        set_deadline(desk.admin, owners, datetime.combine(day, _END_OF_DAY, ZoneInfo(desk.shop.timezone)))
    with desk.database.write() as conn:
        if days:
            footprints.confirm(conn, desk.shop.id, wanted, at=desk.admin.now())
        shopstate.settle(conn, desk.shop.id, wanted)
    return None


def _days(order: StoredOrder, by_handle: dict[str, str]) -> dict[date, list[FulfillmentOrderId]]:
    """A hold that was cut once more has a handle of its own, and the latest day: never one that is too early."""
    found: defaultdict[date, list[FulfillmentOrderId]] = defaultdict(list)
    for each in order.fulfillments:
        handles = [hold.handle for hold in each.holds if hold.ours]
        if handles and by_handle:
            day = by_handle.get(handles[0], max(by_handle.values()))
            found[date.fromisoformat(day)].append(FulfillmentOrderId(each.id))
    return found
