"""One variant: its row of the list, who waits, and what is coming."""

from __future__ import annotations

import sqlalchemy as sa

from app.db import letting_go, shops
from app.db.shown import BackorderRow, BackorderView
from app.db.tables.supplies import supply
from app.db.views import by_region, candidates, deliveries, history, rows, waiting
from app.db.views.reader import Reader
from app.domain.ids import VariantId
from app.domain.model import Mode
from app.errors import NotFound


def read(reader: Reader, variant: VariantId) -> BackorderView:
    """Raises NotFound for a variant of another shop, or of none."""
    found = candidates.one(reader, variant)
    if found is None:
        raise NotFound("There is no such variant in this shop.")
    head = rows.complete(reader, [found])
    lines = waiting.read(reader, found.item)
    coming = deliveries.read(reader, sa.and_(supply.c.item_id == found.item, deliveries.OPEN))
    row = head.rows[0]
    stopped = row.change is not None and not row.change.sells_on
    fetched = (*head.fetched, *(line.fetched_at for line in lines), *deliveries.ages(coming))
    return BackorderView(
        row=row,
        promises=tuple(line.row for line in lines),
        supplies=tuple(each.row for each in coming),
        as_of=reader.oldest(fetched),
        regions=by_region.read(reader, found.item, stock_only=stopped),
        history=history.read(reader, variant, found.item),
        kept=_kept(reader, row),
    )


def _kept(reader: Reader, row: BackorderRow) -> int:
    """Who leaves the shop may have let every order go."""
    if row.mode is not Mode.OFF or shops.settings(reader.conn, reader.shop.id).lets_go:
        return 0
    return letting_go.kept(reader.conn, reader.shop.id, row.name.id)
