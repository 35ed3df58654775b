"""Orders to their desired state: exactly the backordered units held, and a tag and metafield for who ignores holds.

Holds come first and never wait. After a hold or release the order is looked at again, because its fulfilment orders
have been cut anew; only that look says that the wanted state is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from app.converge.desk import Desk
from app.converge.holds import Held, Open, Place, Release, Wanted, held_enough, next_place, releases, wanted_of
from app.db import fulfillment, shopstate
from app.db.fulfillment import StoredFulfillment, StoredOrder
from app.db.shopstate import HOLDS, METAFIELD, TAG, Desired
from app.domain.ids import FulfillmentOrderId, HoldId, OrderId
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.shopify.errors import OutcomeUnknown, UserErrors
from app.shopify.facts import FulfillmentOrderFact
from app.shopify.fulfillment import HoldWish, place_hold, release_holds
from app.shopify.gid import FulfillmentOrderLineId, to_gid
from app.shopify.metafields import MetafieldWrite, delete_metafields, set_metafields
from app.shopify.orders import add_tags, remove_tags

ORDER_TAG = "Backorder"
_ENDED = frozenset({"CLOSED", "CANCELLED", "INCOMPLETE"})


def converge_order(desk: Desk, wanted: Sequence[Desired]) -> None:
    """Bring one order to what is wanted of it; `wanted` are fields of the same order."""
    with desk.database.read() as conn:
        order = fulfillment.load_order(conn, desk.shop.id, OrderId(wanted[0].id))
        written = shopstate.last_write(conn, desk.shop.id, wanted[0].resource)
    if order is None:
        for each in wanted:
            desk.give_up(each, "the order is not known")
        return
    for each in sorted(wanted, key=lambda field: field.field != HOLDS):
        match each.field:
            case str() as field if field == HOLDS:
                _converge_holds(desk, each, order, written)
            case str() as field if field == TAG:
                _converge_tag(desk, each, order)
            case str() as field if field == METAFIELD:
                _converge_metafield(desk, each, order)


def _converge_holds(desk: Desk, wanted: Desired, order: StoredOrder, written: datetime | None) -> None:
    if written is not None and order.fetched_at < written:
        return _look_again(desk, wanted)
    groups = wanted_of(wanted.value)
    held = [each for each in map(_held, order.fulfillments) if each is not None]
    if held_enough(held, groups):
        with desk.database.write() as conn:
            shopstate.settle(conn, desk.shop.id, wanted)
        return None
    _intend(desk, wanted, held)
    try:
        state = _State(order.fulfillments)
        for release in releases(held, groups):
            state.update(_release(desk, release))
        while (place := next_place(state.held(), state.open(), groups, state.handles())) is not None:
            state.update(*_place(desk, place))
    except (UserErrors, OutcomeUnknown):
        _confirm_and_look(desk, wanted)
        raise
    _confirm_and_look(desk, wanted)
    return None


class _State:
    """The fulfilment orders as they are cut while we hold and release."""

    def __init__(self, fulfillments: Sequence[StoredFulfillment]) -> None:
        self._now = {each.id: each for each in fulfillments if each.status not in _ENDED}

    def update(self, *facts: FulfillmentOrderFact) -> None:
        for fact in facts:
            self._now[fact.id] = _stored(fact)
            if fact.status in _ENDED:
                del self._now[fact.id]
        merged = {line for fact in facts if fact.status == "OPEN" for line in (each.line_id for each in fact.lines)}
        for each in list(self._now.values()):
            if each.status == "OPEN" and each.id not in {fact.id for fact in facts} and merged & set(each.lines):
                self._now.pop(each.id)

    def held(self) -> list[Held]:
        return [held for each in self._now.values() if (held := _held(each)) is not None]

    def open(self) -> list[Open]:
        return [Open(each.id, each.lines) for each in self._now.values() if not each.holds and "HOLD" in each.actions]

    def handles(self) -> frozenset[str]:
        return frozenset(hold.handle for each in self._now.values() for hold in each.holds if hold.ours)


def _held(each: StoredFulfillment) -> Held | None:
    ours = [hold for hold in each.holds if hold.ours]
    if not ours or each.status in _ENDED:
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


def _intend(desk: Desk, wanted: Desired, held: Sequence[Held]) -> None:
    observed = [{"handle": each.handle, "units": {str(line): n for line, n in each.units.items()}} for each in held]
    with desk.database.write() as conn:
        shopstate.intend(conn, desk.shop.id, wanted, observed=observed, at=desk.admin.now())


def _confirm_and_look(desk: Desk, wanted: Desired) -> None:
    """Whatever happened, the cached fulfilment orders are wrong now."""
    with desk.database.write() as conn:
        shopstate.confirm(conn, desk.shop.id, wanted, at=desk.admin.now())
        enqueue(conn, desk.shop.id, Hint(Kind.ORDER, wanted.id), cause="verify holds")


def _look_again(desk: Desk, wanted: Desired) -> None:
    with desk.database.write() as conn:
        enqueue(conn, desk.shop.id, Hint(Kind.ORDER, wanted.id), cause="verify holds")


def _converge_tag(desk: Desk, wanted: Desired, order: StoredOrder) -> None:
    has = ORDER_TAG in order.tags
    with desk.database.read() as conn:
        trace = shopstate.footprint_of(conn, desk.shop.id, wanted.resource, wanted.field)
    ours_to_remove = trace is not None and trace.before is False
    if has != wanted.value and (wanted.value or ours_to_remove):
        desk.check()
        with desk.database.write() as conn:
            shopstate.intend(conn, desk.shop.id, wanted, observed=has, at=desk.admin.now())
        (add_tags if wanted.value else remove_tags)(desk.admin, order.id, [ORDER_TAG])
        with desk.database.write() as conn:
            shopstate.confirm(conn, desk.shop.id, wanted, at=desk.admin.now())
    with desk.database.write() as conn:
        shopstate.settle(conn, desk.shop.id, wanted)


def _converge_metafield(desk: Desk, wanted: Desired, order: StoredOrder) -> None:
    desk.check()
    owner = to_gid("Order", order.id)
    with desk.database.write() as conn:
        shopstate.intend(conn, desk.shop.id, wanted, observed=None, at=desk.admin.now())
    digest: str | None = None
    if wanted.value is None:
        if order.metafield_digest is not None:
            delete_metafields(desk.admin, [owner])
    else:
        value = msgspec.json.encode(wanted.value).decode()
        digest = set_metafields(desk.admin, [MetafieldWrite(owner, value, order.metafield_digest)])[0].digest
    with desk.database.write() as conn:
        fulfillment.note_metafield(conn, desk.shop.id, order.id, digest)
        shopstate.confirm(conn, desk.shop.id, wanted, at=desk.admin.now())
        shopstate.settle(conn, desk.shop.id, wanted)
