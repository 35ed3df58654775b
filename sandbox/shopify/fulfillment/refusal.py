"""How an act on fulfilment orders says no: with the user error that Shopify gives for it."""

from __future__ import annotations

from typing import Any

from sandbox.shopify.errors import user_error


class Refused(Exception):
    """Carries one element of `userErrors`. Whoever raises it has changed nothing yet."""

    def __init__(self, field: list[str] | None, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.error: dict[str, Any] = user_error(field, message, code=code)
