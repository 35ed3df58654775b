"""Items of which no more will come: the merchant said so, or Shopify has them no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from app.db.rows import SHOP, put
from app.db.tables.catalog import discontinued
from app.domain.ids import ItemId, ShopId

_IS_SAID = sa.select(sa.exists().where(discontinued.c.shop_id == SHOP, discontinued.c.item_id == sa.bindparam("item")))


def say(conn: sa.Connection, shop: ShopId, item: ItemId, *, by: str, at: datetime) -> None:
    put(conn, discontinued, [{"shop_id": shop, "item_id": item, "said_at": at, "said_by": by}])


def take_back(conn: sa.Connection, shop: ShopId, item: ItemId) -> None:
    conn.execute(sa.delete(discontinued).where(discontinued.c.shop_id == shop, discontinued.c.item_id == item))


def is_said(conn: sa.Connection, shop: ShopId, item: ItemId) -> bool:
    """Whether the merchant said so; for what Shopify has no more see `stock.counting`."""
    return bool(conn.scalar(_IS_SAID, {"shop": shop, "item": item}))


def said_of(conn: sa.Connection, shop: ShopId, items: Iterable[ItemId]) -> set[ItemId]:
    """Those of the items of which the merchant said so."""
    mine = sa.and_(discontinued.c.shop_id == shop, discontinued.c.item_id.in_(list(items)))
    return {ItemId(each) for each in conn.scalars(sa.select(discontinued.c.item_id).where(mine))}
