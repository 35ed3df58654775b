"""Where sealed tokens live: the database's `app.shopify.ports.TokenStore`. Each method is its own transaction."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.clock import machine_now
from app.db import shops
from app.db.rows import put
from app.db.session import Database
from app.db.tables.shops import ShopState, shop_token
from app.domain.ids import ShopId
from app.shopify.ports import SealedToken, ShopRef, StoredToken


class TokenRows:
    """Tokens in the database, shared by every process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, shop: ShopRef) -> StoredToken | None:
        with self._database.read() as conn:
            row = conn.execute(sa.select(shop_token).where(shop_token.c.shop_id == shop.id)).mappings().first()
        if row is None or row["dead_reason"] is not None:
            return None
        sealed = SealedToken(
            access_token=row["access_token"],
            refresh_token=row["refresh_token"],
            access_expires_at=row["access_expires_at"],
            refresh_expires_at=row["refresh_expires_at"],
        )
        return StoredToken(sealed, row["version"])

    def lease(self, shop: ShopRef, *, lasting: timedelta) -> bool:
        now = machine_now()
        free = sa.or_(shop_token.c.refreshing_until.is_(None), shop_token.c.refreshing_until < now)
        with self._database.write() as conn:
            taken = conn.execute(
                sa.update(shop_token)
                .where(shop_token.c.shop_id == shop.id, free)
                .values(refreshing_until=now + lasting)
                .returning(shop_token.c.shop_id)
            )
            return taken.first() is not None

    def swap(self, shop: ShopRef, *, version: int | None, new: SealedToken) -> bool:
        with self._database.write() as conn:
            if version is None:
                known = conn.scalar(sa.select(shop_token.c.version).where(shop_token.c.shop_id == shop.id))
                put(conn, shop_token, [{"shop_id": shop.id, **_columns(new, version=(known or 0) + 1)}])
                return True
            changed = conn.execute(
                sa.update(shop_token)
                .where(shop_token.c.shop_id == shop.id, shop_token.c.version == version)
                .values(**_columns(new, version=version + 1))
                .returning(shop_token.c.shop_id)
            )
            return changed.first() is not None

    def give_up(self, shop: ShopRef, *, version: int, reason: str) -> None:
        with self._database.write() as conn:
            dead = conn.execute(
                sa.update(shop_token)
                .where(shop_token.c.shop_id == shop.id, shop_token.c.version == version)
                .values(dead_reason=reason, refreshing_until=None)
                .returning(shop_token.c.shop_id)
            )
            if dead.first() is not None:
                shops.update(conn, shop.id, state=ShopState.NEEDS_REAUTH)

    def release(self, shop: ShopRef) -> None:
        with self._database.write() as conn:
            conn.execute(sa.update(shop_token).where(shop_token.c.shop_id == shop.id).values(refreshing_until=None))


def hand_over(conn: sa.Connection, shop: ShopId, to: ShopId) -> None:
    """The token of one row is another's from now on, in place of what that one had; nothing where there is none."""
    row = conn.execute(sa.select(shop_token).where(shop_token.c.shop_id == shop)).mappings().first()
    if row is not None:
        known = conn.scalar(sa.select(shop_token.c.version).where(shop_token.c.shop_id == to)) or 0
        put(conn, shop_token, [{**row, "shop_id": to, "version": max(known, row["version"]) + 1}])


def _columns(token: SealedToken, *, version: int) -> dict[str, bytes | datetime | int | None]:
    return {
        "access_token": token.access_token,
        "refresh_token": token.refresh_token,
        "access_expires_at": token.access_expires_at,
        "refresh_expires_at": token.refresh_expires_at,
        "version": version,
        "refreshing_until": None,
        "dead_reason": None,
    }
