"""There is another supply after all: who kept waiting for a discontinued item waits for that."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, discontinued, locks
from app.db.shops import Shop
from app.domain.ids import ItemId
from app.errors import NotFound
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.replan.replan import replan


def expect_again(conn: sa.Connection, shop: Shop, item: ItemId, *, by: str, now: datetime) -> None:
    """Count on the item's supplies again. It stays switched off until somebody switches it on. Raises NotFound."""
    locks.lock_items(conn, shop.id, [item])
    if not discontinued.is_said(conn, shop.id, item):
        raise NotFound("This item is not discontinued any more.")
    discontinued.take_back(conn, shop.id, item)
    activity.log(conn, shop.id, "expected again", f"item:{item}", actor=by, at=now)
    replan(conn, shop, [item], by=by, now=now)
    enqueue(conn, shop.id, Hint(Kind.ITEM, item), cause="expected again")
