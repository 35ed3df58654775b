"""Fulfilment orders to the location that has their stock. Moved is what nobody holds and nobody has begun to ship.

A move cuts fulfilment orders anew as a hold does, so it waits until the holds are there and the order was read since.
"""

from __future__ import annotations

from app.converge.desk import Desk
from app.db import footprints, shopstate
from app.db.footprints import Footprint
from app.db.fulfillment import StoredFulfillment, StoredOrder
from app.db.shopstate import HOLDS, Desired
from app.db.tables.shopstate import FootprintState
from app.domain.ids import FulfillmentOrderId, LocationId
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.order import NOT_HELD_YET, NOT_READ_YET
from app.shopify.fulfillment import move
from app.shopify.gid import FulfillmentOrderLineId


def converge_place(desk: Desk, wanted: Desired, order: StoredOrder, trace: Footprint | None, *, is_old: bool) -> None:
    """Move the units that are asked of a place without stock, and look at the order again."""
    if is_old or (trace is not None and trace.is_unfinished):
        return desk.wait(wanted, NOT_READ_YET)
    with desk.database.read() as conn:
        are_cut = shopstate.are_settled(conn, desk.shop.id, [wanted.resource], HOLDS)
    if not are_cut:
        return desk.wait(wanted, NOT_HELD_YET)
    owners = {each.id: each for each in order.fulfillments}
    asked = [each for each in wanted.value if _may_move(owners.get(each["from"]), each)]
    before = {str(each["from"]): owners[each["from"]].location for each in asked}
    if not asked or not desk.intend(wanted, observed=before):
        with desk.database.write() as conn:
            shopstate.settle(conn, desk.shop.id, wanted)
        return None
    moved = {} if trace is None or trace.state is FootprintState.RESTORED else dict(trace.written or {})
    for each in asked:
        moved |= _move(desk, owners[each["from"]], each)
    with desk.database.write() as conn:
        footprints.outdate(conn, desk.shop.id, wanted, at=desk.admin.now())
        footprints.confirm_seen(conn, desk.shop.id, wanted, seen=moved)
        shopstate.settle(conn, desk.shop.id, wanted)
        enqueue(conn, desk.shop.id, Hint(Kind.ORDER, wanted.id), cause="verify a move")
    return None


def _may_move(owner: StoredFulfillment | None, asked: dict[str, int]) -> bool:
    """As it was when that was decided: open, in nobody's hold, with so many units left."""
    if owner is None or owner.status != "OPEN" or owner.holds or "MOVE" not in owner.actions:
        return False
    return owner.lines.get(asked["line"], (0, 0))[1] >= asked["units"]


def _move(desk: Desk, owner: StoredFulfillment, asked: dict[str, int]) -> dict[str, int]:
    desk.check()
    line, _ = owner.lines[asked["line"]]
    place = LocationId(asked["to"])
    quantities = {FulfillmentOrderLineId(line): asked["units"]}
    fact = move(desk.admin, FulfillmentOrderId(owner.id), to=place, quantities=quantities)
    return {str(fact.id): place}
