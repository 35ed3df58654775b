"""Acts on what Shopify keeps: receive a shipment, say when it arrives. What came of it is read back as a fact."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from app.actions.desk import Desk, Settle
from app.db.actions import Action
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.shopify.gid import ShipmentId, ShipmentLineId
from app.shopify.shipping import ReceivedLine, ShipmentTracking, receive_shipment, set_tracking


def receive(desk: Desk, action: Action) -> Settle:
    lines = [
        ReceivedLine(ShipmentLineId(line["line"]), line[kind], accepted=kind == "accepted")
        for line in action.payload["lines"]
        for kind in ("accepted", "rejected")
        if line[kind]
    ]
    shipment = ShipmentId(action.payload["shipment"])
    receive_shipment(desk.admin, shipment, lines, idempotency_key=action.key)
    return look_at(desk, action.payload["transfer"], cause=action.kind)


def set_arrival(desk: Desk, action: Action) -> Settle:
    arrives_at = noon(desk, date.fromisoformat(action.payload["arrives_on"]))
    set_tracking(desk.admin, ShipmentId(action.payload["shipment"]), ShipmentTracking(arrives_at=arrives_at))
    return look_at(desk, action.payload["transfer"], cause=action.kind)


def noon(desk: Desk, day: date) -> datetime:
    """Noon of the local day, so that no zone reads another date out of it."""
    return datetime.combine(day, time(12), ZoneInfo(desk.shop.timezone))


def look_at(desk: Desk, transfer: int, *, cause: str) -> Settle:
    """Have the transfer read again."""

    def settle(conn: sa.Connection) -> None:
        enqueue(conn, desk.shop.id, Hint(Kind.TRANSFER, transfer), cause=cause)

    return settle
