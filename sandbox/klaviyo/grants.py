"""Klaviyo's side of OAuth: codes, access tokens and refresh tokens that rotate, by the machine's clock."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from app.clock import machine_now

CODE_LIFE: Final = timedelta(minutes=5)
ACCESS_LIFE: Final = timedelta(hours=1)
IDLE_LIFE: Final = timedelta(days=90)
DEMO_CLIENT: Final = "klaviyo-demo"
DEMO_SECRET: Final = "klaviyo-demo-secret"


class InvalidGrant(Exception):
    """The code or refresh token is unknown, used, stale, or not this caller's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A consent given and not yet exchanged."""

    redirect_uri: str
    challenge: str
    scopes: frozenset[str]
    until: datetime


@dataclass(frozen=True, slots=True)
class Granted:
    scopes: frozenset[str]
    until: datetime


@dataclass(slots=True)
class Grants:
    """One app's registration and what merchants granted it. A refresh token dies when used, or 90 days unused."""

    client_id: str = DEMO_CLIENT
    client_secret: str = DEMO_SECRET
    app_name: str = "Backorder"
    now: Callable[[], datetime] = machine_now
    _asked: dict[str, Asked] = field(default_factory=dict)
    _access: dict[str, Granted] = field(default_factory=dict)
    _refresh: dict[str, Granted] = field(default_factory=dict)

    def consent(self, *, redirect_uri: str, challenge: str, scopes: frozenset[str]) -> str:
        """The code that goes back to the app."""
        code = secrets.token_urlsafe(24)
        self._asked[code] = Asked(redirect_uri, challenge, scopes, self.now() + CODE_LIFE)
        return code

    def exchange(self, code: str, *, verifier: str, redirect_uri: str) -> dict[str, object]:
        asked = self._asked.pop(code, None)
        if asked is None or asked.until < self.now() or asked.redirect_uri != redirect_uri:
            raise InvalidGrant
        if _challenge(verifier) != asked.challenge:
            raise InvalidGrant
        return self._issue(asked.scopes)

    def refresh(self, refresh_token: str) -> dict[str, object]:
        granted = self._refresh.pop(refresh_token, None)
        if granted is None or granted.until < self.now():
            raise InvalidGrant
        return self._issue(granted.scopes)

    def revoke(self, refresh_token: str) -> None:
        """Ends the grant, its access tokens included. Nothing happens where it is gone already."""
        if self._refresh.pop(refresh_token, None):
            self._access.clear()

    def uninstall(self) -> None:
        """The merchant removed the app at Klaviyo: everything it held is dead."""
        self._asked.clear()
        self._access.clear()
        self._refresh.clear()

    def expire_access(self) -> None:
        """An hour passes for access tokens alone."""
        self._access.clear()

    def scopes_of(self, access_token: str) -> frozenset[str] | None:
        """What a token may do; None where it is unknown or stale."""
        granted = self._access.get(access_token)
        return granted.scopes if granted and granted.until > self.now() else None

    def _issue(self, scopes: frozenset[str]) -> dict[str, object]:
        access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        self._access[access] = Granted(scopes, self.now() + ACCESS_LIFE)
        self._refresh[refresh] = Granted(scopes, self.now() + IDLE_LIFE)
        return {
            "access_token": access,
            "refresh_token": refresh,
            "token_type": "bearer",
            "expires_in": int(ACCESS_LIFE.total_seconds()),
            "scope": " ".join(sorted(scopes)),
        }


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("ascii", "replace")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
