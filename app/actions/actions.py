"""One-shot acts: decided once, carried out once, and their result read back as a fact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from app.actions import own, refunds, shipments
from app.actions.desk import Desk, Settle
from app.db import actions, activity
from app.db.actions import ANNOUNCE, RECEIVE_OWN, RECEIVE_SHIPMENT, REFUND_UNITS, SET_ARRIVAL, Action
from app.inbox.enqueue import enqueue_at
from app.inbox.hints import Hint, Kind
from app.shopify.errors import MissingScope, OutcomeUnknown, ResourceNotFound, UserErrors

_RETRY = timedelta(seconds=10)
_KEY_LASTS = timedelta(hours=23)
"""Shopify knows a key again for 24 hours. After that a repeat would be done twice."""
_KINDS: dict[str, Callable[[Desk, Action], Settle]] = {
    RECEIVE_SHIPMENT: shipments.receive,
    SET_ARRIVAL: shipments.set_arrival,
    RECEIVE_OWN: own.receive_own,
    ANNOUNCE: own.announce,
    REFUND_UNITS: refunds.refund_units,
}


def act(desk: Desk) -> None:
    """Carry out every act whose time has come, in the order they were decided.

    Raises what concerns the whole shop: ShopifyUnavailable, NeedsReauth, ShopFrozen.
    """
    with desk.database.read() as conn:
        waiting = actions.ready(conn, desk.shop.id, now=desk.clock.now())
    for each in waiting:
        if not desk.is_held():
            return
        _carry_out(desk, each)


def _carry_out(desk: Desk, action: Action) -> None:
    if _may_be_done_already(desk, action):
        _refuse(desk, action, "Shopify's answer was lost for a day: look there whether it was done.")
        return
    try:
        settle = _KINDS[action.kind](desk, action)
    except (UserErrors, ResourceNotFound, MissingScope) as refused:
        _refuse(desk, action, str(refused))
    except OutcomeUnknown as unknown:
        _postpone(desk, action, str(unknown))
    else:
        _finish(desk, action, settle)


def _may_be_done_already(desk: Desk, action: Action) -> bool:
    """It was sent, nobody knows what became of it, and Shopify has forgotten its key."""
    is_lost = action.attempts > 0 and action.so_far is None
    return action.kind != SET_ARRIVAL and is_lost and desk.clock.now() - action.decided_at > _KEY_LASTS


def _finish(desk: Desk, action: Action, settle: Settle) -> None:
    with desk.database.write() as conn:
        actions.finish(conn, desk.shop.id, action.id, at=desk.clock.now())
        settle(conn)


def _refuse(desk: Desk, action: Action, reason: str) -> None:
    with desk.database.write() as conn:
        actions.refuse(conn, desk.shop.id, action.id, at=desk.clock.now(), reason=reason)
        activity.log(
            conn,
            desk.shop.id,
            "was refused by Shopify",
            action.subject,
            actor="shopify",
            at=desk.clock.now(),
            detail={"kind": action.kind, "reason": reason},
        )


def _postpone(desk: Desk, action: Action, reason: str) -> None:
    until = desk.clock.now() + _RETRY
    with desk.database.write() as conn:
        actions.postpone(conn, desk.shop.id, action.id, until=until, reason=reason)
        enqueue_at(conn, desk.shop.id, Hint(Kind.DELIVER), cause="actions", at=until)
