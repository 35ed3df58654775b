"""What we know about a supplier's punctuality."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from app.db.tables.supplies import supplier
from app.domain.ids import ShopId, SupplierId


def buffers(conn: sa.Connection, shop: ShopId, suppliers: Iterable[SupplierId]) -> dict[SupplierId, int]:
    """The days each supplier's stated dates are stretched by, where the merchant said so."""
    rows = conn.execute(
        sa.select(supplier.c.supplier_id, supplier.c.buffer_days).where(
            supplier.c.shop_id == shop,
            supplier.c.supplier_id.in_(list(suppliers)),
            supplier.c.buffer_days.is_not(None),
        )
    )
    return {SupplierId(row.supplier_id): row.buffer_days for row in rows}
