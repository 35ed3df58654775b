"""Facts about variants and locations: stored if they are newer than what is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.db import bundles, pools
from app.db.rows import SHOP, put
from app.db.stamps import deleted, is_newer, stamps
from app.db.tables.catalog import location, variant
from app.domain.ids import ItemId, LocationId, ProductId, ShopId, VariantId
from app.shopify.facts import LocationFact, VariantFact


def save_locations(
    conn: sa.Connection, shop: ShopId, facts: Sequence[LocationFact], *, started_at: datetime
) -> set[LocationId]:
    """Store locations; only those that fulfil online orders stay in pools. Gives those that joined or left one."""
    put(
        conn,
        location,
        [
            {
                "shop_id": shop,
                "location_id": fact.id,
                "name": fact.name,
                "is_active": fact.active,
                "fulfills_online_orders": fact.fulfills_online_orders,
                "fetched_at": started_at,
            }
            for fact in facts
        ],
    )
    return pools.fill_default(conn, shop)


def close_locations(conn: sa.Connection, shop: ShopId, *, but: Collection[LocationId], started_at: datetime) -> None:
    """Whatever location is not among `but`, all that Shopify showed to a read begun at `started_at`, is closed."""
    ours = sa.and_(location.c.shop_id == shop, location.c.location_id.not_in(but))
    older = location.c.fetched_at < started_at
    conn.execute(sa.update(location).where(ours, older).values(is_active=False, fetched_at=started_at))


def save_variants(
    conn: sa.Connection, shop: ShopId, facts: Sequence[VariantFact], *, started_at: datetime
) -> set[ItemId]:
    """Store variants that are newer than ours; give the items they sell, and those that bundles among them sell."""
    known = stamps(conn, variant, variant.c.variant_id, shop, [fact.id for fact in facts])
    newer = [fact for fact in facts if is_newer(known.get(fact.id), fact.updated_at, started_at)]
    put(
        conn,
        variant,
        [
            {
                "shop_id": shop,
                "variant_id": fact.id,
                "item_id": fact.item_id,
                "product_id": fact.product_id,
                "product_title": fact.product_title,
                "product_handle": fact.product_handle,
                "product_status": fact.product_status,
                "title": fact.title,
                "sku": fact.sku or "",
                "image_url": fact.image_url,
                "price_minor": fact.price.minor,
                "inventory_policy": fact.inventory_policy,
                "metafield_digest": fact.backorder.digest if fact.backorder else None,
                "requires_components": fact.bundle,
                "updated_at": fact.updated_at,
                "fetched_at": started_at,
                "deleted_at": None,
            }
            for fact in newer
        ],
    )
    return {fact.item_id for fact in newer} | bundles.save_components(conn, shop, newer)


def unread_since(conn: sa.Connection, shop: ShopId, at: datetime) -> dict[VariantId, ItemId]:
    """Living variants that no read begun at `at` (machine clock) or later has shown, with the items they sell."""
    rows = conn.execute(
        sa.select(variant.c.variant_id, variant.c.item_id).where(
            variant.c.shop_id == shop, variant.c.fetched_at < at, variant.c.deleted_at.is_(None)
        )
    )
    return {VariantId(row.variant_id): ItemId(row.item_id) for row in rows}


def mark_variants_deleted(
    conn: sa.Connection, shop: ShopId, ids: Iterable[VariantId], *, at: datetime, seen_at: datetime | None = None
) -> set[ItemId]:
    """`seen_at` (machine clock) is when the fetch that missed them began: no older one brings them back."""
    gone = conn.execute(
        sa.update(variant)
        .where(variant.c.shop_id == shop, variant.c.variant_id.in_(list(ids)))
        .values(**deleted(at, seen_at))
        .returning(variant.c.item_id)
    )
    return {ItemId(row.item_id) for row in gone}


@dataclass(frozen=True, slots=True)
class StoredVariant:
    """A variant as a writer needs it. `policy` is Shopify's inventory policy as observed last."""

    id: VariantId
    product: ProductId
    item: ItemId
    policy: str
    metafield_digest: str | None
    name: str
    is_bundle: bool


_LIVING = sa.select(variant).where(
    variant.c.shop_id == SHOP,
    variant.c.variant_id.in_(sa.bindparam("ids", expanding=True)),
    variant.c.deleted_at.is_(None),
)


def stored_variants(conn: sa.Connection, shop: ShopId, ids: Iterable[int]) -> list[StoredVariant]:
    """Those of these variants that are not deleted."""
    rows = conn.execute(_LIVING, {"shop": shop, "ids": list(ids)}).mappings()
    return [
        StoredVariant(
            id=VariantId(row["variant_id"]),
            product=ProductId(row["product_id"]),
            item=ItemId(row["item_id"]),
            policy=row["inventory_policy"],
            metafield_digest=row["metafield_digest"],
            name=row["sku"] or row["product_title"],
            is_bundle=row["requires_components"],
        )
        for row in rows
    ]


def note_policy(
    conn: sa.Connection, shop: ShopId, variant_id: VariantId, policy: str, stamp: datetime | None, *, at: datetime
) -> None:
    """What our own write made of the policy, so that a read begun before it is recognised as older."""
    values: dict[str, object] = {"inventory_policy": policy, "fetched_at": at}
    if stamp is not None:
        values["updated_at"] = stamp
    _set_variant(conn, shop, variant_id, values)


def note_digest(conn: sa.Connection, shop: ShopId, variant_id: VariantId, digest: str | None) -> None:
    """The digest that our next metafield write must name."""
    _set_variant(conn, shop, variant_id, {"metafield_digest": digest})


_ONE_VARIANT = sa.update(variant).where(variant.c.shop_id == SHOP, variant.c.variant_id == sa.bindparam("of_variant"))


def _set_variant(conn: sa.Connection, shop: ShopId, variant_id: VariantId, values: dict[str, object]) -> None:
    conn.execute(_ONE_VARIANT.values(**values), {"shop": shop, "of_variant": variant_id})


_SOLD = (
    sa.select(variant.c.item_id, variant.c.variant_id)
    .where(
        variant.c.shop_id == SHOP,
        variant.c.item_id.in_(sa.bindparam("items", expanding=True)),
        variant.c.deleted_at.is_(None),
    )
    .order_by(variant.c.variant_id)
)
_SOLD_ALONE = _SOLD.where(~variant.c.requires_components)


def variants_of_items(
    conn: sa.Connection, shop: ShopId, items: Iterable[ItemId], *, with_bundles: bool = True
) -> dict[ItemId, list[VariantId]]:
    """Living variants that sell each item. A bundle's own item has no stock to sell."""
    found: dict[ItemId, list[VariantId]] = {}
    sold = _SOLD if with_bundles else _SOLD_ALONE
    for row in conn.execute(sold, {"shop": shop, "items": list(items)}):
        found.setdefault(ItemId(row.item_id), []).append(VariantId(row.variant_id))
    return found


def variants_of_product(conn: sa.Connection, shop: ShopId, product: ProductId) -> list[VariantId]:
    rows = conn.scalars(
        sa.select(variant.c.variant_id).where(variant.c.shop_id == shop, variant.c.product_id == product)
    )
    return [VariantId(each) for each in rows]
