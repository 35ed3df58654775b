"""The merchant's backorder settings: what a variant does not say it inherits from its product, then the shop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from app.db import bundles
from app.db.rows import SHOP, put
from app.db.tables.catalog import variant
from app.db.tables.plans import plan
from app.db.tables.terms import terms
from app.domain.ids import ItemId, ProductId, ShopId, VariantId
from app.domain.model import UNLIMITED, AllocationRule, Mode, Sharing, Terms

NO_LIMIT = -1
"""How the column says UNLIMITED; null there means inherited."""


class Scope(StrEnum):
    SHOP = "shop"
    PRODUCT = "product"
    VARIANT = "variant"


_PRODUCTS = sa.select(variant.c.variant_id, variant.c.product_id).where(
    variant.c.shop_id == SHOP, variant.c.variant_id.in_(sa.bindparam("variants", expanding=True))
)
_SOLD = sa.select(variant.c.item_id, variant.c.variant_id, variant.c.product_id).where(
    variant.c.shop_id == SHOP,
    variant.c.item_id.in_(sa.bindparam("items", expanding=True)),
    variant.c.deleted_at.is_(None),
    ~variant.c.requires_components,
)
_PLANNED = sa.select(plan.c.item_id).where(
    plan.c.shop_id == SHOP, plan.c.item_id.in_(sa.bindparam("items", expanding=True)), plan.c.output_hash != ""
)
_SAID = sa.select(terms).where(
    terms.c.shop_id == SHOP,
    terms.c.scope.in_(list(Scope)),
    terms.c.scope_id.in_(sa.bindparam("scope_ids", expanding=True)),
)


def of_variants(conn: sa.Connection, shop: ShopId, variants: Iterable[VariantId]) -> dict[VariantId, Terms]:
    """The terms by which each known variant is sold. Nothing said anywhere means mode OFF and the defaults of `Terms`.

    Shopify lets a bundle be ordered past its stock by the policies of its components: what is off by its own terms is
    on as long as a bundle for sale is made of it. Nothing is counted, so nothing can be left on.
    """
    return _with_bundles(conn, shop, own_terms(conn, shop, variants))


def own_terms(conn: sa.Connection, shop: ShopId, variants: Iterable[VariantId]) -> dict[VariantId, Terms]:
    """What the merchant said of each known variant itself, its product or the shop."""
    rows = conn.execute(_PRODUCTS, {"shop": shop, "variants": list(variants)})
    return _of_products(conn, shop, {VariantId(row.variant_id): row.product_id for row in rows})


def planned_items(conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]) -> set[ItemId]:
    """Those of `items` that are ours to plan: a variant of theirs is switched on, or was, so that promises may stand.

    All other items of the shop are the merchant's own business.
    """
    wanted = list(items)
    rows = conn.execute(_SOLD, {"shop": shop, "items": wanted}).all()
    own = _of_products(conn, shop, {VariantId(row.variant_id): row.product_id for row in rows})
    said = _with_bundles(conn, shop, own)
    on = {ItemId(row.item_id) for row in rows if said[VariantId(row.variant_id)].mode is not Mode.OFF}
    planned = conn.scalars(_PLANNED, {"shop": shop, "items": wanted})
    return on | {ItemId(each) for each in planned}


def switched_on(conn: sa.Connection, shop: ShopId) -> list[VariantId]:
    """The variants that shoppers may order past their stock, of those that still exist."""
    on = sa.and_(terms.c.shop_id == shop, terms.c.scope == Scope.VARIANT, terms.c.mode != Mode.OFF)
    exists = sa.and_(variant.c.shop_id == shop, variant.c.deleted_at.is_(None))
    found = conn.scalars(
        sa.select(variant.c.variant_id)
        .join(terms, terms.c.scope_id == variant.c.variant_id)
        .where(on, exists)
        .order_by(variant.c.variant_id)
    )
    return [VariantId(each) for each in found]


def shop_sharing_hours(conn: sa.Connection, shop: ShopId) -> int | None:
    """The hours in which orders share under the shop's own rule; None: first come, first served."""
    row = _said(conn, shop, {0}).get((Scope.SHOP, 0))
    hours: int | None = row["share_hours"] if row and row["rule"] == AllocationRule.FAIR_SHARE else None
    return hours


def say(
    conn: sa.Connection,
    shop: ShopId,
    scope: Scope,
    scope_id: VariantId | ProductId | int,
    *,
    by: str,
    at: datetime,
    **columns: Any,
) -> None:
    """Set some columns of one scope; what is not named keeps what it said."""
    put(
        conn,
        terms,
        [{"shop_id": shop, "scope": scope, "scope_id": scope_id, "changed_by": by, "changed_at": at, **columns}],
    )


def _of_products(conn: sa.Connection, shop: ShopId, products: Mapping[VariantId, int]) -> dict[VariantId, Terms]:
    """What was said of each of these variants, with the product it belongs to."""
    said = _said(conn, shop, {0, *products, *products.values()})
    quiet = _resolve(said.get((Scope.SHOP, 0)))
    found: dict[VariantId, Terms] = {}
    for variant_id, product_id in products.items():
        own, product = said.get((Scope.VARIANT, variant_id)), said.get((Scope.PRODUCT, product_id))
        spoken = own is not None or product is not None
        found[variant_id] = _resolve(own, product, said.get((Scope.SHOP, 0))) if spoken else quiet
    return found


def _with_bundles(conn: sa.Connection, shop: ShopId, own: Mapping[VariantId, Terms]) -> dict[VariantId, Terms]:
    off = [each for each, said in own.items() if said.mode is Mode.OFF]
    needed = bundles.needing(conn, shop, off) if off else {}
    return {**own, **{each: replace(own[each], mode=Mode.BACKORDER) for each in needed}}


def _said(conn: sa.Connection, shop: ShopId, scope_ids: Iterable[int]) -> dict[tuple[Scope, int], sa.RowMapping]:
    """By scope and id; those that a product happens to share with a variant are among them."""
    rows = conn.execute(_SAID, {"shop": shop, "scope_ids": list(scope_ids)}).mappings()
    return {(Scope(row["scope"]), row["scope_id"]): row for row in rows}


def _resolve(*narrow_to_wide: sa.RowMapping | None) -> Terms:
    rows = [row for row in narrow_to_wide if row is not None]

    def first(name: str, otherwise: Any) -> Any:
        return next((row[name] for row in rows if row[name] is not None), otherwise)

    default = Terms(mode=Mode.OFF)
    limit = first("limit_units", NO_LIMIT)
    return Terms(
        mode=Mode(first("mode", default.mode)),
        rule=AllocationRule(first("rule", default.rule)),
        quantile=first("quantile", default.quantile),
        receiving_days=first("receiving_days", default.receiving_days),
        handling_days=first("handling_days", default.handling_days),
        safety_units=first("safety_units", default.safety_units),
        limit=UNLIMITED if limit == NO_LIMIT else limit,
        longest_wait_days=first("longest_wait_days", None),
        lead_time_days=first("lead_time_days", None),
        release_on=first("release_on", None),
        sharing=next((Sharing(row["share_hours"], row["changed_at"]) for row in rows if row["share_hours"]), None),
    )
