"""Whether anything decided still has to be carried out: shop state, acts, messages."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db.tables.messages import MessageState, message
from app.db.tables.shopstate import action, desired
from app.domain.ids import ShopId


def has_work(conn: sa.Connection, shop: ShopId, *, now: datetime) -> bool:
    """Whether something waits whose time has come by the business clock."""
    waiting = (MessageState.OPEN, MessageState.FROZEN)
    return bool(
        conn.scalar(
            sa.select(
                sa.or_(
                    sa.exists().where(
                        desired.c.shop_id == shop,
                        ~desired.c.settled,
                        sa.or_(desired.c.not_before.is_(None), desired.c.not_before <= now),
                    ),
                    sa.exists().where(action.c.shop_id == shop, action.c.state == "waiting", action.c.run_at <= now),
                    sa.exists().where(
                        message.c.shop_id == shop, message.c.state.in_(waiting), message.c.not_before <= now
                    ),
                )
            )
        )
    )
