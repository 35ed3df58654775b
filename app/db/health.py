"""How the queues and the shops stand, across all shops: for the operator, never for a page of a merchant's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from app.db.tables.inbox import State
from app.db.tables.inbox import inbox as inbox_table
from app.db.tables.shops import shop, shop_token


@dataclass(frozen=True, slots=True)
class Queue:
    waiting: int
    parked: int
    oldest: datetime | None
    """When the oldest waiting row came, machine clock."""


@dataclass(frozen=True, slots=True)
class ShopHealth:
    domain: str
    state: str
    token_is_dead: bool
    api_version: str | None
    """The version of the Admin API that answered last; None: nobody has asked yet."""


def inbox(conn: sa.Connection) -> Queue:
    rows = conn.execute(sa.select(inbox_table.c.state, sa.func.count()).group_by(inbox_table.c.state))
    counts: dict[State, int] = {State(row[0]): row[1] for row in rows}
    oldest = conn.scalar(
        sa.select(sa.func.min(inbox_table.c.received_at, type_=inbox_table.c.received_at.type)).where(
            inbox_table.c.state == State.WAITING
        )
    )
    return Queue(waiting=counts.get(State.WAITING, 0), parked=counts.get(State.PARKED, 0), oldest=oldest)


def shops(conn: sa.Connection) -> list[ShopHealth]:
    rows = conn.execute(
        sa.select(shop.c.domain, shop.c.state, shop_token.c.dead_reason, shop.c.api_version_seen)
        .outerjoin(shop_token, shop_token.c.shop_id == shop.c.id)
        .order_by(shop.c.id)
    )
    return [ShopHealth(row.domain, row.state, row.dead_reason is not None, row.api_version_seen) for row in rows]


def webhook_versions(conn: sa.Connection) -> dict[str, int]:
    """How many of the webhooks that are still kept came in which version of the API."""
    rows = conn.execute(
        sa.select(inbox_table.c.api_version, sa.func.count())
        .where(inbox_table.c.api_version.is_not(None))
        .group_by(inbox_table.c.api_version)
    )
    return {row[0]: row[1] for row in rows}
