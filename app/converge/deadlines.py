"""By when held units are to leave, on the fulfilment orders themselves: warehouses sort their work by it.

Fulfilment orders are cut anew by every hold, so this comes after the holds are known to be there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from app.converge.desk import Desk
from app.db import footprints, promises, shopstate, zones
from app.db.footprints import Footprint
from app.db.fulfillment import StoredFulfillment, StoredHold, StoredOrder
from app.db.shopstate import HOLDS, Desired
from app.db.tables.shopstate import FootprintState
from app.db.zones import Zones
from app.domain.holds import Due, due_days
from app.domain.ids import FulfillmentOrderId, LineId, LocationId
from app.replan.order import NOBODY_MAY_HOLD, NOT_HELD_YET, NOT_READ_YET
from app.shopify.fulfillment import set_deadline

_END_OF_DAY = time(23, 59, 59)
_OF_HOLDS = "The deadline was given by the names of holds, which have changed since."


def converge_deadline(
    desk: Desk, wanted: Desired, order: StoredOrder, trace: Footprint | None, *, is_old: bool
) -> None:
    """Give each fulfilment order on a hold of ours the day its units are promised for, in the zone it ships from.

    None is wanted of an order that is let go: it gets back the deadlines that were there before us. Of one of which
    some units are held and nobody may hold the others, those that are held are due, and the others wait. A wish of an
    older form waits for the order to be looked at again, which writes it anew.
    """
    with desk.database.read() as conn:
        holds = shopstate.standing(conn, desk.shop.id, wanted.resource, HOLDS)
        places = zones.read(conn, desk.shop)
    if is_old or not (holds.settled or holds.last_error == NOBODY_MAY_HOLD):
        return desk.wait(wanted, NOT_READ_YET if is_old else NOT_HELD_YET)
    if wanted.value is None:
        return _give_back(desk, wanted, order, trace, places)
    if _names_holds(wanted.value):
        return desk.wait(wanted, _OF_HOLDS)
    is_read = trace is None or trace.confirmed_at is None or order.fetched_at >= trace.confirmed_at
    due = _due(order, _waiting(wanted.value), places, is_read=is_read)
    if due and not desk.intend(wanted, observed=_before(order)):
        return None
    for at, owners in sorted(due.items()):
        desk.check()
        set_deadline(desk.admin, owners, at)
    with desk.database.write() as conn:
        if due or (trace is not None and trace.is_unfinished):
            footprints.confirm(conn, desk.shop.id, wanted, at=desk.admin.now())
        if holds.settled:
            shopstate.settle(conn, desk.shop.id, wanted)
    return None if holds.settled else desk.wait(wanted, NOT_HELD_YET)


def _give_back(desk: Desk, wanted: Desired, order: StoredOrder, trace: Footprint | None, places: Zones) -> None:
    """Units that were due on no day stay due on ours: Shopify knows no way to take a deadline away."""
    if trace is None or trace.state is FootprintState.RESTORED:
        with desk.database.write() as conn:
            shopstate.settle(conn, desk.shop.id, wanted)
        return None
    if trace.confirmed_at is not None and order.fetched_at < trace.confirmed_at:
        return desk.wait(wanted, NOT_READ_YET)
    if not desk.intend(wanted, observed=None):
        return None
    for at, owners in sorted(_found_before(desk, order, trace, places).items()):
        desk.check()
        set_deadline(desk.admin, owners, at)
    with desk.database.write() as conn:
        footprints.restored(conn, desk.shop.id, wanted, at=desk.admin.now())
        shopstate.settle(conn, desk.shop.id, wanted)
    return None


def _found_before(
    desk: Desk, order: StoredOrder, trace: Footprint, places: Zones
) -> dict[datetime, list[FulfillmentOrderId]]:
    """For each fulfilment order that still shows a day of ours the earliest deadline its units had before us.

    Its location may have got a zone of its own since the day was given in the shop's.
    """
    given = _given(desk, order, trace)
    found: defaultdict[datetime, list[FulfillmentOrderId]] = defaultdict(list)
    for each in order.fulfillments:
        before = [trace.before[str(line)] for line in each.lines if str(line) in (trace.before or {})]
        ours = {_end_of(day, zone) for day in given for zone in (places.shop, _zone(each, places))}
        if before and each.fulfill_by in ours:
            found[datetime.fromisoformat(min(before))].append(FulfillmentOrderId(each.id))
    return found


def _given(desk: Desk, order: StoredOrder, trace: Footprint) -> set[date]:
    """Every day that we may have made units of the order due on: what has no date any more is still due on its last."""
    with desk.database.read() as conn:
        told = promises.of_lines(conn, desk.shop.id, [LineId(line) for line in order.ordered])
    days = {each.promise.shown_on for said in told.values() for each in said}
    return {day for day in days | _named(trace.written) | _named(trace.intended) if day is not None}


def _named(value: Any) -> set[date | None]:
    if _names_holds(value):
        return {date.fromisoformat(day) for day in value.values()}
    return {each.by for each in _waiting(value or [])}


def _names_holds(value: Any) -> bool:
    """The older form of the wish: days by the handle of a hold."""
    return isinstance(value, dict)


def _waiting(value: Sequence[Mapping[str, Any]]) -> list[Due]:
    """The `deadline` of desired state, read back."""
    return [
        Due(LineId(int(each["line"])), each["quantity"], date.fromisoformat(each["by"]) if each["by"] else None)
        for each in value
    ]


def _before(order: StoredOrder) -> dict[str, str]:
    """By order line the deadline of its units, UTC; fulfilment orders are cut anew too often to be remembered."""
    dated = [each for each in order.fulfillments if each.fulfill_by is not None]
    return {str(line): each.fulfill_by.isoformat() for each in dated if each.fulfill_by for line in each.lines}


def _zone(each: StoredFulfillment, places: Zones) -> str:
    return places.of(None if each.location is None else LocationId(each.location))


def _end_of(day: date, zone: str) -> datetime:
    return datetime.combine(day, _END_OF_DAY, ZoneInfo(zone)).astimezone(UTC)


def _due(
    order: StoredOrder, waiting: Iterable[Due], places: Zones, *, is_read: bool
) -> dict[datetime, list[FulfillmentOrderId]]:
    """What is not due yet when it should be; all of it where the order was not read since our last deadline."""
    found: defaultdict[datetime, list[FulfillmentOrderId]] = defaultdict(list)
    held = sorted((each for each in order.fulfillments if _ours(each)), key=_place)
    units = [{LineId(line): left for line, (_, left) in each.lines.items()} for each in held]
    for each, day in zip(held, due_days(waiting, units), strict=True):
        at = None if day is None else _end_of(day, _zone(each, places))
        if at is not None and (not is_read or each.fulfill_by != at):
            found[at].append(FulfillmentOrderId(each.id))
    return found


def _ours(each: StoredFulfillment) -> list[StoredHold]:
    return [hold for hold in each.holds if hold.ours]


def _place(each: StoredFulfillment) -> tuple[int, str, int]:
    """Of our hold on it among all of ours: `backorder:2` comes before `backorder:10`."""
    hold = _ours(each)[0]
    return len(hold.handle), hold.handle, hold.id
