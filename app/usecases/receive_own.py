"""Units of a delivery that is kept here were counted at the dock: they become stock in Shopify exactly once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from app.db import actions, activity
from app.db.shops import Shop
from app.domain.ids import SupplyId
from app.domain.own_supply import Units, received
from app.errors import Conflict, NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.usecases.change_delivery import editable
from app.usecases.receive import Count


def receive_own(
    conn: sa.Connection,
    shop: Shop,
    counted: Mapping[SupplyId, Count],
    *,
    is_in_stock: bool,
    closes: bool,
    by: str,
    now: datetime,
) -> None:
    """Decide to receive these units of one delivery.

    `is_in_stock`: somebody has added the good ones to Shopify's stock already, so only the delivery changes. `closes`:
    what was not counted never comes. The delivery keeps its units until the worker has read the stock that holds them:
    a unit is never nowhere, so no promise breaks for a moment. Raises NotFound, Conflict, AppError, Refused.
    """
    if not counted:
        raise NotFound("This delivery is not on its way any more.")
    known = editable(conn, shop, next(iter(counted)), now=now)
    lines = {line.supply: line for line in known.lines}
    if counted.keys() - lines.keys():
        raise Conflict("Receive one delivery at a time.")
    payload = {
        "inbound": known.id,
        "location": known.destination,
        "adjusts": not is_in_stock and any(count.accepted for count in counted.values()),
        "closes": closes,
        "lines": [
            _line(lines[supply].units, supply, lines[supply].item, counted[supply]) for supply in sorted(counted)
        ],
    }
    actions.decide(conn, shop.id, actions.RECEIVE_OWN, subject=f"inbound:{known.id}", payload=payload, by=by, at=now)
    activity.log(conn, shop.id, "received", f"inbound:{known.id}", actor=by, at=now, detail=payload)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="received")


def _line(units: Units, supply: SupplyId, item: int, count: Count) -> dict[str, int]:
    """Raises Refused for more than is open."""
    received(units, accepted=count.accepted, rejected=count.rejected)
    return {"supply": supply, "item": item, "accepted": count.accepted, "rejected": count.rejected}
