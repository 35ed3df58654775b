"""Reading global ids."""

from __future__ import annotations

import re
from typing import NamedTuple

_GID = re.compile(r"gid://shopify/(?P<kind>\w+)/(?P<number>[^?]+)(?:\?.*)?")


class Gid(NamedTuple):
    kind: str
    number: str
    """Digits for nearly all kinds; jobs are UUIDs."""


def parse_gid(text: str) -> Gid | None:
    """None for what is not a Shopify gid."""
    match = _GID.fullmatch(text)
    return Gid(match["kind"], match["number"]) if match else None
