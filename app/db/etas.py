"""The log of stated arrival dates: append-only, because an overwritten date would make every supplier look punctual."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from app.db import locks
from app.db.rows import add
from app.db.tables.supplies import EtaSource, eta_log
from app.domain.ids import InboundId, ShopId


def state_eta(
    conn: sa.Connection,
    shop: ShopId,
    inbound_id: InboundId,
    eta: date | None,
    *,
    at: datetime,
    source: EtaSource,
    by: str,
    note: str = "",
) -> bool:
    """Log a stated arrival date if it differs from the last one of the same source; True when it was logged."""
    locks.lock_inbound(conn, shop, inbound_id)
    mine = sa.and_(eta_log.c.shop_id == shop, eta_log.c.inbound_id == inbound_id)
    last = conn.execute(
        sa.select(eta_log.c.eta).where(mine, eta_log.c.source == source).order_by(eta_log.c.seq.desc()).limit(1)
    ).first()
    if last.eta == eta if last else eta is None:
        return False
    seq = (conn.scalar(sa.select(sa.func.max(eta_log.c.seq)).where(mine)) or 0) + 1
    add(
        conn,
        eta_log,
        [
            {
                "shop_id": shop,
                "inbound_id": inbound_id,
                "seq": seq,
                "stated_at": at,
                "eta": eta,
                "source": source,
                "stated_by": by,
                "note": note,
            }
        ],
    )
    return True
