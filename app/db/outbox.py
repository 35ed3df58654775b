"""Whether anything decided still has to be carried out: shop state, acts, messages."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db.tables.messages import MessageState, message
from app.db.tables.shopstate import action, desired
from app.domain.ids import ShopId


def has_work(conn: sa.Connection, shop: ShopId, *, now: datetime) -> bool:
    """Whether something waits whose time has come by the business clock."""
    return bool(conn.scalar(sa.select(sa.or_(*(sa.exists().where(each) for each in _ready(shop, now))))))


def ready(conn: sa.Connection, shop: ShopId, *, now: datetime) -> int:
    """How many things wait whose time has come by the business clock."""
    counted = [sa.select(sa.func.count()).where(each).scalar_subquery() for each in _ready(shop, now)]
    return int(conn.execute(sa.select(sum(counted, start=sa.literal(0)))).scalar_one())


def _ready(shop: ShopId, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    timely = sa.or_(desired.c.not_before.is_(None), desired.c.not_before <= now)
    unsent = message.c.state.in_((MessageState.OPEN, MessageState.FROZEN))
    return (
        sa.and_(desired.c.shop_id == shop, ~desired.c.settled, timely),
        sa.and_(action.c.shop_id == shop, action.c.state == "waiting", action.c.run_at <= now),
        sa.and_(message.c.shop_id == shop, unsent, message.c.not_before <= now),
    )
