"""Nested answers to flat lines: `{"id": ..., "__parentId": ...}`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_ENCODE = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


def lines(root: Mapping[str, Any], *, grouped: bool) -> list[dict[str, Any]]:
    """The lines of one root object.

    A line's parent is the nearest node around it, not the object it hangs on: levels under a variant's inventory item
    name the variant, and the item stays behind as it was selected, be it `{}`. Grouped: children follow their parent.
    Else nobody promises an order, and here children come first, so that no reader counts on one.
    """
    flat = list(_flatten(root, parent=None))
    return flat if grouped else flat[::-1]


def encode(line: Mapping[str, Any]) -> bytes:
    """One line with its newline, slashes escaped as Shopify writes them."""
    return _ENCODE(line).replace("/", "\\/").encode() + b"\n"


def _flatten(node: Mapping[str, Any], *, parent: str | None) -> Iterator[dict[str, Any]]:
    children: list[Mapping[str, Any]] = []
    own = _without_connections(node, children)
    yield own if parent is None else {**own, "__parentId": parent}
    for child in children:
        yield from _flatten(child, parent=node["id"])


def _without_connections(value: Mapping[str, Any], children: list[Mapping[str, Any]]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for key, inner in value.items():
        if isinstance(inner, dict) and "edges" in inner:
            children.extend(edge["node"] for edge in inner["edges"])
        elif isinstance(inner, dict):
            kept[key] = _without_connections(inner, children)
        else:
            kept[key] = inner
    return kept
