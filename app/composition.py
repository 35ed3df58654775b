"""What both roots are made of: the parts that web and worker share, built once from the settings."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.clock import Clock, business_clock, machine_now
from app.db.buckets import BucketRows
from app.db.session import Database
from app.db.tokens import TokenRows
from app.db.versions import VersionRows
from app.klaviyo.client import KlaviyoClient
from app.settings import Settings
from app.shopify.client import AdminClient
from app.shopify.ports import Bucket
from app.shopify.secrets_box import SecretsBox
from app.shopify.token_exchange import TokenEndpoint
from app.shopify.tokens import TokenKeeper

_TIMEOUT = httpx.Timeout(15.0, connect=5.0)
_CONNECTIONS = httpx.Limits(max_connections=64, max_keepalive_connections=32)


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that talks to something: the database, Shopify, Klaviyo, and the clock they are told the time by."""

    settings: Settings
    clock: Clock
    database: Database
    http: httpx.Client
    box: SecretsBox
    tokens: TokenKeeper
    admin: AdminClient
    klaviyo: KlaviyoClient
    link_key: bytes

    def close(self) -> None:
        self.http.close()
        self.database.close()


def compose(settings: Settings, *, http: httpx.Client | None = None, bucket: Bucket | None = None) -> Parts:
    """Build the parts. Opens no connection yet.

    `http` and `bucket` are for tests that have the outside world in this process, where waiting for points is wasted.
    """
    _make_room_for(settings.database_url)
    database = Database(settings.database_url, pool_size=settings.database_pool_size)
    http = http or httpx.Client(timeout=_TIMEOUT, limits=_CONNECTIONS)
    box = SecretsBox(settings.fernet_keys)
    endpoint = TokenEndpoint(
        http,
        shop_origin=settings.shopify_shop_origin,
        api_key=settings.shopify_api_key,
        secret=settings.secrets[0],
        now=machine_now,
    )
    tokens = TokenKeeper(TokenRows(database), box=box, endpoint=endpoint)
    return Parts(
        settings=settings,
        clock=business_clock(settings.business_clock_file),
        database=database,
        http=http,
        box=box,
        tokens=tokens,
        admin=AdminClient(
            http,
            shop_origin=settings.shopify_shop_origin,
            tokens=tokens,
            bucket=bucket or BucketRows(database),
            versions=VersionRows(database),
        ),
        klaviyo=KlaviyoClient(http, origin=settings.klaviyo_origin),
        link_key=hmac.digest(settings.fernet_keys[-1].encode(), b"order links", hashlib.sha256),
    )


def _make_room_for(url: str) -> None:
    """SQLite makes a file but not its folder."""
    scheme, _, path = url.partition(":///")
    if scheme == "sqlite" and path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
