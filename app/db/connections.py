"""How a shop lets us speak to Klaviyo."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from app.db.rows import put
from app.db.tables.shops import klaviyo_connection
from app.domain.ids import ShopId

PRIVATE_KEY = "private_key"
OAUTH = "oauth"
CONNECTED = "connected"
BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class KlaviyoConnection:
    """`secret` is sealed: a private key, or a JSON pair of OAuth tokens."""

    kind: str
    account_id: str
    state: str
    broken_reason: str | None
    secret: bytes = field(repr=False)


def klaviyo(conn: sa.Connection, shop: ShopId) -> KlaviyoConnection | None:
    row = conn.execute(sa.select(klaviyo_connection).where(klaviyo_connection.c.shop_id == shop)).mappings().first()
    if row is None:
        return None
    return KlaviyoConnection(row["kind"], row["account_id"], row["state"], row["broken_reason"], row["secret"])


def connect_klaviyo(
    conn: sa.Connection, shop: ShopId, *, kind: str, secret: bytes, account_id: str, at: datetime
) -> None:
    put(
        conn,
        klaviyo_connection,
        [
            {
                "shop_id": shop,
                "kind": kind,
                "secret": secret,
                "account_id": account_id,
                "state": CONNECTED,
                "broken_reason": None,
                "connected_at": at,
            }
        ],
    )


def disconnect_klaviyo(conn: sa.Connection, shop: ShopId) -> None:
    """Forget the connection and its secret."""
    conn.execute(sa.delete(klaviyo_connection).where(klaviyo_connection.c.shop_id == shop))


def break_klaviyo(conn: sa.Connection, shop: ShopId, *, reason: str) -> None:
    """Keep the events, stop sending, and show the merchant why."""
    conn.execute(
        sa.update(klaviyo_connection)
        .where(klaviyo_connection.c.shop_id == shop)
        .values(state=BROKEN, broken_reason=reason)
    )
