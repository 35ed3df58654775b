"""What shoppers look for and cannot order: out of stock, not switched on, and sold before it ran out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from app.db.shopstate import DENY
from app.db.shown import VariantRow
from app.db.tables.catalog import item, variant
from app.db.tables.orders import order, order_line
from app.db.views import stock
from app.db.views.modes import MODE, with_terms
from app.db.views.names import NAMED, name
from app.db.views.reader import Reader
from app.db.views.stock import Stock
from app.db.views.sums import units
from app.domain.ids import ItemId
from app.domain.model import Mode
from app.shopify.money import Money, decimal_places

_MOST: Final = 5
_DAYS: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Lost:
    """The rows, and the machine instants that their facts are of."""

    rows: tuple[VariantRow, ...]
    fetched: tuple[datetime, ...]


def read(reader: Reader) -> Lost:
    """At most five variants, those that sold most in the 30 days before now first. Three statements.

    A variant that the merchant lets Shopify sell past its stock is not lost, and neither is a draft nor a bundle,
    which has no stock of its own. When it ran out is not on record, so `out_since` is always None.
    """
    found = reader.conn.execute(_select(reader)).mappings().all()
    there = stock.of_items(reader, {ItemId(row["item_id"]) for row in found})
    counted = tuple(at for each in there.values() for at in each.fetched)
    return Lost(
        rows=tuple(_row(reader, row, there[ItemId(row["item_id"])]) for row in found),
        fetched=(*(row["fetched_at"] for row in found), *counted),
    )


def _select(reader: Reader) -> sa.Select[Any]:
    shop = reader.shop.id
    sold = _sold(reader)
    rows = (
        sa.select(*NAMED, variant.c.item_id, variant.c.price_minor, variant.c.fetched_at, sold.c.units)
        .select_from(sold)
        .join(variant, sa.and_(variant.c.shop_id == shop, variant.c.variant_id == sold.c.variant_id))
        .join(item, sa.and_(item.c.shop_id == shop, item.c.item_id == variant.c.item_id))
        .where(_could_be_sold(), stock.is_out(shop, variant.c.item_id))
        .order_by(sold.c.units.desc(), variant.c.product_title, variant.c.title, variant.c.variant_id)
        .limit(_MOST)
    )
    return with_terms(rows, shop).where(MODE == Mode.OFF)


def _could_be_sold() -> sa.ColumnElement[bool]:
    return sa.and_(
        variant.c.deleted_at.is_(None),
        variant.c.product_status == "ACTIVE",
        variant.c.inventory_policy == DENY,
        variant.c.requires_components.is_(False),
        item.c.tracked,
    )


def _sold(reader: Reader) -> sa.Subquery:
    shop = reader.shop.id
    return (
        sa.select(order_line.c.variant_id, units(order_line.c.ordered).label("units"))
        .join(order, sa.and_(order.c.shop_id == shop, order.c.order_id == order_line.c.order_id))
        .where(order_line.c.shop_id == shop, order.c.processed_at >= reader.now - _DAYS)
        .where(order.c.deleted_at.is_(None), order.c.test.is_(False), order_line.c.ordered > 0)
        .group_by(order_line.c.variant_id)
        .subquery("sold")
    )


def _row(reader: Reader, row: sa.RowMapping, there: Stock) -> VariantRow:
    currency = reader.shop.currency
    return VariantRow(
        name=name(row),
        mode=Mode.OFF,
        on_hand=there.on_hand,
        incoming=there.incoming,
        out_since=None,
        sold_30_days=row["units"],
        price=Money(row["price_minor"], currency, decimal_places(currency)),
    )
