"""Shopify's token endpoint: an id token or a refresh token for an expiring offline token.

Field names and lifetimes by shopify.dev "Token exchange" and "Offline access tokens": an access token lives an hour,
a refresh token 90 days, and a new exchange kills the refresh tokens before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import msgspec

from app.shopify.errors import NeedsReauth, Refused, SessionRejected, ShopFrozen, ShopifyUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
_ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"  # noqa: S105  a type's name, no secret
_OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
_DEAD = frozenset({"invalid_grant", "invalid_request", "application_cannot_be_found", "invalid_client"})
_FROZEN = frozenset({402, 404, 423})


@dataclass(frozen=True, slots=True)
class Grant:
    """An offline token in clear: keep it no longer than it takes to seal it. The instants are machine time, UTC."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    access_expires_at: datetime
    refresh_expires_at: datetime
    scopes: frozenset[str]


class _Granted(msgspec.Struct):
    access_token: str
    expires_in: int
    refresh_token: str
    refresh_token_expires_in: int
    scope: str = ""


class _Refusal(msgspec.Struct):
    error: str = ""


class TokenEndpoint:
    """Talks to `{shop origin}/admin/oauth/access_token`; one request a call, no retries: the keeper decides."""

    def __init__(
        self, http: httpx.Client, *, shop_origin: str, api_key: str, secret: str, now: Callable[[], datetime]
    ) -> None:
        self._http = http
        self._shop_origin = shop_origin
        self._client = {"client_id": api_key, "client_secret": secret}
        self._now = now

    def exchange(self, shop_domain: str, *, id_token: str) -> Grant:
        """A fresh offline token for a verified id token.

        Raises SessionRejected where the id token is stale, ShopifyUnavailable, ShopFrozen, Refused.
        """
        form = {
            "grant_type": _EXCHANGE,
            "subject_token": id_token,
            "subject_token_type": _ID_TOKEN,
            "requested_token_type": _OFFLINE,
            "expiring": "1",
        }
        return self._ask(shop_domain, form)

    def refresh(self, shop_domain: str, *, refresh_token: str) -> Grant:
        """The next pair. Raises NeedsReauth (the refresh token is dead), ShopifyUnavailable, ShopFrozen, Refused."""
        return self._ask(shop_domain, {"grant_type": "refresh_token", "refresh_token": refresh_token})

    def _ask(self, shop_domain: str, form: Mapping[str, str]) -> Grant:
        url = f"{self._shop_origin.format(shop=shop_domain)}/admin/oauth/access_token"
        asked_at = self._now()
        try:
            response = self._http.post(url, data={**self._client, **form}, headers={"Accept": "application/json"})
        except httpx.TransportError as error:
            raise ShopifyUnavailable(f"Shopify's token endpoint cannot be reached: {type(error).__name__}") from error
        if response.status_code != httpx.codes.OK:
            raise _refusal(response)
        return _grant(response.content, asked_at=asked_at)


def _grant(body: bytes, *, asked_at: datetime) -> Grant:
    """Lifetimes count from the moment of asking, so that a slow answer never makes a token look younger."""
    try:
        granted = msgspec.json.decode(body, type=_Granted)
    except msgspec.MsgspecError as error:
        raise Refused("Shopify granted no expiring offline token.") from error
    return Grant(
        access_token=granted.access_token,
        refresh_token=granted.refresh_token,
        access_expires_at=asked_at + timedelta(seconds=granted.expires_in),
        refresh_expires_at=asked_at + timedelta(seconds=granted.refresh_token_expires_in),
        scopes=frozenset(filter(None, (scope.strip() for scope in granted.scope.split(",")))),
    )


def _refusal(response: httpx.Response) -> Exception:
    status, code = response.status_code, _error_code(response.content)
    if status in (httpx.codes.TOO_MANY_REQUESTS, 430) or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return ShopifyUnavailable(f"Shopify's token endpoint answered {status}.")
    if code == "invalid_subject_token":
        return SessionRejected("The session token is no longer valid.")
    if status in _FROZEN:
        return ShopFrozen(f"The shop is frozen, locked or closed (Shopify answered {status}).")
    if code in _DEAD or status == httpx.codes.UNAUTHORIZED:
        return NeedsReauth(f"Shopify no longer renews this shop's access ({code or status}); open the app once.")
    return Refused(f"Shopify's token endpoint answered {status} ({code or 'no reason'}).")


def _error_code(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=_Refusal).error
    except msgspec.MsgspecError:
        return ""
