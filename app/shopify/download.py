"""Files that Shopify hands out by an address of their own: signed, short-lived, and read without our token."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx

from app.shopify.errors import ShopifyUnavailable, UrlExpired

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 65_536
_GONE = frozenset({400, 401, 403, 404, 410})
"""What a storage says of an address whose signature has run out."""


@contextmanager
def downloading(http: httpx.Client, url: str) -> Iterator[Iterator[bytes]]:
    """The file in chunks, never whole in memory. Raises UrlExpired, ShopifyUnavailable, also from the chunks."""
    try:
        with http.stream("GET", url) as response:
            if response.status_code in _GONE:
                raise UrlExpired(f"The file's address has run out (status {response.status_code}).")
            if response.status_code != httpx.codes.OK:
                raise ShopifyUnavailable(f"The file is not handed out (status {response.status_code}).")
            yield response.iter_bytes(_CHUNK)
    except httpx.TransportError as error:
        raise ShopifyUnavailable(f"The download broke off: {type(error).__name__}") from error
