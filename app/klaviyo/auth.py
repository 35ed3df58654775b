"""The two ways a shop lets us in: a private key it pasted, or an OAuth access token. Neither shows itself in a log."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A key from the merchant's Klaviyo settings (`pk_...`). It does not expire; its scopes were fixed at its birth."""

    secret: str = field(repr=False)

    @property
    def header(self) -> str:
        return f"Klaviyo-API-Key {self.secret}"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An OAuth access token: lives an hour, and is renewed by its refresh token (`oauth.py`)."""

    secret: str = field(repr=False)

    @property
    def header(self) -> str:
        return f"Bearer {self.secret}"


Auth = PrivateKey | AccessToken
