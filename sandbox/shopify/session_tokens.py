"""Session tokens (id tokens): minting them as the admin does, and checking one as the token endpoint does."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

import jwt

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.shopify.model import App, Shop

LIFETIME = 60
"""Seconds."""


def mint(
    shop: Shop,
    *,
    app: App,
    now: datetime,
    lifetime: int = LIFETIME,
    audience: str | None = None,
    secret: str | None = None,
) -> str:
    """A session token for the shop's owner. `now` is machine time; a negative `lifetime` is an expired token.

    `audience` and `secret` make a forged one.
    """
    issued = int(now.timestamp())
    claims = {
        "iss": f"https://{shop.domain}/admin",
        "dest": f"https://{shop.domain}",
        "aud": audience or app.client_id,
        "sub": str(shop.user.id),
        "exp": issued + lifetime,
        "nbf": issued,
        "iat": issued,
        "jti": str(uuid.uuid4()),
        "sid": uuid.uuid5(uuid.NAMESPACE_DNS, shop.domain).hex,
    }
    return jwt.encode(claims, secret or app.secret, algorithm="HS256")


def is_valid(token: str, *, shop: Shop, app: App) -> bool:
    """Whether the token endpoint would exchange it: signed by this app's secret, live, for this app and this shop."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            app.secret,
            algorithms=["HS256"],
            audience=app.client_id,
            leeway=10,
            options={"require": ["exp", "dest"]},
        )
    except jwt.InvalidTokenError:
        return False
    return bool(claims["dest"] == f"https://{shop.domain}")
