"""One-shot acts: decided once, carried out once, and their result read back as a fact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.actions.desk import Desk
from app.actions.refunds import refund_units, tell_refund
from app.db import actions, activity
from app.db.actions import RECEIVE_SHIPMENT, REFUND_UNITS, SET_ARRIVAL, Action
from app.inbox.enqueue import enqueue, enqueue_at
from app.inbox.hints import Hint, Kind
from app.shopify.errors import MissingScope, OutcomeUnknown, ResourceNotFound, UserErrors
from app.shopify.gid import ShipmentId, ShipmentLineId
from app.shopify.shipping import ReceivedLine, ShipmentTracking, receive_shipment, set_tracking

_RETRY = timedelta(seconds=10)


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
    try:
        result = _KINDS[action.kind](desk, action)
    except (UserErrors, ResourceNotFound, MissingScope) as refused:
        _refuse(desk, action, str(refused))
    except OutcomeUnknown as unknown:
        _postpone(desk, action, str(unknown))
    else:
        _finish(desk, action, result)


def _receive(desk: Desk, action: Action) -> Any:
    lines = [
        ReceivedLine(ShipmentLineId(line["line"]), line[kind], accepted=kind == "accepted")
        for line in action.payload["lines"]
        for kind in ("accepted", "rejected")
        if line[kind]
    ]
    shipment = ShipmentId(action.payload["shipment"])
    receive_shipment(desk.admin, shipment, lines, idempotency_key=action.key)


def _set_arrival(desk: Desk, action: Action) -> Any:
    """Noon of the local day, so that no zone reads another date out of it."""
    day = datetime.fromisoformat(action.payload["arrives_on"]).date()
    at = datetime.combine(day, time(12), ZoneInfo(desk.shop.timezone))
    set_tracking(desk.admin, ShipmentId(action.payload["shipment"]), ShipmentTracking(arrives_at=at))


_KINDS: dict[str, Callable[[Desk, Action], Any]] = {
    RECEIVE_SHIPMENT: _receive,
    SET_ARRIVAL: _set_arrival,
    REFUND_UNITS: refund_units,
}


def _finish(desk: Desk, action: Action, result: Any) -> None:
    """What became of it is read back from Shopify."""
    payload = action.payload
    seen_in = Hint(Kind.ORDER, payload["order"]) if "order" in payload else Hint(Kind.TRANSFER, payload["transfer"])
    with desk.database.write() as conn:
        actions.finish(conn, desk.shop.id, action.id, at=desk.clock.now(), result=result)
        if action.kind == REFUND_UNITS:
            tell_refund(conn, desk, action, result)
        enqueue(conn, desk.shop.id, seen_in, cause=action.kind)


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
