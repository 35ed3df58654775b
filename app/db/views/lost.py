"""What shoppers look for and cannot order: out of stock, not switched on, and sold before it ran out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from app.db.shown import VariantRow
from app.db.tables.catalog import item, variant
from app.db.tables.orders import order, order_line
from app.db.views import stock
from app.db.views.modes import MODE, with_terms
from app.db.views.names import NAMED, name
from app.db.views.reader import Reader
from app.db.views.sums import units
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
    """At most five variants, those that sold most in the 30 days before now first. One statement.

    A variant that the merchant lets Shopify sell past its stock is not lost, and neither is a draft nor a bundle,
    which has no stock of its own. When it ran out is not on record, so `out_since` is always None.
    """
    found = reader.conn.execute(_select(reader)).mappings().all()
    return Lost(tuple(_row(reader, each) for each in found), _fetched(found))


def _select(reader: Reader) -> sa.Select[Any]:
    shop = reader.shop.id
    there = stock.on_hand(shop).subquery("there")
    coming = stock.incoming(shop).subquery("coming")
    sold = _sold(reader)
    rows = (
        sa.select(
            *NAMED,
            variant.c.price_minor,
            variant.c.fetched_at,
            there.c.sellable,
            there.c.fetched_at.label("counted_at"),
            coming.c.units.label("incoming"),
            sold.c.units.label("sold"),
        )
        .select_from(variant)
        .join(sold, sold.c.variant_id == variant.c.variant_id)
        .join(there, there.c.item_id == variant.c.item_id)
        .join(item, sa.and_(item.c.shop_id == shop, item.c.item_id == variant.c.item_id))
        .outerjoin(coming, coming.c.item_id == variant.c.item_id)
        .where(variant.c.shop_id == shop, _could_be_sold(), there.c.available <= 0)
        .order_by(sold.c.units.desc(), variant.c.product_title, variant.c.title, variant.c.variant_id)
        .limit(_MOST)
    )
    return with_terms(rows, shop).where(MODE == Mode.OFF)


def _could_be_sold() -> sa.ColumnElement[bool]:
    return sa.and_(
        variant.c.deleted_at.is_(None),
        variant.c.product_status == "ACTIVE",
        variant.c.inventory_policy == "DENY",
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


def _row(reader: Reader, row: sa.RowMapping) -> VariantRow:
    currency = reader.shop.currency
    return VariantRow(
        name=name(row),
        mode=Mode.OFF,
        on_hand=max(0, row["sellable"]),
        incoming=row["incoming"] or 0,
        out_since=None,
        sold_30_days=row["sold"],
        price=Money(row["price_minor"], currency, decimal_places(currency)),
    )


def _fetched(found: Sequence[sa.RowMapping]) -> tuple[datetime, ...]:
    return tuple(min(row["fetched_at"], row["counted_at"]) for row in found)
