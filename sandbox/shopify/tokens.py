"""Access and refresh tokens, on machine time: exchange, expiry, refresh, rotation.

Rules from shopify.dev "Offline access tokens" and its changelog of 2026-08-28: an access token lives an hour and stays
good after a refresh; a refresh token lives 90 days; a new exchange kills the refresh tokens before it; a used refresh
token may be tried again until its replacement was used.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox.shopify.model import AccessToken, RefreshToken

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.shopify.model import Installation, Shop, User

ACCESS_SECONDS = 3600
ONLINE_SECONDS = 86399
REFRESH_SECONDS = 7_776_000


def issue_offline(installation: Installation, *, now: datetime, expiring: bool) -> dict[str, Any]:
    """The token endpoint's answer. An expiring token comes with a refresh token, and kills older refresh tokens."""
    access = _access(installation, now=now, seconds=ACCESS_SECONDS if expiring else None)
    answer: dict[str, Any] = {"access_token": access.token, "scope": ",".join(sorted(access.scopes))}
    if not expiring:
        return answer
    for older in installation.refresh_tokens.values():
        older.dead = True
    return {**answer, "expires_in": ACCESS_SECONDS, **_refresh_fields(installation, now=now)}


def issue_online(installation: Installation, *, shop: Shop, now: datetime) -> dict[str, Any]:
    access = _access(installation, now=now, seconds=ONLINE_SECONDS, user=shop.user)
    scope = ",".join(sorted(access.scopes))
    return {
        "access_token": access.token,
        "scope": scope,
        "expires_in": ONLINE_SECONDS,
        "associated_user_scope": scope,
        "associated_user": {
            "id": shop.user.id,
            "first_name": shop.user.first_name,
            "last_name": shop.user.last_name,
            "email": shop.user.email,
            "email_verified": True,
            "account_owner": shop.user.owner,
            "locale": "en",
            "collaborator": False,
        },
    }


def refresh(installation: Installation, *, token: str, now: datetime) -> dict[str, Any] | None:
    """The next pair; None when the refresh token is unknown, dead, expired, or its replacement is already in use."""
    held = installation.refresh_tokens.get(token)
    if held is None or held.dead or held.expires_at <= now:
        return None
    if held.replaced_by:
        replacement = installation.refresh_tokens[held.replaced_by]
        if replacement.used_at:
            return None
        # The caller never got the replacement, or lost it: only the newest pair of a retry lives on.
        replacement.dead = True
    held.used_at = held.used_at or now
    access = _access(installation, now=now, seconds=ACCESS_SECONDS)
    fields = _refresh_fields(installation, now=now)
    held.replaced_by = fields["refresh_token"]
    return {
        "access_token": access.token,
        "scope": ",".join(sorted(access.scopes)),
        "expires_in": ACCESS_SECONDS,
        **fields,
    }


def live(installation: Installation, *, token: str, now: datetime) -> AccessToken | None:
    """The access token, unless it is unknown or past its time. Whoever uses it has what came with it."""
    found = installation.access_tokens.get(token)
    return found if found and (found.expires_at is None or found.expires_at > now) else None


def expire_all(installation: Installation, *, now: datetime) -> None:
    """Every access token runs out at once; refresh tokens stay."""
    for token in installation.access_tokens.values():
        token.expires_at = now


def _access(installation: Installation, *, now: datetime, seconds: int | None, user: User | None = None) -> AccessToken:
    token = AccessToken(
        token=f"{'shpua' if user else 'shpat'}_{secrets.token_hex(16)}",
        mode="online" if user else "offline",
        scopes=frozenset(installation.scopes),
        expires_at=now + timedelta(seconds=seconds) if seconds is not None else None,
        user=user,
    )
    installation.access_tokens[token.token] = token
    return token


def _refresh_fields(installation: Installation, *, now: datetime) -> dict[str, Any]:
    token = RefreshToken(token=f"shprt_{secrets.token_hex(16)}", expires_at=now + timedelta(seconds=REFRESH_SECONDS))
    installation.refresh_tokens[token.token] = token
    return {"refresh_token": token.token, "refresh_token_expires_in": REFRESH_SECONDS}
