"""Messages waiting to be told, and those told. A message is open to newer decisions until it is first tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db.rows import add, row_id
from app.db.tables.messages import MessageState, message
from app.domain.ids import OrderId, ShopId

Items = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Message:
    """What one order is to be told. `items` are JSON objects by line and unit position; see `app.replan.tell`."""

    id: int
    order: OrderId
    kind: str
    cause: str
    state: MessageState
    items: Items
    created_at: datetime
    due_at: datetime | None
    recipient: bytes | None
    body: bytes | None
    unique_id: str | None
    attempts: int
    sent_at: datetime | None = None


def open_of_order(conn: sa.Connection, shop: ShopId, order: OrderId, kind: str) -> Message | None:
    row = (
        conn.execute(
            sa.select(message).where(
                message.c.shop_id == shop,
                message.c.order_id == order,
                message.c.kind == kind,
                message.c.state == MessageState.OPEN,
            )
        )
        .mappings()
        .first()
    )
    return _message(row) if row else None


def all_open_of_order(conn: sa.Connection, shop: ShopId, order: OrderId) -> list[Message]:
    """Messages of the order that newer decisions may still change."""
    rows = conn.execute(
        sa.select(message)
        .where(message.c.shop_id == shop, message.c.order_id == order, message.c.state == MessageState.OPEN)
        .order_by(message.c.message_id)
    ).mappings()
    return [_message(row) for row in rows]


def was_told(conn: sa.Connection, shop: ShopId, order: OrderId, kind: str) -> bool:
    """Whether a message of this kind was sent, or can no longer be stopped."""
    found = conn.execute(
        sa.select(message.c.message_id)
        .where(
            message.c.shop_id == shop,
            message.c.order_id == order,
            message.c.kind == kind,
            message.c.state.in_((MessageState.SENT, MessageState.FROZEN)),
        )
        .limit(1)
    ).first()
    return found is not None


def open_new(
    conn: sa.Connection, shop: ShopId, order: OrderId, kind: str, *, cause: str, items: Items, at: datetime
) -> int:
    """A new open message; gives its id."""
    made = row_id(at)
    row = {
        "shop_id": shop,
        "message_id": made,
        "order_id": order,
        "kind": kind,
        "cause": cause,
        "state": MessageState.OPEN,
        "items": list(items),
        "created_at": at,
        "not_before": at,
        "attempts": 0,
    }
    add(conn, message, [row])
    return made


def merge(conn: sa.Connection, shop: ShopId, message_id: int, items: Items) -> None:
    """Let an open message speak of newer decisions; with nothing left to say it is superseded and kept as evidence."""
    values: dict[str, Any] = {"items": list(items)}
    if not items:
        values = {"state": MessageState.SUPERSEDED}
    conn.execute(sa.update(message).where(_open(shop, message_id)).values(**values))


def ready(conn: sa.Connection, shop: ShopId, *, now: datetime, limit: int = 50) -> list[Message]:
    """Messages to try now, oldest first."""
    rows = conn.execute(
        sa.select(message)
        .where(
            message.c.shop_id == shop,
            message.c.state.in_((MessageState.OPEN, MessageState.FROZEN)),
            message.c.not_before <= now,
        )
        .order_by(message.c.created_at, message.c.message_id)
        .limit(limit)
    ).mappings()
    return [_message(row) for row in rows]


def freeze(
    conn: sa.Connection, shop: ShopId, message_id: int, *, recipient: bytes, body: bytes, unique_id: str
) -> bool:
    """Fix recipient and body before the first attempt. False: it is not open any more (superseded, or taken)."""
    frozen = conn.execute(
        sa.update(message)
        .where(_open(shop, message_id))
        .values(state=MessageState.FROZEN, recipient=recipient, body=body, unique_id=unique_id)
        .returning(message.c.message_id)
    )
    return frozen.first() is not None


def sent(conn: sa.Connection, shop: ShopId, message_id: int, *, at: datetime) -> None:
    _set(conn, shop, message_id, state=MessageState.SENT, sent_at=at, last_error=None)


def refuse(conn: sa.Connection, shop: ShopId, message_id: int, *, reason: str) -> None:
    _set(conn, shop, message_id, state=MessageState.REFUSED, last_error=reason[:500])


def postpone(
    conn: sa.Connection, shop: ShopId, message_id: int, *, until: datetime, reason: str, counted: bool = True
) -> None:
    """Try again later; waiting for a condition is not `counted` as an attempt."""
    _set(
        conn,
        shop,
        message_id,
        not_before=until,
        attempts=message.c.attempts + (1 if counted else 0),
        last_error=reason[:500],
    )


def addressed(conn: sa.Connection, shop: ShopId) -> Iterator[tuple[OrderId, bytes]]:
    """Every message that was tried, as its order and its recipient, sealed."""
    rows = conn.execute(
        sa.select(message.c.order_id, message.c.recipient).where(
            message.c.shop_id == shop, message.c.recipient.is_not(None)
        )
    )
    return ((OrderId(row.order_id), row.recipient) for row in rows)


def of_orders(conn: sa.Connection, shop: ShopId, orders: Sequence[OrderId]) -> list[Message]:
    """All messages about these orders, oldest first."""
    mine = sa.and_(message.c.shop_id == shop, message.c.order_id.in_(orders))
    rows = conn.execute(sa.select(message).where(mine).order_by(message.c.created_at, message.c.message_id)).mappings()
    return [_message(row) for row in rows]


def forget(conn: sa.Connection, shop: ShopId, orders: Sequence[OrderId]) -> None:
    """Empty who was told, in which words, and what Klaviyo said of it; what was not sent yet never will be."""
    mine = sa.and_(message.c.shop_id == shop, message.c.order_id.in_(orders))
    unsent = message.c.state.in_((MessageState.OPEN, MessageState.FROZEN))
    conn.execute(sa.update(message).where(mine, unsent).values(state=MessageState.REFUSED))
    conn.execute(sa.update(message).where(mine).values(recipient=None, body=None, last_error="redacted"))


def _set(conn: sa.Connection, shop: ShopId, message_id: int, **values: Any) -> None:
    conn.execute(
        sa.update(message).where(message.c.shop_id == shop, message.c.message_id == message_id).values(**values)
    )


def _open(shop: ShopId, message_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(message.c.shop_id == shop, message.c.message_id == message_id, message.c.state == MessageState.OPEN)


def _message(row: sa.RowMapping) -> Message:
    return Message(
        id=row["message_id"],
        order=OrderId(row["order_id"]),
        kind=row["kind"],
        cause=row["cause"],
        state=MessageState(row["state"]),
        items=row["items"],
        created_at=row["created_at"],
        due_at=row["due_at"],
        recipient=row["recipient"],
        body=row["body"],
        unique_id=row["unique_id"],
        attempts=row["attempts"],
        sent_at=row["sent_at"],
    )
