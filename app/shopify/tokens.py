"""Keeps one living offline token per shop, however many processes use it.

No token grows old: every installed shop is compared with Shopify each night, and a token lives for an hour, so each is
renewed long before the 90 days of its refresh token.

A refresh goes: take the shop's lease, ask Shopify with no transaction open, swap by compare-and-set on the version that
was read. A process that dies in between loses only its lease: since 2026-08-28 Shopify lets a refresh token be used
again until its successor was used, so the next holder repeats the refresh and gets a working pair.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.clock import machine_now
from app.shopify.errors import NeedsReauth, ShopifyUnavailable
from app.shopify.ports import SealedToken, ShopRef, StoredToken, TokenStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.shopify.secrets_box import SecretsBox
    from app.shopify.token_exchange import Grant, TokenEndpoint

EARLY = timedelta(seconds=60)
"""A token this near its end is renewed before use, so that it does not expire on the way."""
LEASE = timedelta(seconds=30)
_POLL_SECONDS = 0.1


class TokenKeeper:
    """Hands out access tokens in clear and never keeps one. Thread-safe; safe across processes through the store."""

    def __init__(
        self,
        store: TokenStore,
        *,
        box: SecretsBox,
        endpoint: TokenEndpoint,
        now: Callable[[], datetime] = machine_now,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._box = box
        self._endpoint = endpoint
        self._now = now
        self._sleep = sleep

    def install(self, shop: ShopRef, *, id_token: str) -> frozenset[str]:
        """Exchange a verified id token for an offline token, store it, and return the scopes granted.

        Raises SessionRejected, ShopifyUnavailable, ShopFrozen, Refused.
        """
        grant = self._endpoint.exchange(shop.domain, id_token=id_token)
        self._store.swap(shop, version=None, new=self._seal(grant))
        return grant.scopes

    def access_token(self, shop: ShopRef) -> str:
        """A token with at least a minute to live. Raises NeedsReauth, ShopifyUnavailable, ShopFrozen, Refused."""
        stored = self._load(shop)
        if self._now() + EARLY < stored.token.access_expires_at:
            return self._box.open(stored.token.access_token)
        return self._refresh(shop, stored)

    def renew(self, shop: ShopRef, *, rejected: str) -> str:
        """Another token than `rejected`. Raises NeedsReauth, ShopifyUnavailable, ShopFrozen, Refused."""
        stored = self._load(shop)
        current = self._box.open(stored.token.access_token)
        return current if current != rejected else self._refresh(shop, stored)

    def _load(self, shop: ShopRef) -> StoredToken:
        stored = self._store.load(shop)
        if stored is None:
            raise NeedsReauth("This shop has not let Backorder in, or must do so again.")
        return stored

    def _refresh(self, shop: ShopRef, stored: StoredToken) -> str:
        """Refresh, or take what another process made of it meanwhile. The wait is bounded by the lease."""
        deadline = self._now() + LEASE
        while not self._store.lease(shop, lasting=LEASE):
            if (theirs := self._load(shop)).version != stored.version:
                return self._box.open(theirs.token.access_token)
            if self._now() >= deadline:
                raise ShopifyUnavailable("Another process is renewing this shop's access and has not finished.")
            self._sleep(_POLL_SECONDS)
        try:
            return self._refresh_alone(shop, since=stored.version)
        except Exception:
            self._store.release(shop)
            raise

    def _refresh_alone(self, shop: ShopRef, *, since: int) -> str:
        stored = self._load(shop)
        if stored.version != since:
            self._store.release(shop)
            return self._box.open(stored.token.access_token)
        try:
            grant = self._endpoint.refresh(shop.domain, refresh_token=self._box.open(stored.token.refresh_token))
        except NeedsReauth as dead:
            return self._after_refusal(shop, stored, dead)
        if self._store.swap(shop, version=stored.version, new=self._seal(grant)):
            return grant.access_token
        return self._box.open(self._load(shop).token.access_token)

    def _after_refusal(self, shop: ShopRef, stored: StoredToken, dead: NeedsReauth) -> str:
        """A refresh token is refused too when somebody replaced it meanwhile: look before declaring it dead."""
        latest = self._store.load(shop)
        if latest is not None and latest.version != stored.version:
            self._store.release(shop)
            return self._box.open(latest.token.access_token)
        self._store.give_up(shop, version=stored.version, reason=str(dead))
        raise dead

    def _seal(self, grant: Grant) -> SealedToken:
        return SealedToken(
            access_token=self._box.seal(grant.access_token),
            refresh_token=self._box.seal(grant.refresh_token),
            access_expires_at=grant.access_expires_at,
            refresh_expires_at=grant.refresh_expires_at,
        )
