"""A new arrival date for what is coming: logged, planned with, and told to Shopify."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from app.db import actions, activity, incoming, locks, own_deliveries
from app.db.etas import state_eta
from app.db.incoming import OpenSupply
from app.db.shops import Shop
from app.db.tables.supplies import EtaSource
from app.domain.ids import SupplyId
from app.errors import Conflict, NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.anew import plan_all
from app.replan.replan import Replanned
from app.usecases.announce import require_settled

_MOVED = "moved an arrival"


def move_eta(
    conn: sa.Connection,
    shop: Shop,
    supply: SupplyId,
    *,
    to: date,
    seen: date | None,
    reason: str,
    by: str,
    now: datetime,
) -> Replanned | None:
    """State that everything arriving with this supply comes on `to`, a local date at the dock.

    Raises NotFound, and Conflict where the date is no longer the one that was `seen`.
    """
    locks.lock_inbound(conn, shop.id, _open(conn, shop, supply).inbound)
    known = _open(conn, shop, supply)
    own = own_deliveries.by_id(conn, shop.id, known.inbound)
    if own is not None:
        require_settled(conn, shop, own, now=now)
    together = incoming.of_inbound(conn, shop.id, known.inbound)
    if known.eta != seen:
        stands = known.eta.isoformat() if known.eta else "no date"
        raise Conflict(f"Somebody else has changed this delivery meanwhile: it now says {stands}.")
    state_eta(conn, shop.id, known.inbound, to, at=now, source=EtaSource.MERCHANT, by=by, note=reason)
    activity.log(
        conn,
        shop.id,
        "moved the arrival",
        f"inbound:{known.inbound}",
        actor=by,
        at=now,
        detail={"from": seen.isoformat() if seen else None, "to": to.isoformat(), "reason": reason},
    )
    _tell_shopify(conn, shop, supply, to, by=by, now=now)
    changed = plan_all(conn, shop, {each.item for each in together}, cause=_MOVED, by=by, now=now)
    enqueue(conn, shop.id, Hint(Kind.DELIVER), cause=_MOVED)
    return changed


def _open(conn: sa.Connection, shop: Shop, supply: SupplyId) -> OpenSupply:
    known = incoming.one(conn, shop.id, supply)
    if known is None:
        raise NotFound("This delivery is not on its way any more.")
    return known


def _tell_shopify(conn: sa.Connection, shop: Shop, supply: SupplyId, to: date, *, by: str, now: datetime) -> None:
    ref = incoming.shipment_of(conn, shop.id, supply)
    if ref.shipment_id is None:
        return
    payload = {"shipment": ref.shipment_id, "transfer": ref.transfer_id, "arrives_on": to.isoformat()}
    actions.decide(
        conn, shop.id, actions.SET_ARRIVAL, subject=f"shipment:{ref.shipment_id}", payload=payload, by=by, at=now
    )
