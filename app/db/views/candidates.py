"""Variants as the list of backorders weighs them, before it is known which of them a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.db.shown import Outlook, VariantName
from app.db.tables.catalog import variant
from app.db.tables.plans import plan
from app.db.views import owed
from app.db.views.modes import MODE, with_terms
from app.db.views.names import NAMED, name
from app.db.views.reader import Reader
from app.db.views.stretches import WORST_FIRST
from app.domain.ids import DEFAULT_POOL, ItemId, VariantId
from app.domain.model import Mode


@dataclass(frozen=True, slots=True)
class Candidate:
    """A variant with what is owed of its item. Variants that share an item share these numbers, as they share units."""

    name: VariantName
    item: ItemId
    mode: Mode
    said: Mapping[str, Any] | None
    """What a shopper may be told, as the plan has it (`plan.availability`); None: not planned yet."""
    owed: int
    orders: int
    ships_by: date | None
    outlook: Outlook
    fetched_at: datetime
    """The older of the variant and the oldest order that waits for it."""


def switched_on_or_owed(reader: Reader) -> list[Candidate]:
    """All that the list may show, in no order."""
    waits = owed.by_item(reader.shop.id, today=reader.today)
    is_on = sa.and_(variant.c.deleted_at.is_(None), MODE != Mode.OFF)
    return _read(reader, waits, sa.or_(is_on, waits.c.owed > 0))


def one(reader: Reader, variant_id: VariantId) -> Candidate | None:
    """This variant, whether the list would show it or not; None: it is not the shop's."""
    item = reader.conn.scalar(
        sa.select(variant.c.item_id).where(variant.c.shop_id == reader.shop.id, variant.c.variant_id == variant_id)
    )
    if item is None:
        return None
    waits = owed.by_item(reader.shop.id, today=reader.today, item=ItemId(item))
    return _read(reader, waits, variant.c.variant_id == variant_id)[0]


def _read(reader: Reader, waits: sa.Subquery, clause: sa.ColumnElement[bool]) -> list[Candidate]:
    planned = sa.and_(
        plan.c.shop_id == variant.c.shop_id, plan.c.item_id == variant.c.item_id, plan.c.pool_id == DEFAULT_POOL
    )
    columns = (waits.c.owed, waits.c.orders, waits.c.shown_on, waits.c.outlook, waits.c.fetched_at.label("order_at"))
    rows = (
        sa.select(*NAMED, variant.c.item_id, variant.c.fetched_at, MODE.label("mode"), plan.c.availability, *columns)
        .select_from(variant)
        .outerjoin(plan, planned)
        .outerjoin(waits, waits.c.item_id == variant.c.item_id)
        .where(variant.c.shop_id == reader.shop.id, clause)
    )
    return [_candidate(row) for row in reader.conn.execute(with_terms(rows, reader.shop.id)).mappings()]


def _candidate(row: sa.RowMapping) -> Candidate:
    said = row["availability"]
    anybody_waits = bool(row["owed"])
    return Candidate(
        name=name(row),
        item=ItemId(row["item_id"]),
        mode=Mode(row["mode"]),
        said=said,
        owed=row["owed"] or 0,
        orders=row["orders"] or 0,
        ships_by=row["shown_on"] if anybody_waits else _told_to_shoppers(said),
        outlook=Outlook.ON_TRACK if row["outlook"] is None else WORST_FIRST[row["outlook"]],
        fetched_at=min(row["fetched_at"], row["order_at"]) if row["order_at"] else row["fetched_at"],
    )


def _told_to_shoppers(said: Mapping[str, Any] | None) -> date | None:
    """The first date on the page; None: what can be ordered ships now, or nothing can."""
    days = [step["by"] for step in said["steps"] if step["by"]] if said else []
    return date.fromisoformat(days[0]) if days else None
