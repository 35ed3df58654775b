"""A shop may change its `*.myshopify.com` domain. It stays the same shop by Shopify's own id: so does its row here.

Nobody could verify which domain Shopify names in webhooks and session tokens afterwards, so both lead to the shop. Two
rows for one shop would each hold, tag and promise for themselves.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from app.db import activity, moved_shops, shops
from app.db.shops import Shop
from app.db.tables.shops import ShopState
from app.domain.ids import ShopId
from app.inbox.enqueue import enqueue
from app.inbox.hints import Hint, Kind
from app.log import get_logger
from app.shopify.facts import ShopIdentity
from app.usecases.install import install

_MOVED = "moved to another domain"
_log = get_logger("shops")


def follow_shop(conn: sa.Connection, asked: Shop, said: ShopIdentity, *, now: datetime) -> ShopId:
    """The row in which the shop lives of which Shopify said this when `asked` was asked about: mostly `asked` itself.

    The oldest row of a shop is its home. A domain that is another shop's here is not taken from it.
    """
    same = {each.id: each for each in (asked, *shops.with_shopify_id(conn, said.id))}
    home = same.pop(min(same))
    for other in same.values():
        _move_in(conn, other, home, now=now)
    if home.domain != said.domain:
        _take_domain(conn, home, said.domain, now=now)
    return home.id


def _move_in(conn: sa.Connection, other: Shop, home: Shop, *, now: datetime) -> None:
    """An installation under another domain is the newest word: what came before it tells of no removal."""
    moved_shops.move_in(conn, other, home)
    if other.state is ShopState.INSTALLED:
        install(conn, home, other.scopes, now=now)
        shops.update(conn, home.id, installed_at=other.installed_at)


def _take_domain(conn: sa.Connection, home: Shop, domain: str, *, now: datetime) -> None:
    there = shops.row_of(conn, domain)
    if there is not None and there.state is ShopState.STUB:
        moved_shops.move_in(conn, there, home)
    elif there is not None and there.moved_to != home.id:
        _log.warning("shop.domain_taken", shop=home.domain, domain=domain)
        return
    moved_shops.take_domain(conn, home, domain, held_by=there)
    change = {"from": home.domain, "to": domain}
    activity.log(conn, home.id, _MOVED, "shop", actor="shopify", at=now, detail=change)
    enqueue(conn, home.id, Hint(Kind.RECONCILE), cause=_MOVED)
