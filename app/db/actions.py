"""One-shot acts on the shop: the row and its idempotency key are committed with the decision, before any call."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.db.rows import add, row_id
from app.db.tables.shopstate import action
from app.domain.ids import ItemId, LineId, ShopId

WAITING = "waiting"
DONE = "done"
REFUSED = "refused"

RECEIVE_SHIPMENT = "receive_shipment"
"""payload: {"shipment": id, "transfer": id, "lines": [{"line": id, "accepted": units, "rejected": units}]}"""
SET_ARRIVAL = "set_arrival"
"""payload: {"shipment": id, "transfer": id, "arrives_on": local date}"""
RECEIVE_OWN = "receive_own"
"""payload: {"inbound": id, "location": id, "adjusts": whether Shopify's stock grows, "closes": whether the rest never
comes, "lines": [{"supply": id, "item": id, "accepted": units, "rejected": units}]}"""
ANNOUNCE = "announce"
"""payload: {"inbound": id, "destination": id, "reference": text, "supplier": name or null, "arrives_on": local date or
null, "lines": [{"item": id, "quantity": units}]}"""

REFUND_UNITS = "refund_units"
"""payload: {"order": id, "line": id, "item": id, "parts": [[first unit, units]], "location": id, "with_shipping": bool,
"input": what Shopify is sent, once that is known}"""


def refund_subject(item: ItemId, line: LineId | str) -> str:
    """What a refund of units is about."""
    return f"item:{item}:line:{line}"


@dataclass(frozen=True, slots=True)
class Action:
    """`key` goes to Shopify as the `@idempotent` key: the same act is never done twice."""

    id: int
    kind: str
    subject: str
    payload: Any
    key: str
    attempts: int
    decided_at: datetime
    decided_by: str
    so_far: Any
    """What of it is done, as `note` left it; None: nothing that we know of."""


def decide(conn: sa.Connection, shop: ShopId, kind: str, *, subject: str, payload: Any, by: str, at: datetime) -> int:
    """Commit to an act; gives its id."""
    made = row_id(at)
    row = {
        "shop_id": shop,
        "action_id": made,
        "kind": kind,
        "subject": subject,
        "payload": payload,
        "idempotency_key": str(uuid.uuid4()),
        "state": WAITING,
        "run_at": at,
        "decided_at": at,
        "decided_by": by,
    }
    add(conn, action, [row])
    return made


def ready(conn: sa.Connection, shop: ShopId, *, now: datetime) -> list[Action]:
    """Acts to carry out now, in the order they were decided."""
    rows = conn.execute(
        sa.select(action)
        .where(action.c.shop_id == shop, action.c.state == WAITING, action.c.run_at <= now)
        .order_by(action.c.action_id)
    ).mappings()
    return [
        Action(
            id=row["action_id"],
            kind=row["kind"],
            subject=row["subject"],
            payload=row["payload"],
            key=row["idempotency_key"],
            attempts=row["attempts"],
            decided_at=row["decided_at"],
            decided_by=row["decided_by"],
            so_far=row["result"],
        )
        for row in rows
    ]


def is_waiting(conn: sa.Connection, shop: ShopId, kind: str, *, subject: str) -> bool:
    """Whether an act of this kind on this subject is decided and not done yet."""
    waiting = sa.exists().where(
        action.c.shop_id == shop, action.c.kind == kind, action.c.subject == subject, action.c.state == WAITING
    )
    return bool(conn.scalar(sa.select(waiting)))


def settle_payload(conn: sa.Connection, shop: ShopId, action_id: int, payload: Any) -> None:
    """Fix what the act says before it is first tried: Shopify knows a repeat only by the same words."""
    _set(conn, shop, action_id, payload=payload)


def is_under_way(conn: sa.Connection, shop: ShopId, kind: str, *, subject: str, since: datetime) -> bool:
    """Whether an act of this kind on this subject waits, or was done after `since` and may not be read back yet."""
    recent = sa.and_(action.c.state == DONE, action.c.finished_at > since)
    found = sa.exists().where(
        action.c.shop_id == shop,
        action.c.kind == kind,
        action.c.subject == subject,
        sa.or_(action.c.state == WAITING, recent),
    )
    return bool(conn.scalar(sa.select(found)))


def note(conn: sa.Connection, shop: ShopId, action_id: int, so_far: Any) -> None:
    """A part of the act is done: whoever goes on with it begins after that."""
    _set(conn, shop, action_id, result=so_far)


def finish(conn: sa.Connection, shop: ShopId, action_id: int, *, at: datetime) -> None:
    _set(conn, shop, action_id, state=DONE, finished_at=at, last_error=None)


def refuse(conn: sa.Connection, shop: ShopId, action_id: int, *, at: datetime, reason: str) -> None:
    """It will not be done; the reason is shown to whoever decided it."""
    _set(conn, shop, action_id, state=REFUSED, finished_at=at, last_error=reason[:500])


def postpone(conn: sa.Connection, shop: ShopId, action_id: int, *, until: datetime, reason: str) -> None:
    _set(conn, shop, action_id, run_at=until, attempts=action.c.attempts + 1, last_error=reason[:500])


def _set(conn: sa.Connection, shop: ShopId, action_id: int, **values: Any) -> None:
    conn.execute(sa.update(action).where(action.c.shop_id == shop, action.c.action_id == action_id).values(**values))
