"""How a variant is called on every page, and which variant speaks for an item."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from app.db.shown import VariantName
from app.db.tables.catalog import variant
from app.domain.ids import ShopId, VariantId

NAMED: Final = (
    variant.c.variant_id,
    variant.c.product_title,
    variant.c.title.label("variant_title"),
    variant.c.sku,
    variant.c.image_url,
)
"""The columns that `name` reads."""

_ONLY_VARIANT: Final = "Default Title"
"""What Shopify calls the one variant of a product without options."""
_NOT_READ_YET: Final = VariantName(VariantId(0), "Product not read yet", "", "")


def name(row: sa.RowMapping) -> VariantName:
    """From a row with the columns `NAMED`; all null: the variant has not reached us yet."""
    if row["variant_id"] is None:
        return _NOT_READ_YET
    title = row["variant_title"]
    return VariantName(
        id=VariantId(row["variant_id"]),
        product=row["product_title"],
        variant="" if title == _ONLY_VARIANT else title,
        sku=row["sku"],
        image_url=row["image_url"],
    )


def speaks_for(shop: ShopId, item_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """The condition "this variant names the item": the first living one that sells it, else the first deleted one."""
    other = variant.alias("other")
    first = (
        sa.select(other.c.variant_id)
        .where(other.c.shop_id == shop, other.c.item_id == item_id)
        .order_by(other.c.deleted_at.is_not(None), other.c.variant_id)
        .limit(1)
    )
    return sa.and_(variant.c.shop_id == shop, variant.c.variant_id == first.scalar_subquery())
