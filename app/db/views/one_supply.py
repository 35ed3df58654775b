"""One supply: with what arrives beside it, and every date that was ever stated for it."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from app.db.shown import StatedDate, SupplyView
from app.db.tables.supplies import EtaSource, eta_log, supply
from app.db.views import deliveries
from app.db.views.reader import Reader
from app.domain.ids import InboundId, SupplyId
from app.errors import NotFound

_SPEAKERS: Final = {EtaSource.SHOPIFY: "Shopify", EtaSource.MERCHANT: "Your team", EtaSource.SUPPLIER: "The supplier"}
"""The log knows staff by number only: a session token brings no name."""


def read(reader: Reader, supply_id: SupplyId) -> SupplyView:
    """Raises NotFound for a supply of another shop, or of none."""
    inbound_id = reader.conn.scalar(
        sa.select(supply.c.inbound_id).where(supply.c.shop_id == reader.shop.id, supply.c.supply_id == supply_id)
    )
    if inbound_id is None:
        raise NotFound("There is no such delivery in this shop.")
    together = deliveries.read(reader, supply.c.inbound_id == inbound_id)
    shipment = sorted(
        (each.row for each in together), key=lambda row: (row.variant.product, row.variant.variant, row.id)
    )
    return SupplyView(
        supply=next(row for row in shipment if row.id == supply_id),
        shipment=tuple(shipment),
        dates=_dates(reader, InboundId(inbound_id)),
        as_of=reader.oldest(deliveries.ages(together)),
    )


def _dates(reader: Reader, inbound_id: InboundId) -> tuple[StatedDate, ...]:
    rows = reader.conn.execute(
        sa.select(eta_log)
        .where(eta_log.c.shop_id == reader.shop.id, eta_log.c.inbound_id == inbound_id)
        .order_by(eta_log.c.seq.desc())
    ).mappings()
    return tuple(
        StatedDate(row["eta"], row["stated_at"], _SPEAKERS[EtaSource(row["source"])], row["note"]) for row in rows
    )
