"""What Shopify says about the app itself in a shop: it is gone, or may do other things than before."""

from __future__ import annotations

from webhooks.payloads import Shop, read


def named_shop(body: bytes) -> str | None:
    """The shop that an `app/uninstalled` body names, None when it does not say. Raises Unreadable."""
    return read(body, Shop).myshopify_domain
