"""The mode of many variants at once, inherited as in `app.db.terms`: variant, else product, else shop, else off."""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy as sa

from app.db.tables.catalog import variant
from app.db.tables.terms import terms
from app.db.terms import Scope
from app.domain.ids import ShopId
from app.domain.model import Mode

Rows = TypeVar("Rows", bound=sa.Select[Any])

_VARIANTS = terms.alias("variant_terms")
_PRODUCTS = terms.alias("product_terms")
_SHOPS = terms.alias("shop_terms")

MODE: sa.ColumnElement[str] = sa.func.coalesce(_VARIANTS.c.mode, _PRODUCTS.c.mode, _SHOPS.c.mode, Mode.OFF.value)
"""The resolved mode, in a statement that `with_terms` has joined."""


def with_terms(rows: Rows, shop: ShopId) -> Rows:
    """`rows`, which select from `variant`, beside what each scope says of them."""
    for said, scope, scope_id in (
        (_VARIANTS, Scope.VARIANT, variant.c.variant_id),
        (_PRODUCTS, Scope.PRODUCT, variant.c.product_id),
        (_SHOPS, Scope.SHOP, sa.literal(0)),
    ):
        rows = rows.outerjoin(said, sa.and_(said.c.shop_id == shop, said.c.scope == scope, said.c.scope_id == scope_id))
    return rows
