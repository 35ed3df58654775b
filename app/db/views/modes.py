"""The mode of many variants at once, inherited as in `app.db.terms`: variant, else product, else shop, else off."""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy as sa

from app.db.tables.catalog import component, variant
from app.db.tables.terms import terms
from app.db.terms import Scope
from app.domain.ids import ShopId
from app.domain.model import Mode

Rows = TypeVar("Rows", bound=sa.Select[Any])

_VARIANTS = terms.alias("variant_terms")
_PRODUCTS = terms.alias("product_terms")
_SHOPS = terms.alias("shop_terms")

_BUNDLES = terms.alias("bundle_terms")
_BUNDLE = variant.alias("bundle")
_OWN: sa.ColumnElement[str] = sa.func.coalesce(_VARIANTS.c.mode, _PRODUCTS.c.mode, _SHOPS.c.mode, Mode.OFF.value)


def _is_needed() -> sa.ColumnElement[bool]:
    """Whether a bundle that is on is made of the variant of the row."""
    bundle = sa.and_(_BUNDLE.c.shop_id == component.c.shop_id, _BUNDLE.c.variant_id == component.c.bundle_id)
    said = sa.and_(
        _BUNDLES.c.shop_id == component.c.shop_id,
        _BUNDLES.c.scope == Scope.VARIANT,
        _BUNDLES.c.scope_id == component.c.bundle_id,
    )
    return (
        sa.select(component.c.bundle_id)
        .join(_BUNDLE, bundle)
        .join(_BUNDLES, said)
        .where(component.c.shop_id == variant.c.shop_id, component.c.variant_id == variant.c.variant_id)
        .where(_BUNDLE.c.requires_components, _BUNDLE.c.deleted_at.is_(None), _BUNDLES.c.mode != Mode.OFF)
        .correlate(variant)
        .exists()
    )


MODE: sa.ColumnElement[str] = sa.case(
    (_OWN.not_in([Mode.OFF.value]), _OWN), (_is_needed(), Mode.BACKORDER.value), else_=Mode.OFF.value
)
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
