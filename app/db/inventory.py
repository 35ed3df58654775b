"""Facts about items and the levels of their stock: stored if they are newer than what is there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.db.rows import Row, put
from app.db.stamps import Stamp, deleted, is_newer, stamps
from app.db.tables.catalog import item, level, variant
from app.domain.ids import ItemId, LocationId, ShopId
from app.shopify.facts import ItemFact, LevelFact


def save_items(conn: sa.Connection, shop: ShopId, facts: Sequence[ItemFact], *, started_at: datetime) -> set[ItemId]:
    """Store items with all their levels, replacing the levels of each; give the items stored.

    An item read later than this is left alone: levels have come and gone since. A level is as new as Shopify's own
    stamp on it besides.
    """
    known = stamps(conn, item, item.c.item_id, shop, [fact.id for fact in facts])
    fresh = [fact for fact in facts if fact.id not in known or known[fact.id].fetched_at <= started_at]
    put(
        conn,
        item,
        [
            {
                "shop_id": shop,
                "item_id": fact.id,
                "sku": fact.sku or "",
                "tracked": fact.tracked,
                "updated_at": fact.updated_at,
                "fetched_at": started_at,
                "deleted_at": None,
            }
            for fact in fresh
        ],
    )
    _save_levels(conn, shop, fresh, started_at=started_at)
    return {fact.id for fact in fresh}


def mark_item_deleted(
    conn: sa.Connection, shop: ShopId, item_id: ItemId, *, at: datetime, seen_at: datetime | None = None
) -> set[ItemId]:
    """An item that Shopify says is gone has no stock any more. For `seen_at` see `mark_variants_deleted`."""
    mine = sa.and_(item.c.shop_id == shop, item.c.item_id == item_id)
    conn.execute(sa.update(item).where(mine).values(**deleted(at, seen_at)))
    conn.execute(sa.delete(level).where(level.c.shop_id == shop, level.c.item_id == item_id))
    return {item_id}


def without_variants(conn: sa.Connection, shop: ShopId) -> set[ItemId]:
    """Living items that no living variant sells any more."""
    sells = sa.exists().where(
        variant.c.shop_id == shop, variant.c.item_id == item.c.item_id, variant.c.deleted_at.is_(None)
    )
    found = conn.scalars(sa.select(item.c.item_id).where(item.c.shop_id == shop, item.c.deleted_at.is_(None), ~sells))
    return {ItemId(each) for each in found}


def lives(conn: sa.Connection, shop: ShopId, item_id: ItemId) -> bool:
    """Whether we know of the item, and not of its end."""
    mine = sa.and_(item.c.shop_id == shop, item.c.item_id == item_id, item.c.deleted_at.is_(None))
    return bool(conn.scalar(sa.select(sa.exists().where(mine))))


def _save_levels(conn: sa.Connection, shop: ShopId, facts: Sequence[ItemFact], *, started_at: datetime) -> None:
    of_items = sa.and_(level.c.shop_id == shop, level.c.item_id.in_([fact.id for fact in facts]))
    columns = (level.c.item_id, level.c.location_id, level.c.updated_at, level.c.fetched_at)
    known = {(row[0], row[1]): Stamp(row[2], row[3]) for row in conn.execute(sa.select(*columns).where(of_items))}
    found = {(fact.id, each.location_id): each for fact in facts for each in fact.levels if each.active}
    gone = [key for key, stamp in known.items() if key not in found and stamp.fetched_at <= started_at]
    for item_id, location_id in gone:
        one = sa.and_(level.c.item_id == item_id, level.c.location_id == location_id)
        conn.execute(sa.delete(level).where(level.c.shop_id == shop, one))
    newer = [each for key, each in found.items() if is_newer(known.get(key), each.updated_at, started_at)]
    put(conn, level, [_level_row(shop, each, started_at) for each in newer])


def _level_row(shop: ShopId, fact: LevelFact, started_at: datetime) -> Row:
    return {
        "shop_id": shop,
        "item_id": fact.item_id,
        "location_id": fact.location_id,
        "available": fact.quantities.available,
        "committed": fact.quantities.committed,
        "on_hand": fact.quantities.on_hand,
        "incoming": fact.quantities.incoming,
        "updated_at": fact.updated_at,
        "fetched_at": started_at,
    }


def level_stamps(conn: sa.Connection, shop: ShopId, item_id: ItemId) -> dict[LocationId, datetime]:
    """Shopify's stamp on each level of the item that we know."""
    rows = conn.execute(
        sa.select(level.c.location_id, level.c.updated_at).where(level.c.shop_id == shop, level.c.item_id == item_id)
    )
    return {LocationId(row.location_id): row.updated_at for row in rows}


def note_available(
    conn: sa.Connection,
    shop: ShopId,
    item_id: ItemId,
    location_id: LocationId,
    available: int,
    updated_at: datetime,
    *,
    at: datetime,
) -> None:
    """What a webhook that came at `at` (machine clock) says of a level. Its other quantities stay as read last."""
    one = sa.and_(level.c.shop_id == shop, level.c.item_id == item_id, level.c.location_id == location_id)
    conn.execute(sa.update(level).where(one).values(available=available, updated_at=updated_at, fetched_at=at))
