"""Variants as the list of backorders weighs them, before it is known which of them a page shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from app.db.shown import ChangedVariant, Outlook, VariantName
from app.db.shown_changed import PolicyChange
from app.db.tables.catalog import variant
from app.db.tables.plans import plan
from app.db.views import changed, owed
from app.db.views.by_region import Said, from_stock, said_elsewhere, together
from app.db.views.modes import MODE, with_terms
from app.db.views.names import NAMED, name
from app.db.views.owed import NOTHING, Owed
from app.db.views.reader import Reader
from app.domain.ids import DEFAULT_POOL, ItemId, OrderId, VariantId
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
    change: PolicyChange | None
    released: int

    @property
    def is_changed(self) -> bool:
        """As of the row that it becomes."""
        return self.released > 0 or (self.change is not None and not self.change.accepted)


def switched_on_or_owed(reader: Reader) -> list[Candidate]:
    """All that the list may show, in no order. Five statements."""
    known = _Known(owed.by_item(reader), said_elsewhere(reader), changed.policies(reader), changed.released(reader))
    is_on = sa.and_(variant.c.deleted_at.is_(None), MODE != Mode.OFF)
    rows = _rows(reader, sa.or_(is_on, variant.c.item_id.in_(owed.items(reader.shop.id))))
    return [_candidate(row, known) for row in rows]


def one(reader: Reader, variant_id: VariantId) -> Candidate | None:
    """This variant, whether the list would show it or not; None: it is not the shop's. Four statements.

    Holds that were released are not counted: its page shows them order by order.
    """
    for row in _rows(reader, variant.c.variant_id == variant_id):
        waits = owed.by_item(reader, ItemId(row["item_id"]))
        return _candidate(row, _Known(waits, said_elsewhere(reader), changed.policies(reader, variant_id), {}))
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


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read of many variants at once."""

    waits: Mapping[ItemId, Owed]
    elsewhere: Mapping[ItemId, Sequence[Said]]
    changes: Mapping[VariantId, ChangedVariant]
    released: Mapping[ItemId, Collection[OrderId]]


def _candidate(row: sa.RowMapping, known: _Known) -> Candidate:
    item = ItemId(row["item_id"])
    waits, changed_variant = known.waits.get(item, NOTHING), known.changes.get(VariantId(row["variant_id"]))
    change = changed_variant.change if changed_variant else None
    said = _said(row["availability"], known.elsewhere.get(item, ()), change)
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
        change=change,
        released=len(known.released.get(item, ())),
    )


def _said(here: Said | None, elsewhere: Sequence[Said], change: PolicyChange | None) -> Said | None:
    if here is None:
        return None
    regions = [here, *elsewhere]
    if change is not None and not change.sells_on:
        regions = [from_stock(each) for each in regions]
    return together(regions) if elsewhere else regions[0]


def _told_to_shoppers(said: Said | None) -> date | None:
    """The first date on any page; None: what can be ordered ships now, or nothing can."""
    days = [step["by"] for step in said["steps"] if step["by"]] if said else []
    return date.fromisoformat(min(days)) if days else None
