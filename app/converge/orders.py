"""Orders to their desired state: exactly the backordered units held, and a tag and metafield for who ignores holds.

Holds come first and never wait. After a hold or release the order is looked at again, because its fulfilment orders
have been cut anew; only that look says that the wanted state is there.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.converge.deadlines import converge_deadline
from app.converge.desk import Desk
from app.converge.holds import Held, Open, Place, Release, Wanted, held_enough, next_place, releases, wanted_of
from app.converge.moving import converge_place
from app.db import activity, footprints, fulfillment, shopstate
from app.db.footprints import Footprint
from app.db.fulfillment import ENDED, StoredFulfillment, StoredOrder
from app.db.shopstate import DEADLINE, HOLDS, METAFIELD, PLACE, TAG, Desired
from app.db.tables.shopstate import FootprintState
from app.domain.ids import FulfillmentOrderId, HoldId, OrderId
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.order import NOBODY_MAY_HOLD, NOT_READ_YET, ORDER_TAG
from app.shopify.errors import ShopifyError, UserErrors
from app.shopify.facts import FulfillmentOrderFact
from app.shopify.fulfillment import HoldWish, place_hold, release_holds
from app.shopify.gid import FulfillmentOrderLineId, to_gid
from app.shopify.metafields import MetafieldWrite, delete_metafields, set_metafields
from app.shopify.orders import add_tags, remove_tags


def converge_order(desk: Desk, wanted: Sequence[Desired]) -> None:
    """Bring one order to what is wanted of it; `wanted` are fields of the same order."""
    resource = wanted[0].resource
    with desk.database.read() as conn:
        order = fulfillment.load_order(conn, desk.shop.id, OrderId(wanted[0].id))
        traces = {each.field: each for each in footprints.footprints(conn, desk.shop.id, resource)}
        written = footprints.last_write(conn, desk.shop.id, resource)
    if order is None or order.is_deleted:
        for each in wanted:
            desk.give_up(each, "the order is gone")
        return
    is_old = written is not None and order.fetched_at < written
    for each in sorted(wanted, key=lambda field: field.field != HOLDS):
        trace = traces.get(each.field)
        match each.field:
            case str() as field if field == HOLDS:
                _converge_holds(desk, each, order, trace, is_old=is_old)
            case str() as field if field == DEADLINE:
                converge_deadline(desk, each, order, trace, is_old=is_old)
            case str() as field if field.startswith(PLACE):
                converge_place(desk, each, order, trace, is_old=is_old)
            case str() as field if field == TAG:
                _converge_tag(desk, each, order, trace)
            case str() as field if field == METAFIELD:
                _converge_metafield(desk, each, order, trace)


def _converge_holds(desk: Desk, wanted: Desired, order: StoredOrder, trace: Footprint | None, *, is_old: bool) -> None:
    if is_old or (trace is not None and trace.is_unfinished):
        _look_again(desk, wanted)
        return desk.wait(wanted, NOT_READ_YET)
    groups, state = wanted_of(wanted.value), _State(order.fulfillments)
    is_ours = trace is None or trace.state is not FootprintState.FOREIGN
    too_many, missing = releases(state.held(), groups), is_ours and state.next_place(groups)
    if held_enough(state.held(), groups) or not (too_many or missing or is_ours):
        return _settle_holds(desk, wanted, order)
    if not (too_many or missing):
        return desk.wait(wanted, NOBODY_MAY_HOLD)
    if is_ours and not desk.intend(wanted, observed=order.cut()):
        return None
    try:
        _cut(desk, wanted, state, groups, may_place=is_ours)
    except ShopifyError:
        _look_again(desk, wanted)
        raise
    return _look_again(desk, wanted)


def _cut(desk: Desk, wanted: Desired, state: _State, groups: Sequence[Wanted], *, may_place: bool) -> None:
    """Release, then place, for what is held cannot be split: units that stand open in between are logged."""
    began = desk.admin.now()
    gone = releases(state.held(), groups)
    for release in gone:
        state.update(_release(desk, release))
    again = 0
    while may_place and (place := state.next_place(groups)) is not None:
        state.update(*_place(desk, place))
        again += sum(place.units.values())
    if gone and again:
        _log_exposure(desk, wanted, units=again, seconds=(desk.admin.now() - began).total_seconds())


def _log_exposure(desk: Desk, wanted: Desired, *, units: int, seconds: float) -> None:
    detail = {"units": units, "seconds": round(seconds, 3)}
    with desk.database.write() as conn:
        activity.log(conn, desk.shop.id, "regrouped holds", wanted.resource, actor="worker", at=desk.now, detail=detail)


class _State:
    """The fulfilment orders as they are cut while we hold and release."""

    def __init__(self, fulfillments: Sequence[StoredFulfillment]) -> None:
        self._now = {each.id: each for each in fulfillments if each.status not in ENDED}

    def update(self, *facts: FulfillmentOrderFact) -> None:
        for fact in facts:
            self._now[fact.id] = _stored(fact)
            if fact.status in ENDED:
                del self._now[fact.id]
        merged = {line for fact in facts if fact.status == "OPEN" for line in (each.line_id for each in fact.lines)}
        for each in list(self._now.values()):
            if each.status == "OPEN" and each.id not in {fact.id for fact in facts} and merged & set(each.lines):
                self._now.pop(each.id)

    def held(self) -> list[Held]:
        return [held for each in self._now.values() if (held := _held(each)) is not None]

    def open(self) -> list[Open]:
        mine = (each for each in self._now.values() if "HOLD" in each.actions and _held(each) is None)
        return [Open(each.id, each.lines, whole_only=each.status != "OPEN") for each in mine]

    def next_place(self, groups: Sequence[Wanted]) -> Place | None:
        taken = frozenset(hold.handle for each in self._now.values() for hold in each.holds if hold.ours)
        return next_place(self.held(), self.open(), groups, taken)


def _held(each: StoredFulfillment) -> Held | None:
    ours = [hold for hold in each.holds if hold.ours]
    if not ours or each.status in ENDED:
        return None
    return Held(
        fulfillment_order=each.id,
        hold=ours[0].id,
        handle=ours[0].handle,
        units={line: left for line, (_, left) in each.lines.items() if left},
        others=len(each.holds) > len(ours),
    )


def _stored(fact: FulfillmentOrderFact) -> StoredFulfillment:
    return StoredFulfillment(
        id=fact.id,
        status=fact.status,
        actions=fact.actions,
        holds=tuple(fulfillment.StoredHold(hold.id, hold.handle, hold.ours) for hold in fact.holds),
        lines={line.line_id: (line.id, line.remaining) for line in fact.lines if line.remaining},
    )


def _release(desk: Desk, release: Release) -> FulfillmentOrderFact:
    desk.check()
    return release_holds(desk.admin, FulfillmentOrderId(release.fulfillment_order), [HoldId(release.hold)])


def _place(desk: Desk, place: Place) -> tuple[FulfillmentOrderFact, ...]:
    desk.check()
    wish = HoldWish(
        handle=place.wanted.handle,
        reason=place.wanted.reason,
        notes=_note(place.wanted),
        quantities={FulfillmentOrderLineId(line): quantity for line, quantity in place.lines},
    )
    placed = place_hold(desk.admin, FulfillmentOrderId(place.fulfillment_order), wish)
    return (placed.held, placed.remaining) if placed.remaining else (placed.held,)


def _note(wanted: Wanted) -> str:
    return f"Backordered: ships by {wanted.until}" if wanted.until else "Backordered: no date known yet"


def _look_again(desk: Desk, wanted: Desired) -> None:
    """The cached fulfilment orders are wrong by now, or may be: whatever was read before this moment does not count.

    Those that were cut anew have no deadline, though the day that is wanted may be the same.
    """
    with desk.database.write() as conn:
        footprints.outdate(conn, desk.shop.id, wanted, at=desk.admin.now())
        if wanted.field == HOLDS:
            shopstate.reopen(conn, desk.shop.id, wanted.resource, DEADLINE)
        enqueue(conn, desk.shop.id, Hint(Kind.ORDER, wanted.id), cause="verify holds")


def _settle_holds(desk: Desk, wanted: Desired, order: StoredOrder) -> None:
    with desk.database.write() as conn:
        footprints.confirm_seen(conn, desk.shop.id, wanted, seen=order.cut())
        shopstate.settle(conn, desk.shop.id, wanted)


def _converge_tag(desk: Desk, wanted: Desired, order: StoredOrder, trace: Footprint | None) -> None:
    """Add the tag, or remove it where it was not there before us."""
    has = _is_tagged(order, trace)
    ours = trace is not None and trace.state is not FootprintState.RESTORED and trace.before is False
    in_doubt = trace is not None and trace.is_unfinished
    theirs = trace is not None and trace.state is FootprintState.FOREIGN
    if theirs or not (wanted.value or ours) or (has == wanted.value and not in_doubt):
        with desk.database.write() as conn:
            shopstate.settle(conn, desk.shop.id, wanted)
    elif desk.intend(wanted, observed=has):
        (add_tags if wanted.value else remove_tags)(desk.admin, order.id, [ORDER_TAG])
        _confirm(desk, wanted, is_back=not wanted.value)


def _is_tagged(order: StoredOrder, trace: Footprint | None) -> bool:
    """What our copy of the order says, unless we have written since it was read."""
    if trace is not None and trace.confirmed_at is not None and order.fetched_at < trace.confirmed_at:
        return bool(trace.written)
    return ORDER_TAG in order.tags


def _converge_metafield(desk: Desk, wanted: Desired, order: StoredOrder, trace: Footprint | None) -> None:
    if wanted.value is None and trace is None:
        with desk.database.write() as conn:
            shopstate.settle(conn, desk.shop.id, wanted)
    elif desk.intend(wanted, observed=None):
        digest = _write_metafield(desk, wanted, order)
        with desk.database.write() as conn:
            fulfillment.note_metafield(conn, desk.shop.id, order.id, digest)
        _confirm(desk, wanted, is_back=wanted.value is None)


def _write_metafield(desk: Desk, wanted: Desired, order: StoredOrder) -> str | None:
    owner = to_gid("Order", order.id)
    if wanted.value is None:
        delete_metafields(desk.admin, [owner])
        return None
    value = msgspec.json.encode(wanted.value).decode()
    try:
        return set_metafields(desk.admin, [MetafieldWrite(owner, value, order.metafield_digest)])[0].digest
    except UserErrors as error:
        if error.stale:
            _look_again(desk, wanted)
        raise


def _confirm(desk: Desk, wanted: Desired, *, is_back: bool) -> None:
    """`is_back`: the field is as it was before us."""
    note = footprints.restored if is_back else footprints.confirm
    with desk.database.write() as conn:
        note(conn, desk.shop.id, wanted, at=desk.admin.now())
        shopstate.settle(conn, desk.shop.id, wanted)
