"""Shops whose `*.myshopify.com` domain has changed: the row with everything in it takes the new domain.

Whatever else came by the new domain, and what still comes by the old one, is on a row that only points there.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.db import inbox, redaction, tokens
from app.db.shops import Shop, update
from app.db.tables.shops import ShopState, shop
from app.domain.ids import ShopId


def move_in(conn: sa.Connection, other: Shop, home: Shop) -> None:
    """What waits for `other` waits for `home` from now on, its token is `home`'s, and it holds nothing any more."""
    inbox.forward(conn, other.id, home.id)
    tokens.hand_over(conn, other.id, home.id)
    redaction.erase(conn, other.id)
    update(conn, other.id, state=ShopState.MOVED, moved_to=home.id)


def take_domain(conn: sa.Connection, home: Shop, domain: str, *, held_by: Shop | None) -> None:
    """`home` is called `domain`; its former domain leads to it. `held_by` is the row that has `domain` so far."""
    known: list[str] = conn.scalar(sa.select(shop.c.former).where(shop.c.id == home.id)) or []
    former = sorted({*known, home.domain} - {domain})
    pointer: dict[str, Any] = {"state": ShopState.MOVED, "moved_to": home.id}
    if held_by is not None:
        update(conn, held_by.id, domain=_between(held_by.id))
    update(conn, home.id, domain=domain, former=former)
    if held_by is not None:
        update(conn, held_by.id, domain=home.domain, **pointer)
    else:
        conn.execute(sa.insert(shop).values(domain=home.domain, **pointer))


def _between(row: ShopId) -> str:
    """A domain that nobody can have: no two rows may have the same, not even while they change places."""
    return f"#{row}"
