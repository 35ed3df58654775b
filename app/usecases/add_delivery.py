"""Units are on their way, says the merchant: from now on they may be promised."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.clock import local_date
from app.db import activity, locks, own_deliveries
from app.db.etas import state_eta
from app.db.shops import Shop
from app.db.tables.supplies import EtaSource
from app.domain.ids import InboundId
from app.domain.own_supply import NewDelivery, fold
from app.errors import Conflict, NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.replan import Replanned, replan
from app.usecases.announce import announce


def add_delivery(
    conn: sa.Connection, shop: Shop, new: NewDelivery, *, by: str, now: datetime, note: str = ""
) -> tuple[InboundId, Replanned]:
    """Keep a new delivery and plan with it at once. Raises as `keep_delivery`."""
    made = keep_delivery(conn, shop, new, by=by, now=now, note=note)
    changed = replan(conn, shop, set(new.quantities), by=by, now=now)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause="added incoming stock")
    return made, changed


def keep_delivery(
    conn: sa.Connection, shop: Shop, new: NewDelivery, *, by: str, now: datetime, note: str = ""
) -> InboundId:
    """Store a new delivery without planning with it. `note` stands beside its first date in the log.

    Raises Conflict for a reference that another delivery has, open or over; NotFound for a place or product that the
    shop does not have.
    """
    locks.lock_references(conn, shop.id, [fold(new.reference)])
    if own_deliveries.by_reference(conn, shop.id, new.reference) is not None:
        raise Conflict(f"There is a delivery {new.reference.strip()} already. Give this one another reference.")
    if not own_deliveries.is_known_place(conn, shop.id, new.destination):
        raise NotFound("This location is not in the shop any more.")
    if own_deliveries.unknown_items(conn, shop.id, set(new.quantities)):
        raise NotFound("Shopify does not track how many there are of one of these products.")
    supplier = own_deliveries.named_supplier(conn, shop.id, new.supplier, now=now)
    today = local_date(now, shop.timezone)
    made = own_deliveries.insert(conn, shop.id, new, supplier=supplier, ordered_on=today, now=now)
    state_eta(conn, shop.id, made, new.expected_on, at=now, source=EtaSource.MERCHANT, by=by, note=note)
    detail = {"reference": new.reference, "units": sum(new.quantities.values())}
    activity.log(conn, shop.id, "added incoming stock", f"inbound:{made}", actor=by, at=now, detail=detail)
    announce(conn, shop, made, by=by, now=now)
    return made
