"""The id token (session token) that proves who opened the app: a JWT signed with the app's secret, living a minute.

Claims by shopify.dev "About session tokens". The leeway of ten seconds is that of Shopify's own libraries.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import jwt

from app.shopify.errors import SessionRejected
from app.shopify.shop_domain import sanitise_shop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

LEEWAY_SECONDS = 10
_LONGEST = 8192
_REQUIRED = ("iss", "dest", "aud", "sub", "exp", "nbf")


@dataclass(frozen=True, slots=True)
class SessionToken:
    """`shop` is the sanitised permanent domain, `user_id` the staff member's number as text, `session_id` may be ""."""

    shop: str
    user_id: str
    session_id: str


def verify_session_token(token: str, *, api_key: str, secrets: Sequence[str], now: datetime) -> SessionToken:
    """Check signature, audience, time and shop. `secrets`: the current one, then any that was just replaced.

    `now` is machine time. Raises SessionRejected, whose sentence names the first thing that was wrong.
    """
    claims = _signed_claims(token, api_key=api_key, secrets=secrets)
    _check_time(claims, now=now.timestamp())
    shop = _shop(claims)
    return SessionToken(shop=shop, user_id=_text(claims, "sub"), session_id=str(claims.get("sid") or ""))


def _signed_claims(token: str, *, api_key: str, secrets: Sequence[str]) -> Mapping[str, object]:
    if len(token) > _LONGEST:
        raise SessionRejected("The session token is too long.")
    problem: Exception | None = None
    for secret in filter(None, secrets):
        try:
            return _decode(token, api_key=api_key, secret=secret)
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            problem = error
    raise SessionRejected(f"The session token is not valid: {type(problem).__name__}.") from problem


def _decode(token: str, *, api_key: str, secret: str) -> Mapping[str, object]:
    """Times are left to `_check_time`, which takes its instant from the caller."""
    options = {"require": list(_REQUIRED), "verify_exp": False, "verify_nbf": False, "verify_iat": False}
    return jwt.decode(token, secret, algorithms=["HS256"], audience=api_key, options=options)  # type: ignore[arg-type]


def _check_time(claims: Mapping[str, object], *, now: float) -> None:
    expires, starts = claims["exp"], claims["nbf"]
    if not isinstance(expires, (int, float)) or not isinstance(starts, (int, float)):
        raise SessionRejected("The session token's times are not numbers.")
    if now >= expires + LEEWAY_SECONDS:
        raise SessionRejected("The session token has expired.")
    if now < starts - LEEWAY_SECONDS:
        raise SessionRejected("The session token is not valid yet.")


def _shop(claims: Mapping[str, object]) -> str:
    destination, issuer = _host(_text(claims, "dest")), _host(_text(claims, "iss"))
    shop = sanitise_shop(destination)
    if shop is None or destination != issuer:
        raise SessionRejected("The session token names no shop.")
    return shop


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return parts.netloc if parts.scheme == "https" else ""


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims[name]
    if not isinstance(value, str) or not value:
        raise SessionRejected(f"The session token's {name} is not text.")
    return value
