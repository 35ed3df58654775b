"""What we know about suppliers: the merchant's own estimate, what became of every date, and how much really came."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from app.clock import local_date
from app.db.rows import SHOP
from app.db.tables.supplies import eta_log, inbound, supplier, supply
from app.domain.ids import ShopId, SupplierId
from app.domain.lateness import SupplierHistory, learn
from app.domain.outcomes import Outcome
from app.domain.yields import Delivery, receipts_like, typical

_UNKNOWN = ""
"""The supplier of what nobody named one for."""


_BUFFERS = sa.select(supplier.c.supplier_id, supplier.c.buffer_days).where(
    supplier.c.shop_id == SHOP, supplier.c.buffer_days.is_not(None)
)
_STATED = (
    sa.select(inbound.c.supplier_id, eta_log.c.stated_at, eta_log.c.eta, inbound.c.received_on)
    .join(inbound, sa.and_(inbound.c.shop_id == eta_log.c.shop_id, inbound.c.inbound_id == eta_log.c.inbound_id))
    .where(
        eta_log.c.shop_id == SHOP,
        eta_log.c.eta.is_not(None),
        sa.or_(inbound.c.closed_at.is_(None), inbound.c.received_on.is_not(None)),
    )
    .order_by(eta_log.c.inbound_id, eta_log.c.seq)
)
_DELIVERED = (
    sa.select(inbound.c.supplier_id, inbound.c.received_on, supply.c.quantity, supply.c.accepted)
    .join(inbound, sa.and_(inbound.c.shop_id == supply.c.shop_id, inbound.c.inbound_id == supply.c.inbound_id))
    .where(supply.c.shop_id == SHOP, inbound.c.closed_at.is_not(None), inbound.c.received_on.is_not(None))
    .order_by(supply.c.supply_id)
)


class Punctuality:
    """The histories of a shop's suppliers as they stood on `today`; each is worked out once, when first asked for."""

    def __init__(self, conn: sa.Connection, shop: ShopId, *, today: date, zone: str, buffer_days: int) -> None:
        self._today = today
        self._buffer_days = buffer_days
        self._buffers = _buffers(conn, shop)
        self._outcomes = outcomes(conn, shop, zone=zone)
        self._known: dict[SupplierId | None, SupplierHistory] = {}

    def of(self, who: SupplierId | None) -> SupplierHistory:
        """Days the merchant set for a supplier are the merchant's word: they stand in for its record."""
        if who not in self._known:
            own = self._buffers.get(who) if who is not None else None
            self._known[who] = SupplierHistory(own) if own is not None else self._learn(who)
        return self._known[who]

    def _learn(self, who: SupplierId | None) -> SupplierHistory:
        return learn(self._outcomes, supplier=_name(who), today=self._today, buffer_days=self._buffer_days)


class Yields:
    """How much of what a shop's suppliers sent could be sold; the record is read when it is first asked for."""

    def __init__(self, conn: sa.Connection, shop: ShopId, *, today: date) -> None:
        self._conn, self._shop, self._today = conn, shop, today
        self._record: list[Delivery] | None = None
        self._known: dict[SupplierId | None, tuple[Delivery, ...]] = {}

    def of(self, who: SupplierId | None, quantity: int) -> tuple[int, ...]:
        """Equally likely units of a delivery of `quantity`; empty while the record is too thin to say."""
        if who not in self._known:
            if self._record is None:
                self._record = deliveries(self._conn, self._shop)
            self._known[who] = typical(self._record, supplier=_name(who), today=self._today)
        return receipts_like(self._known[who], quantity)


def _name(who: int | None) -> str:
    return _UNKNOWN if who is None else str(who)


def deliveries(conn: sa.Connection, shop: ShopId) -> list[Delivery]:
    """One for each supply of which nothing more is to come, of those that came at all."""
    rows = conn.execute(_DELIVERED, {"shop": shop})
    return [Delivery(_name(row.supplier_id), row.received_on, row.quantity, row.accepted) for row in rows]


def _buffers(conn: sa.Connection, shop: ShopId) -> dict[SupplierId, int]:
    rows = conn.execute(_BUFFERS, {"shop": shop})
    return {SupplierId(row.supplier_id): row.buffer_days for row in rows}


def outcomes(conn: sa.Connection, shop: ShopId, *, zone: str) -> list[Outcome]:
    """One for each date ever stated: lateness is measured from the date that stood when it was believed."""
    rows = conn.execute(_STATED, {"shop": shop})
    return [
        Outcome(
            supplier=_name(row.supplier_id),
            since=local_date(row.stated_at, zone),
            stated=row.eta,
            arrived_on=row.received_on,
        )
        for row in rows
    ]
