"""Shopify's token endpoint: an id token or a refresh token for an expiring offline token.

Shopify's own library, `shopifyapp`, writes the requests and reads the tokens. `_Gate` stands between it and the network
and lets only grants through to it (docs/adr/0003). Lifetimes by shopify.dev "Offline access tokens": an access token
lives an hour, a refresh token 90 days, and a new exchange kills the refresh tokens before it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import msgspec
from shopify_app import IdTokenDetails, ShopifyApp, TokenExchangeAccessToken, TokenExchangeResult

from app.shopify.call import retry_after
from app.shopify.errors import NeedsReauth, Refused, SessionRejected, ShopFrozen, ShopifyUnavailable
from app.shopify.origin import ShopOrigin

if TYPE_CHECKING:
    from collections.abc import Callable

_LONG_AGO = "1970-01-01T00:00:00Z"
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
    """What an expiring offline token comes with. Lifetimes in seconds."""

    access_token: str
    expires_in: int
    refresh_token: str
    refresh_token_expires_in: int
    scope: str = ""


class _Refusal(msgspec.Struct):
    error: str = ""


class TokenEndpoint:
    """Talks to `{shop origin}/admin/oauth/access_token`; one request a call, no retries: the keeper decides.

    The library's results hold tokens in clear and show them in their repr: they stay in here, and nothing logs them.
    """

    def __init__(
        self, http: httpx.Client, *, shop_origin: str, api_key: str, secret: str, now: Callable[[], datetime]
    ) -> None:
        self._http = http
        self._shop_origin = shop_origin
        self._library = ShopifyApp(client_id=api_key, client_secret=secret)
        self._now = now

    def exchange(self, shop_domain: str, *, id_token: str) -> Grant:
        """A fresh offline token for a verified id token.

        Raises SessionRejected where the id token is stale, ShopifyUnavailable, ShopFrozen, Refused.
        """
        # The library accepts no other domain than myshopify.com here; where the request goes is up to ShopOrigin.
        claims = {"dest": f"https://{_name(shop_domain)}.myshopify.com"}
        proof = IdTokenDetails(exchangeable=True, token=id_token, claims=claims)
        return self._ask(
            shop_domain,
            lambda wire: self._library.exchange_using_token_exchange("offline", proof, expiring=True, http_client=wire),
        )

    def refresh(self, shop_domain: str, *, refresh_token: str) -> Grant:
        """The next pair. Raises NeedsReauth (the refresh token is dead), ShopifyUnavailable, ShopFrozen, Refused."""
        spent = _spent(shop_domain, refresh_token)
        return self._ask(
            shop_domain, lambda wire: self._library.refresh_token_exchanged_access_token(spent, http_client=wire)
        )

    def _ask(self, shop_domain: str, request: Callable[[httpx.Client], TokenExchangeResult]) -> Grant:
        gate = _Gate(ShopOrigin(self._http, origin=self._shop_origin.format(shop=shop_domain)))
        asked_at = self._now()
        with httpx.Client(transport=gate) as wire:
            result = request(wire)
        token, granted = result.access_token, gate.granted
        if token is None or token.refresh_token is None or granted is None:
            raise Refused(f"Shopify's library did not ask for a token: {result.log.detail}")
        return Grant(
            access_token=token.token,
            refresh_token=token.refresh_token,
            # From the moment of asking, so that a slow answer never makes a token look younger.
            access_expires_at=asked_at + timedelta(seconds=granted.expires_in),
            refresh_expires_at=asked_at + timedelta(seconds=granted.refresh_token_expires_in),
            scopes=frozenset(filter(None, (scope.strip() for scope in token.scope.split(",")))),
        )


class _Gate(httpx.BaseTransport):
    """Lets a grant through to the library; every other answer is raised past it as the error it means to us.

    Left alone, shopifyapp 1.0.2 sleeps through a 429 a second at a time whatever `Retry-After` says, asks again at once
    after a 5xx, reports a frozen shop and a bug of ours alike, and takes a grant without a lifetime for one that ends
    now.
    """

    def __init__(self, way: httpx.BaseTransport) -> None:
        self._way = way
        self.granted: _Granted | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            response = self._way.handle_request(request)
        except httpx.RequestError as error:
            raise ShopifyUnavailable(f"Shopify's token endpoint cannot be reached: {type(error).__name__}") from error
        if response.status_code != httpx.codes.OK:
            raise _refusal(response)
        self.granted = _granted(response.content)
        return response


def _name(shop_domain: str) -> str:
    """The part before the first dot, which is what the library calls a shop."""
    return shop_domain.partition(".")[0]


def _spent(shop_domain: str, refresh_token: str) -> TokenExchangeAccessToken:
    """An access token past its time: with one that has more than a minute left the library does not ask Shopify."""
    return TokenExchangeAccessToken(
        shop=_name(shop_domain),
        token="",
        expires=_LONG_AGO,
        scope="",
        access_mode="offline",
        refresh_token=refresh_token,
        refresh_token_expires=None,
        user=None,
    )


def _granted(body: bytes) -> _Granted:
    try:
        return msgspec.json.decode(body, type=_Granted)
    except msgspec.MsgspecError as error:
        raise Refused("Shopify granted no expiring offline token.") from error


def _refusal(response: httpx.Response) -> Exception:
    status, code = response.status_code, _error_code(response.content)
    if status in (httpx.codes.TOO_MANY_REQUESTS, 430) or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return ShopifyUnavailable(f"Shopify's token endpoint answered {status}.", retry_after=retry_after(response))
    if code == "invalid_subject_token":
        return SessionRejected("The session token is no longer valid.")
    if status in _FROZEN:
        return ShopFrozen(f"It is frozen, locked or closed (Shopify answered {status}).")
    if code in _DEAD or status == httpx.codes.UNAUTHORIZED:
        return NeedsReauth(f"Shopify no longer renews this shop's token ({code or status}).")
    return Refused(f"Shopify's token endpoint answered {status} ({code or 'no reason'}).")


def _error_code(body: bytes) -> str:
    try:
        return msgspec.json.decode(body, type=_Refusal).error
    except msgspec.MsgspecError:
        return ""
