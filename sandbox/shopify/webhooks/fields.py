"""`include_fields`: only the named parts of a body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def only(body: dict[str, Any], *, fields: Iterable[str]) -> dict[str, Any]:
    """Keep `fields`; `a.b` reaches into objects and into each object of a list. What is absent stays absent."""
    kept: dict[str, Any] = {}
    for path in fields:
        _keep(body, path.split("."), kept)
    return kept


def _keep(source: Any, path: list[str], target: dict[str, Any]) -> None:
    head, *rest = path
    if not isinstance(source, dict) or head not in source:
        return
    value = source[head]
    if not rest or value is None:
        target[head] = value
    elif isinstance(value, list):
        rows = target.setdefault(head, [{} for _ in value])
        for row, kept in zip(value, rows, strict=True):
            _keep(row, rest, kept)
    else:
        _keep(value, rest, target.setdefault(head, {}))
