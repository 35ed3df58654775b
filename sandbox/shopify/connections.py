"""Pagination, the same for every list."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.shopify.errors import ApiError, NotImplementedInSandbox

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sandbox.shopify.registry import Args

LARGEST_PAGE = 250
ALL = 2**31
"""As `first`: every row. Larger than a GraphQL Int, so only a bulk operation can ask for it."""
T = TypeVar("T")


def connection(items: Iterable[T], args: Args) -> dict[str, Any]:
    """One page of `items`, which come already filtered and sorted, as edges, nodes and pageInfo.

    Reads first, after, last, before and reverse. Cursors are positions' object ids, so a page stays put when earlier
    items vanish. Without `first` and `last` it raises the error Shopify gives.
    """
    rows = list(items)
    if args.get("reverse"):
        rows.reverse()
    keys = [_key(row, position) for position, row in enumerate(rows)]
    start, end = _window(keys, args)
    page = list(zip(keys[start:end], rows[start:end], strict=True))
    return {
        "nodes": [row for _, row in page],
        "edges": [{"cursor": cursor(key), "node": row} for key, row in page],
        "pageInfo": {
            "hasNextPage": end < len(rows),
            "hasPreviousPage": start > 0,
            "startCursor": cursor(page[0][0]) if page else None,
            "endCursor": cursor(page[-1][0]) if page else None,
        },
    }


def count(items: Iterable[object], *, limit: int | None = 10_000) -> dict[str, Any]:
    """A `Count`: exact up to `limit`."""
    number = sum(1 for _ in items)
    exact = limit is None or number <= limit
    return {"count": number if exact else limit, "precision": "EXACT" if exact else "AT_LEAST"}


def cursor(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode()


def _key(row: object, position: int) -> str:
    return str(getattr(row, "id", position))


def _window(keys: list[str], args: Args) -> tuple[int, int]:
    size = args.get("first") if args.get("first") is not None else args.get("last")
    if size is None:
        raise ApiError("you must provide one of first or last", code="BAD_REQUEST")
    if size != ALL and not 0 <= size <= LARGEST_PAGE:
        raise ApiError(f"first and last must be between 0 and {LARGEST_PAGE}", code="BAD_REQUEST")
    low = _position(keys, args["after"]) + 1 if args.get("after") else 0
    high = _position(keys, args["before"]) if args.get("before") else len(keys)
    if args.get("first") is not None:
        return low, max(low, min(high, low + size))
    return max(low, high - size), high


def _position(keys: list[str], given: str) -> int:
    try:
        return keys.index(base64.urlsafe_b64decode(given.encode()).decode())
    except ValueError as error:
        raise ApiError("Invalid cursor for current pagination sort.", code="BAD_REQUEST") from error


def sort(items: Iterable[T], args: Args, *, keys: Mapping[str, Callable[[T], Any]]) -> list[T]:
    """By `sortKey`, ties by id; a sort key that is not in `keys` is a loud error. `connection` applies `reverse`."""
    name = args.get("sortKey") or "ID"
    if name != "ID" and name not in keys:
        raise NotImplementedInSandbox(f"the sort key {name}")
    key = keys.get(name)
    return sorted(items, key=lambda item: (key(item) if key else 0, getattr(item, "id", 0)))
