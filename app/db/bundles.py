"""What bundles are made of, and which of them are for sale past their stock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from app.db.rows import SHOP, add
from app.db.tables.catalog import component, variant
from app.db.tables.terms import terms
from app.domain.ids import ItemId, ShopId, VariantId
from app.domain.model import Mode
from app.shopify.facts import VariantFact

Rows = TypeVar("Rows", bound=sa.Select[Any])


@dataclass(frozen=True, slots=True)
class StoredComponent:
    """`each` units of the item, sold alone as `variant`, go into one bundle."""

    variant: VariantId
    item: ItemId
    each: int


def _on(rows: Rows) -> Rows:
    """`rows` of components whose bundle is switched on and still there."""
    return (
        rows.join(terms, sa.and_(terms.c.shop_id == component.c.shop_id, terms.c.scope_id == component.c.bundle_id))
        .join(variant, sa.and_(variant.c.shop_id == component.c.shop_id, variant.c.variant_id == component.c.bundle_id))
        .where(component.c.shop_id == SHOP, terms.c.scope == "variant", terms.c.mode != Mode.OFF)
        .where(variant.c.requires_components, variant.c.deleted_at.is_(None))
    )


_ON_WITH_ITEMS = (
    _on(sa.select(component.c.bundle_id).distinct())
    .where(component.c.item_id.in_(sa.bindparam("items", expanding=True)))
    .order_by(component.c.bundle_id)
)
_WITH_OWN_ITEMS = (
    sa.select(variant.c.variant_id)
    .where(variant.c.shop_id == SHOP, variant.c.item_id.in_(sa.bindparam("items", expanding=True)))
    .where(variant.c.requires_components, variant.c.deleted_at.is_(None))
    .order_by(variant.c.variant_id)
)
_NEEDING = (
    _on(sa.select(component.c.variant_id, component.c.bundle_id))
    .where(component.c.variant_id.in_(sa.bindparam("variants", expanding=True)))
    .order_by(component.c.bundle_id)
)


def save_components(conn: sa.Connection, shop: ShopId, facts: Iterable[VariantFact]) -> set[ItemId]:
    """Replace what each of these variants is made of; give the items whose sale that may change.

    A bundle whose components were not looked at keeps what is known of it.
    """
    looked_at = [fact for fact in facts if not fact.bundle or fact.components is not None]
    mine = sa.and_(component.c.shop_id == shop, component.c.bundle_id.in_([fact.id for fact in looked_at]))
    before = {
        (row.bundle_id, row.variant_id, row.item_id, row.each) for row in conn.execute(sa.select(component).where(mine))
    }
    after = {
        (fact.id, each.variant_id, each.item_id, each.each) for fact in looked_at for each in fact.components or ()
    }
    if before == after:
        return set()
    conn.execute(sa.delete(component).where(mine))
    add(
        conn,
        component,
        [
            {"shop_id": shop, "bundle_id": bundle, "variant_id": part, "item_id": item, "each": each}
            for bundle, part, item, each in sorted(after)
        ],
    )
    return {ItemId(item) for _, _, item, _ in before ^ after}


def components(
    conn: sa.Connection, shop: ShopId, bundles: Iterable[VariantId]
) -> dict[VariantId, list[StoredComponent]]:
    """What each of these variants is made of; those made of nothing known are left out."""
    rows = conn.execute(
        sa.select(component)
        .where(component.c.shop_id == shop, component.c.bundle_id.in_(list(bundles)))
        .order_by(component.c.variant_id)
    )
    found: dict[VariantId, list[StoredComponent]] = {}
    for row in rows:
        part = StoredComponent(VariantId(row.variant_id), ItemId(row.item_id), row.each)
        found.setdefault(VariantId(row.bundle_id), []).append(part)
    return found


def on_with_items(conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]) -> list[VariantId]:
    """The bundles for sale past their stock that are made of one of these items."""
    return [VariantId(each) for each in conn.scalars(_ON_WITH_ITEMS, {"shop": shop, "items": list(items)})]


def with_own_items(conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]) -> list[VariantId]:
    """The bundles that these items belong to: their own, not those they are made of."""
    return [VariantId(each) for each in conn.scalars(_WITH_OWN_ITEMS, {"shop": shop, "items": list(items)})]


def needing(conn: sa.Connection, shop: ShopId, variants: Sequence[VariantId]) -> dict[VariantId, list[VariantId]]:
    """For each variant the bundles for sale past their stock that are made of it; those without any are left out."""
    rows = conn.execute(_NEEDING, {"shop": shop, "variants": list(variants)})
    found: dict[VariantId, list[VariantId]] = {}
    for row in rows:
        found.setdefault(VariantId(row.variant_id), []).append(VariantId(row.bundle_id))
    return found


def companions(conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]) -> set[ItemId]:
    """The items that stand in a bundle for sale with one of these: what is said of the bundle depends on all."""
    bundles = on_with_items(conn, shop, items)
    if not bundles:
        return set()
    found = conn.scalars(
        sa.select(component.c.item_id).where(component.c.shop_id == shop, component.c.bundle_id.in_(bundles))
    )
    return {ItemId(each) for each in found}
