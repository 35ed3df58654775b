"""Another quantity of a delivery that is kept here, or none of it: promises follow at once."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, own_deliveries
from app.db.own_deliveries import CANCELLED, RECEIVED, OwnDelivery
from app.db.shops import Shop
from app.domain.ids import SupplyId
from app.domain.own_supply import closed_short, is_over, with_quantity
from app.errors import AppError, Conflict, NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.replan import Replanned, replan
from app.usecases.announce import require_settled


def change_quantity(
    conn: sa.Connection, shop: Shop, supply: SupplyId, *, to: int, seen: int, by: str, now: datetime
) -> Replanned:
    """Announce `to` units of this supply in all, counted ones included. `seen` is the quantity the merchant looked at.

    Raises NotFound, AppError where Shopify keeps the delivery, Conflict where the quantity is another by now, Refused.
    """
    known = editable(conn, shop, supply, now=now)
    line = next(each for each in known.lines if each.supply == supply)
    if line.units.quantity != seen:
        raise Conflict(f"Somebody else has changed this delivery meanwhile: it now says {line.units.quantity} units.")
    after = with_quantity(line.units, to)
    own_deliveries.save_units(conn, shop.id, supply, after)
    others = [each.units for each in known.lines if each.supply != supply]
    if is_over([after, *others]):
        arrived = own_deliveries.last_receipt_on(conn, shop.id, known.id)
        own_deliveries.close(conn, shop.id, known.id, status=RECEIVED, at=now, received_on=arrived)
    detail = {"supply": supply, "from": seen, "to": to}
    activity.log(conn, shop.id, "changed the quantity", f"inbound:{known.id}", actor=by, at=now, detail=detail)
    return _follow(conn, shop, known, cause="changed a quantity", by=by, now=now)


def cancel_delivery(conn: sa.Connection, shop: Shop, supply: SupplyId, *, by: str, now: datetime) -> Replanned:
    """Nothing more of the whole delivery comes. It says nothing about its supplier's punctuality.

    Raises NotFound, AppError where Shopify keeps the delivery, Conflict while it is being received.
    """
    known = editable(conn, shop, supply, now=now)
    for line in known.lines:
        own_deliveries.save_units(conn, shop.id, line.supply, closed_short(line.units))
    own_deliveries.close(conn, shop.id, known.id, status=CANCELLED, at=now, received_on=None)
    activity.log(conn, shop.id, "cancelled incoming stock", f"inbound:{known.id}", actor=by, at=now)
    return _follow(conn, shop, known, cause="cancelled incoming stock", by=by, now=now)


def editable(conn: sa.Connection, shop: Shop, supply: SupplyId, *, now: datetime) -> OwnDelivery:
    """The delivery, held until the transaction ends.

    Raises NotFound, AppError where Shopify keeps it, Conflict while an act on it waits.
    """
    found = own_deliveries.of_supply(conn, shop.id, supply)
    known = own_deliveries.lock(conn, shop.id, found.id) if found else None
    if known is None:
        raise NotFound("This delivery was not entered here: change it in Shopify.")
    if known.is_closed:
        raise NotFound("This delivery is not on its way any more.")
    if not known.is_here:
        raise AppError("This delivery is a transfer in Shopify by now: change it there.")
    require_settled(conn, shop, known, now=now)
    return known


def _follow(conn: sa.Connection, shop: Shop, known: OwnDelivery, *, cause: str, by: str, now: datetime) -> Replanned:
    changed = replan(conn, shop, known.items, by=by, now=now)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause=cause)
    return changed
