"""Products as a merchant lists them: what a webhook shows of each variant, from what we have stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.db.tables.catalog import variant
from app.domain.ids import ItemId, ProductId, ShopId, VariantId


@dataclass(frozen=True, slots=True)
class Listed:
    """A variant. `status` is the product's and `policy` the variant's, both as GraphQL spells them."""

    variant: VariantId
    item: ItemId
    product_title: str
    handle: str
    status: str
    title: str
    sku: str
    price_minor: int
    policy: str
    is_bundle: bool


def listed(conn: sa.Connection, shop: ShopId, product: ProductId) -> frozenset[Listed]:
    """The product's living variants as they were read last."""
    columns: tuple[sa.Column[Any], ...] = (
        variant.c.variant_id,
        variant.c.item_id,
        variant.c.product_title,
        variant.c.product_handle,
        variant.c.product_status,
        variant.c.title,
        variant.c.sku,
        variant.c.price_minor,
        variant.c.inventory_policy,
        variant.c.requires_components,
    )
    rows = conn.execute(
        sa.select(*columns).where(
            variant.c.shop_id == shop, variant.c.product_id == product, variant.c.deleted_at.is_(None)
        )
    )
    return frozenset(Listed(VariantId(row[0]), ItemId(row[1]), *row[2:]) for row in rows)
