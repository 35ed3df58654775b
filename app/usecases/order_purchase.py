"""An order goes to its supplier, or does not go through: from then on its units are on their way, or not any more."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.clock import local_date
from app.db import activity, incoming, locks, own_deliveries, purchases
from app.db.purchases import Purchase
from app.db.shops import Shop
from app.domain.ids import PurchaseId
from app.domain.own_supply import NewDelivery
from app.domain.purchasing import PurchaseState, doubts
from app.errors import AppError, NotFound
from app.replan.replan import Replanned
from app.usecases.add_delivery import add_delivery
from app.usecases.change_delivery import cancel_delivery
from app.usecases.write_purchase import draft


class Doubtful(AppError):
    """The supplier may not agree to these quantities; the merchant may say that it does."""

    status = 409


def order_purchase(
    conn: sa.Connection, shop: Shop, purchase: PurchaseId, *, anyway: bool, by: str, now: datetime
) -> Replanned:
    """It was ordered: all its lines are on their way and may be promised.

    Raises NotFound, Refused for what is no draft or has no lines, Conflict for a number that a delivery has, and
    Doubtful for quantities against the supplier's terms, unless the merchant orders them `anyway`.
    """
    known = draft(conn, shop, purchase)
    if not anyway and any(doubts(line.lot) for line in known.lines):
        raise Doubtful("Some quantities are against the supplier's terms. Correct them, or say that they are agreed.")
    made, changed = add_delivery(
        conn, shop, _delivery(conn, shop, known), by=by, now=now, note=f"Ordered as {known.heading.number}"
    )
    today = local_date(now, shop.timezone)
    purchases.mark(conn, shop.id, purchase, PurchaseState.ORDERED, inbound=made, ordered_on=today)
    activity.log(conn, shop.id, "ordered", f"purchase:{purchase}", actor=by, at=now, detail={"inbound": made})
    return changed


def _delivery(conn: sa.Connection, shop: Shop, known: Purchase) -> NewDelivery:
    return NewDelivery(
        reference=known.heading.number,
        destination=known.heading.destination,
        quantities={line.item: line.lot.quantity for line in known.lines},
        expected_on=known.heading.expected_on,
        supplier=incoming.supplier_name(conn, shop.id, known.heading.supplier),
    )


def cancel_purchase(conn: sa.Connection, shop: Shop, purchase: PurchaseId, *, by: str, now: datetime) -> Replanned:
    """Nothing more of it comes. What was received stays received.

    Raises NotFound, AppError where Shopify keeps what was ordered, Conflict while it is being received.
    """
    locks.lock_references(conn, shop.id, [purchases.lock_name(purchase)])
    known = purchases.by_id(conn, shop.id, purchase)
    if known is None or known.state is PurchaseState.CANCELLED:
        raise NotFound("There is no such order to cancel.")
    changed = Replanned()
    delivery = own_deliveries.by_id(conn, shop.id, known.inbound) if known.inbound else None
    if delivery is not None and delivery.lines:
        changed = cancel_delivery(conn, shop, delivery.lines[0].supply, by=by, now=now)
    if known.state is PurchaseState.DRAFT:
        purchases.mark(conn, shop.id, purchase, PurchaseState.CANCELLED)
    activity.log(conn, shop.id, "cancelled an order", f"purchase:{purchase}", actor=by, at=now)
    return changed
