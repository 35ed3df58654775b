"""Giving units back that will never come: decided by a person, worked out by Shopify, made once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.actions.desk import Desk, Settle
from app.db import actions, messages
from app.db.actions import Action
from app.domain.ids import LineId, LocationId, OrderId
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint
from app.inbox.hints import Kind as Look
from app.replan.tell import Kind
from app.shopify.refunds import UnitsBack, refund, refund_input

_NOTE = "Discontinued: these units will not come."


def refund_units(desk: Desk, action: Action) -> Settle:
    """The amounts are asked for once and kept before the refund is made, so that every further try says the same.

    Units that shipped or were taken back meanwhile are refused by Shopify: it gives back no more than is still open.
    """
    wanted = action.payload.get("input") or _settle_input(desk, action)
    paid = refund(desk.admin, wanted, idempotency_key=action.key)
    amount = {"amount": str(paid.amount), "currency": paid.currency} if paid.minor else {}

    def settle(conn: sa.Connection) -> None:
        actions.note(conn, desk.shop.id, action.id, amount)
        _tell(conn, desk, action, amount)
        enqueue(conn, desk.shop.id, Hint(Look.ORDER, action.payload["order"]), cause=action.kind)

    return settle


def _settle_input(desk: Desk, action: Action) -> dict[str, Any]:
    said = action.payload
    units = UnitsBack(
        order=OrderId(said["order"]),
        line=LineId(said["line"]),
        quantity=sum(quantity for _, quantity in said["parts"]),
        location=LocationId(said["location"]),
        with_shipping=said["with_shipping"],
    )
    wanted = refund_input(desk.admin, units, note=_NOTE)
    with desk.database.write() as conn:
        actions.settle_payload(conn, desk.shop.id, action.id, {**said, "input": wanted})
    return wanted


def _tell(conn: sa.Connection, desk: Desk, action: Action, paid: dict[str, str]) -> None:
    """One message for each refund, beside whatever else the order is told."""
    said = action.payload
    items: list[dict[str, Any]] = [
        {"line": said["line"], "first_unit": first, "quantity": quantity, "previous_on": None, "shown_on": None}
        for first, quantity in said["parts"]
    ]
    items[0]["refund"] = paid.get("amount")
    order = OrderId(said["order"])
    messages.open_new(conn, desk.shop.id, order, Kind.CANCELLED, cause="discontinued", items=items, at=desk.clock.now())
