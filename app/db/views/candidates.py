"""Variants as the list of backorders weighs them, before it is known which of them a page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.db.shown import Outlook, VariantName
from app.db.tables.catalog import variant
from app.db.tables.plans import plan
from app.db.views import owed
from app.db.views.by_region import Said, said_elsewhere, together
from app.db.views.modes import MODE, with_terms
from app.db.views.names import NAMED, name
from app.db.views.owed import NOTHING, Owed
from app.db.views.reader import Reader
from app.domain.ids import DEFAULT_POOL, ItemId, VariantId
from app.domain.model import Mode


@dataclass(frozen=True, slots=True)
class Candidate:
    """A variant with what is owed of its item. Variants that share an item share these numbers, as they share units."""

    name: VariantName
    item: ItemId
    mode: Mode
    said: Said | None
    """What shoppers may be told, as the plan has it (`plan.availability`), all regions together; None: no plan yet."""
    owed: int
    orders: int
    ships_by: date | None
    outlook: Outlook
    fetched_at: datetime
    """The older of the variant and the oldest order that waits for it."""


def switched_on_or_owed(reader: Reader) -> list[Candidate]:
    """All that the list may show, in no order. Three statements."""
    waits = owed.by_item(reader)
    elsewhere = said_elsewhere(reader)
    is_on = sa.and_(variant.c.deleted_at.is_(None), MODE != Mode.OFF)
    rows = _rows(reader, sa.or_(is_on, variant.c.item_id.in_(owed.items(reader.shop.id))))
    return [_candidate(row, waits, elsewhere) for row in rows]


def one(reader: Reader, variant_id: VariantId) -> Candidate | None:
    """This variant, whether the list would show it or not; None: it is not the shop's. Three statements."""
    for row in _rows(reader, variant.c.variant_id == variant_id):
        item = ItemId(row["item_id"])
        return _candidate(row, owed.by_item(reader, item), said_elsewhere(reader))
    return None


def _rows(reader: Reader, clause: sa.ColumnElement[bool]) -> Sequence[sa.RowMapping]:
    planned = sa.and_(
        plan.c.shop_id == variant.c.shop_id, plan.c.item_id == variant.c.item_id, plan.c.pool_id == DEFAULT_POOL
    )
    rows = (
        sa.select(*NAMED, variant.c.item_id, variant.c.fetched_at, MODE.label("mode"), plan.c.availability)
        .select_from(variant)
        .outerjoin(plan, planned)
        .where(variant.c.shop_id == reader.shop.id, clause)
    )
    return reader.conn.execute(with_terms(rows, reader.shop.id)).mappings().all()


def _candidate(
    row: sa.RowMapping, waiting: Mapping[ItemId, Owed], elsewhere: Mapping[ItemId, Sequence[Said]]
) -> Candidate:
    item = ItemId(row["item_id"])
    waits, said = waiting.get(item, NOTHING), row["availability"]
    if said is not None and item in elsewhere:
        said = together([said, *elsewhere[item]])
    return Candidate(
        name=name(row),
        item=item,
        mode=Mode(row["mode"]),
        said=said,
        owed=waits.units,
        orders=waits.orders,
        ships_by=waits.shown_on if waits.units else _told_to_shoppers(said),
        outlook=waits.outlook,
        fetched_at=min(row["fetched_at"], waits.fetched_at) if waits.fetched_at else row["fetched_at"],
    )


def _told_to_shoppers(said: Said | None) -> date | None:
    """The first date on any page; None: what can be ordered ships now, or nothing can."""
    days = [step["by"] for step in said["steps"] if step["by"]] if said else []
    return date.fromisoformat(min(days)) if days else None
