"""Who or what changed what, when, and why: what a merchant reads to trust us."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from app.db.rows import add, row_id
from app.db.tables.shopstate import activity
from app.domain.ids import ShopId

WORKER: Final = "worker"
"""The actor of what the app does by itself: after a webhook, at night, when a moment has come."""

NOTICED = "noticed a change by somebody else"
TAKEN_OVER = "took over again"
LEFT_ALONE = "left a change by somebody else"


def person(user: str) -> str:
    """The actor of what a member of the staff does, by the number that Shopify knows them by."""
    return f"person:{user}"


def log(
    conn: sa.Connection, shop: ShopId, verb: str, subject: str, *, actor: str, at: datetime, detail: Any = None
) -> None:
    """Add one entry. `verb` is past tense ("switched on"), `subject` a resource ("variant:1"); no customer data."""
    row = {
        "shop_id": shop,
        "activity_id": row_id(at),
        "at": at,
        "actor": actor,
        "verb": verb,
        "subject": subject,
        "detail": detail,
    }
    add(conn, activity, [row])
