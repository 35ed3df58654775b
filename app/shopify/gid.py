"""Shopify's global ids (`gid://shopify/Type/123`) and the integers we keep of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NewType, TypeVar

TransferId = NewType("TransferId", int)
TransferLineId = NewType("TransferLineId", int)
ShipmentId = NewType("ShipmentId", int)
ShipmentLineId = NewType("ShipmentLineId", int)
FulfillmentOrderLineId = NewType("FulfillmentOrderLineId", int)
"""Changes at every hold and release: use it in the call that follows the read, never keep it."""
CustomerId = NewType("CustomerId", int)
BulkOperationId = NewType("BulkOperationId", int)
ValidationId = NewType("ValidationId", int)

_GID = re.compile(r"gid://shopify/(?P<type>[A-Za-z]+)/(?P<number>[0-9]+)(?:\?[^\s]*)?", re.ASCII)

Number = TypeVar("Number", bound=int)


def to_gid(type_name: str, number: int) -> str:
    return f"gid://shopify/{type_name}/{number}"


def to_gids(type_name: str, numbers: Iterable[int]) -> list[str]:
    return [to_gid(type_name, number) for number in numbers]


def from_gid(gid: str, kind: Callable[[int], Number]) -> Number:
    """The number in `gid`, as the id type `kind`. A query part (inventory levels have one) is ignored.

    Raises ValueError for anything that is not a gid.
    """
    match = _GID.fullmatch(gid)
    if match is None:
        raise ValueError(f"not a Shopify gid: {gid[:80]!r}")
    return kind(int(match["number"]))


def from_optional_gid(gid: str | None, kind: Callable[[int], Number]) -> Number | None:
    return None if gid is None else from_gid(gid, kind)


def type_of(gid: str) -> str:
    """The type that `gid` names, such as `LineItem`. Raises ValueError for anything that is not a gid."""
    match = _GID.fullmatch(gid)
    if match is None:
        raise ValueError(f"not a Shopify gid: {gid[:80]!r}")
    return match["type"]
