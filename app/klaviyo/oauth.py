"""Klaviyo's OAuth: authorisation code with PKCE (S256, required of confidential clients too), refresh and revocation.

Only the consent page lives on www.klaviyo.com; tokens there have been refused since March 2025. Whoever stores the
tokens refreshes under the shop's lock, keeps what comes back (the refresh token may be a new one), and refreshes at
least every 90 days, or the grant dies.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

import httpx
import msgspec

from app.clock import machine_now
from app.klaviyo.answers import TOO_MANY_REQUESTS, decoded, retry_after
from app.klaviyo.auth import AccessToken
from app.klaviyo.errors import ConnectionBroken, GrantLost, Throttled, Transient

SCOPES: Final = ("accounts:read", "events:write", "metrics:read", "flows:read")
"""The least that sends events and tells a merchant which of them no flow listens to."""
VERIFIER_BYTES: Final = 64


@dataclass(frozen=True, slots=True)
class Consent:
    """One trip to the consent page. Keep `state` and `verifier` on the server, tied to the session, for one use."""

    url: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What Klaviyo grants. `expires_at` is an instant of the machine's clock, UTC."""

    access: AccessToken
    refresh_token: str = field(repr=False)
    expires_at: datetime


class _Granted(msgspec.Struct, frozen=True):
    access_token: str
    refresh_token: str
    expires_in: int


class _Denied(msgspec.Struct, frozen=True):
    error: str


class KlaviyoOAuth:
    """Our app's registration at Klaviyo. Every call raises `Transient` where Klaviyo did not answer."""

    def __init__(
        self,
        http: httpx.Client,
        *,
        client_id: str,
        client_secret: str,
        origin: str = "https://a.klaviyo.com",
        consent_origin: str = "https://www.klaviyo.com",
    ) -> None:
        self._http = http
        self._client_id = client_id
        self._client_secret = client_secret
        self._origin = origin.rstrip("/")
        self._consent_origin = consent_origin.rstrip("/")

    def consent(self, redirect_uri: str, *, scopes: tuple[str, ...] = SCOPES) -> Consent:
        """Where to send the merchant; a new verifier and state every time."""
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(VERIFIER_BYTES)
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(scopes),
            "state": state,
            "code_challenge_method": "S256",
            "code_challenge": challenge(verifier),
        }
        return Consent(f"{self._consent_origin}/oauth/authorize?{urlencode(query)}", state, verifier)

    def exchange(self, code: str, *, verifier: str, redirect_uri: str) -> Tokens:
        """The tokens for a code, which lives five minutes.

        Raises:
            GrantLost: The code is stale, used, or was not asked for with this verifier and address.
        """
        return self._grant(
            {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": redirect_uri}
        )

    def refresh(self, refresh_token: str) -> Tokens:
        """New tokens. Store both: the old refresh token may be dead from now on.

        Raises:
            GrantLost: Uninstalled, revoked, or unused for 90 days: mark the shop disconnected, ask to reconnect.
        """
        return self._grant({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def revoke(self, refresh_token: str) -> None:
        """End the grant when a merchant disconnects. A grant that is gone already is no error."""
        response = self._post("/oauth/revoke", {"token": refresh_token, "token_type_hint": "refresh_token"})
        if not (response.is_success or _denial(response) == "invalid_grant"):
            raise _error(response)

    def _grant(self, form: dict[str, str]) -> Tokens:
        response = self._post("/oauth/token", form)
        if not response.is_success:
            raise _error(response)
        granted = decoded(response, _Granted)
        expires_at = machine_now() + timedelta(seconds=granted.expires_in)
        return Tokens(AccessToken(granted.access_token), granted.refresh_token, expires_at)

    def _post(self, path: str, form: dict[str, str]) -> httpx.Response:
        try:
            return self._http.post(self._origin + path, data=form, auth=(self._client_id, self._client_secret))
        except httpx.TransportError as failed:
            raise Transient(f"Klaviyo could not be reached ({type(failed).__name__}).") from failed


def challenge(verifier: str) -> str:
    """The S256 challenge of RFC 7636, section 4.2."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _denial(response: httpx.Response) -> str | None:
    try:
        return msgspec.json.decode(response.content, type=_Denied).error
    except msgspec.MsgspecError:
        return None


def _error(response: httpx.Response) -> ConnectionBroken | Transient:
    denial = _denial(response)
    if denial == "invalid_grant":
        return GrantLost("Klaviyo ended the connection; please connect again.", answered=response.status_code)
    if response.status_code == TOO_MANY_REQUESTS:
        wait = retry_after(response)
        return Throttled("Klaviyo asked us to slow down.", answered=response.status_code, retry_after=wait)
    if denial is None:
        return Transient("Klaviyo is not answering properly at the moment.", answered=response.status_code)
    return ConnectionBroken(f"Klaviyo refused the connection: {denial}", answered=response.status_code)
