"""Shop domains, as the outside world spells them and as we accept them."""

from __future__ import annotations

import re

_SHOP = re.compile(r"[a-z0-9][a-z0-9-]{0,59}\.(?:myshopify\.com|myshopify\.io|shop\.dev)", re.ASCII)


def sanitise_shop(value: str) -> str | None:
    """The permanent domain in lower case, or None for anything that is not exactly one.

    Schemes, paths, ports and user parts are not stripped but refused: a value that has them is not what Shopify sends.
    """
    if not value.isascii():  # lower() would turn the Kelvin sign into a k
        return None
    domain = value.lower()
    return domain if _SHOP.fullmatch(domain) else None
