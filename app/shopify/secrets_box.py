"""Encryption of secrets at rest: Fernet (AES-128-CBC with HMAC-SHA256), keys from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

if TYPE_CHECKING:
    from collections.abc import Sequence


class UnreadableSecretError(Exception):
    """A stored secret fits none of our keys: a key was dropped too early, or the row is not ours."""


class SecretsBox:
    """Seals with the first key, opens with any: put a new key in front, reseal, then drop the old one."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys` are url-safe base64 Fernet keys, newest first. Raises ValueError for none or a malformed one."""
        if not keys:
            raise ValueError("at least one encryption key is needed")
        self._fernet = MultiFernet([Fernet(key) for key in keys])

    def seal(self, secret: str) -> bytes:
        return self._fernet.encrypt(secret.encode())

    def open(self, sealed: bytes) -> str:
        """Raises UnreadableSecretError."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise UnreadableSecretError("a stored secret fits none of the encryption keys") from error

    def reseal(self, sealed: bytes) -> bytes:
        """The same secret under the newest key. Raises UnreadableSecretError."""
        try:
            return self._fernet.rotate(sealed)
        except InvalidToken as error:
            raise UnreadableSecretError("a stored secret fits none of the encryption keys") from error
