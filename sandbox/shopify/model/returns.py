"""Returns: shipped units on their way back, with a life of their own beside the order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from sandbox.shopify.model.base import Resource

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.shopify.model.orders import LineItem, Order


@dataclass(eq=False, kw_only=True)
class ReturnLine(Resource):
    kind: ClassVar[str] = "ReturnLineItem"

    line: LineItem
    quantity: int
    processed: int = 0


@dataclass(eq=False, kw_only=True)
class Return(Resource):
    kind: ClassVar[str] = "Return"

    order: Order = field(repr=False)
    name: str
    created_at: datetime
    status: Literal["REQUESTED", "OPEN", "CLOSED", "DECLINED", "CANCELED"] = "OPEN"
    closed_at: datetime | None = None
    lines: list[ReturnLine] = field(default_factory=list)
