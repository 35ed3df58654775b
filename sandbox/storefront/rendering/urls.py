"""Filters that make addresses and the tags around them."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def asset_url(base: str) -> Callable[[str], str]:
    """`{{ 'theme.css' | asset_url }}` below `base`: a theme and an app extension have their own."""

    def filter_(name: str) -> str:
        return f"{base}/{name}"

    return filter_


def image_url(image: object, **size: int) -> str:
    """The address of an image drop. Pictures here are SVG, so `width` and `height` change nothing but the address."""
    query = "&".join(f"{name}={pixels}" for name, pixels in size.items())
    source = image["src"] if isinstance(image, dict) else ""
    return f"{source}?{query}" if source and query else str(source)


def stylesheet_tag(url: str) -> str:
    return f'<link href="{html.escape(url)}" rel="stylesheet">'
