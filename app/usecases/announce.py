"""A delivery entered here is told to Shopify as a transfer, where the merchant wants that."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from app.db import actions, incoming, own_deliveries, shops
from app.db.own_deliveries import OwnDelivery
from app.db.shops import Shop
from app.db.tables.supplies import SupplySource
from app.domain.ids import InboundId
from app.errors import Conflict

_READ_BACK_WITHIN: Final = timedelta(hours=1)
MOST_LINES: Final = 250
"""Of one call to Shopify. A longer delivery stays here: in two transfers it could not arrive as one."""


def announce(conn: sa.Connection, shop: Shop, inbound: InboundId, *, by: str, now: datetime) -> None:
    """Decide to make a transfer of the delivery. Nothing happens where the merchant keeps deliveries here."""
    if not shops.settings(conn, shop.id).writes_transfers:
        return
    known = own_deliveries.by_id(conn, shop.id, inbound)
    if known is None or not known.is_here or len(known.lines) > MOST_LINES:
        return
    if any(line.units.counted or line.units.closed for line in known.lines):
        return
    if actions.is_waiting(conn, shop.id, actions.ANNOUNCE, subject=f"inbound:{inbound}"):
        return
    payload = {
        "inbound": inbound,
        "destination": known.destination,
        "reference": known.name,
        "supplier": incoming.supplier_name(conn, shop.id, known.supplier),
        "arrives_on": _day(conn, shop, inbound),
        "lines": [{"item": line.item, "quantity": line.units.quantity} for line in known.lines],
    }
    actions.decide(conn, shop.id, actions.ANNOUNCE, subject=f"inbound:{inbound}", payload=payload, by=by, at=now)


def require_settled(conn: sa.Connection, shop: Shop, known: OwnDelivery, *, now: datetime) -> None:
    """Raises Conflict while an act on the delivery waits: what is being told to Shopify must not change meanwhile.

    A transfer that was made and not read back yet counts too, for an hour: by then somebody has deleted it there.
    """
    subject = f"inbound:{known.id}"
    is_here = known.source is SupplySource.OWN
    since = now - _READ_BACK_WITHIN
    if is_here and actions.is_under_way(conn, shop.id, actions.ANNOUNCE, subject=subject, since=since):
        raise Conflict("This delivery is being written to Shopify. Look again in a moment.")
    if actions.is_waiting(conn, shop.id, actions.RECEIVE_OWN, subject=subject):
        raise Conflict("Somebody is receiving this delivery already. Look again in a moment.")


def _day(conn: sa.Connection, shop: Shop, inbound: InboundId) -> str | None:
    together = incoming.of_inbound(conn, shop.id, inbound)
    return together[0].eta.isoformat() if together and together[0].eta else None
