"""The list of what is on its way, and what the form for more of it offers."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from app.db import own_deliveries, shops
from app.db.incoming import last_eta
from app.db.shown_incoming import Choice, DeliveryChoices, IncomingPage, IncomingQuery, Place
from app.db.tables.catalog import item, location, variant
from app.db.tables.supplies import inbound, supplier, supply
from app.db.views import deliveries
from app.db.views.names import NAMED, name, speaks_for
from app.db.views.reader import Reader
from app.domain.ids import ItemId, LocationId, VariantId

PAGE_SIZE: Final = 25
MOST_CHOICES: Final = 12


def read(reader: Reader, query: IncomingQuery) -> IncomingPage:
    """One page of the open supplies. The number of statements does not grow with the rows."""
    wanted = _matching(reader, query.text)
    total = reader.conn.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(query.page, pages)
    eta = last_eta(reader.shop.id, supply.c.inbound_id)
    ordered = wanted.order_by(eta.is_(None), eta, supply.c.supply_id)
    ids = list(reader.conn.scalars(ordered.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)))
    found = deliveries.read(reader, supply.c.supply_id.in_(ids))
    rows = sorted((each.row for each in found), key=lambda row: ids.index(row.id))
    return IncomingPage(tuple(rows), total, page, pages, reader.oldest(deliveries.ages(found)))


def _matching(reader: Reader, text: str) -> sa.Select[Any]:
    shop = reader.shop.id
    rows = (
        sa.select(supply.c.supply_id)
        .join(inbound, sa.and_(inbound.c.shop_id == shop, inbound.c.inbound_id == supply.c.inbound_id))
        .where(supply.c.shop_id == shop, deliveries.OPEN)
    )
    if not text:
        return rows
    named = sa.and_(supplier.c.shop_id == shop, supplier.c.supplier_id == inbound.c.supplier_id)
    searched = rows.outerjoin(supplier, named).outerjoin(variant, speaks_for(shop, supply.c.item_id))
    return searched.where(_has(text, inbound.c.name, supplier.c.name, *_WORDS))


_WORDS: Final = (variant.c.product_title, variant.c.title, variant.c.sku)


def _has(text: str, *columns: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.or_(*(column.icontains(text, autoescape=True) for column in columns))


def variants(reader: Reader, text: str) -> tuple[Choice, ...]:
    """Variants whose title or SKU has `text`, at most a dozen; an exact SKU first. Nothing for no text."""
    if not text:
        return ()
    exact = sa.case((sa.func.lower(variant.c.sku) == text.lower(), 0), else_=1)
    found = _choices(reader).where(_has(text, *_WORDS))
    order = (exact, variant.c.product_title, variant.c.title, variant.c.variant_id)
    rows = reader.conn.execute(found.order_by(*order).limit(MOST_CHOICES)).mappings()
    return tuple(_choice(row) for row in rows)


def variant_chosen(reader: Reader, variant_id: VariantId) -> Choice | None:
    """The variant of that id; None where the shop has none, or Shopify does not count it."""
    row = reader.conn.execute(_choices(reader).where(variant.c.variant_id == variant_id)).mappings().first()
    return _choice(row) if row else None


def _choices(reader: Reader) -> sa.Select[Any]:
    counted = sa.and_(
        item.c.shop_id == reader.shop.id,
        item.c.item_id == variant.c.item_id,
        item.c.tracked.is_(True),
        item.c.deleted_at.is_(None),
    )
    return (
        sa.select(*NAMED, variant.c.item_id)
        .join(item, counted)
        .where(variant.c.shop_id == reader.shop.id, variant.c.deleted_at.is_(None))
    )


def _choice(row: sa.RowMapping) -> Choice:
    return Choice(name(row), ItemId(row["item_id"]))


def choices(reader: Reader) -> DeliveryChoices:
    shop = reader.shop.id
    places = reader.conn.execute(
        sa.select(location.c.location_id, location.c.name)
        .where(location.c.shop_id == shop, location.c.is_active.is_(True))
        .order_by(location.c.fulfills_online_orders.desc(), location.c.name, location.c.location_id)
    )
    suppliers = reader.conn.scalars(
        sa.select(supplier.c.name).where(supplier.c.shop_id == shop).order_by(supplier.c.name)
    )
    return DeliveryChoices(
        places=tuple(Place(LocationId(row.location_id), row.name) for row in places),
        suppliers=tuple(suppliers),
        reference=own_deliveries.free_reference(reader.conn, shop),
        writes_transfers=shops.settings(reader.conn, shop).writes_transfers,
    )
