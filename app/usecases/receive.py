"""Units were counted at the dock: tell Shopify, whose stock then says so to everybody, us included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.db import actions, activity, incoming, locks
from app.db.shops import Shop
from app.domain.ids import ItemId, SupplyId
from app.errors import AppError, Conflict, NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind


@dataclass(frozen=True, slots=True)
class Count:
    """Good units, and units that never become stock."""

    accepted: int
    rejected: int


def receive(conn: sa.Connection, shop: Shop, counted: Mapping[SupplyId, Count], *, by: str, now: datetime) -> None:
    """Decide to receive these units of one shipment.

    Raises NotFound, Conflict where fewer units are open than were counted, AppError where Shopify takes no receipt.
    """
    locks.lock_items(conn, shop.id, _items(conn, shop, counted))
    lines = []
    refs = set()
    for supply, count in sorted(counted.items()):
        known = incoming.one(conn, shop.id, supply)
        if known is None:
            raise NotFound("This delivery has been received already.")
        if count.accepted + count.rejected > known.open_quantity:
            raise Conflict(f"Only {known.open_quantity} units of {known.name} are still to come.")
        ref = incoming.shipment_of(conn, shop.id, supply)
        if ref.shipment_id is None or ref.shipment_line_id is None:
            raise AppError("Shopify has no shipment for this delivery yet, so it cannot be received there.")
        refs.add((ref.shipment_id, ref.transfer_id))
        lines.append({"line": ref.shipment_line_id, "accepted": count.accepted, "rejected": count.rejected})
    if len(refs) != 1:
        raise AppError("Receive one shipment at a time.")
    shipment, transfer = refs.pop()
    if actions.is_waiting(conn, shop.id, actions.RECEIVE_SHIPMENT, subject=f"shipment:{shipment}"):
        raise Conflict("Somebody is receiving this shipment already. Look again in a moment.")
    payload = {"shipment": shipment, "transfer": transfer, "lines": lines}
    actions.decide(
        conn, shop.id, actions.RECEIVE_SHIPMENT, subject=f"shipment:{shipment}", payload=payload, by=by, at=now
    )
    activity.log(conn, shop.id, "received", f"shipment:{shipment}", actor=by, at=now, detail={"lines": lines})
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="received")


def _items(conn: sa.Connection, shop: Shop, counted: Mapping[SupplyId, Count]) -> set[ItemId]:
    """Two people at one dock: the second must see what the first decided."""
    found = (incoming.one(conn, shop.id, supply) for supply in counted)
    return {each.item for each in found if each is not None}
