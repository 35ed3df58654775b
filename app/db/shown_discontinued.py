"""What the pages about discontinued variants show: frozen values, as in `app/db/shown.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from app.db.shown import VariantName
    from app.domain.ids import ItemId, LineId, OrderId


@dataclass(frozen=True, slots=True)
class DiscontinuedRow:
    """An item of which no more will come."""

    item: ItemId
    name: VariantName
    deleted: bool
    """Shopify has it no more; else the merchant said so."""
    units: int
    """Units that somebody waits for and nothing covers."""
    orders: int


@dataclass(frozen=True, slots=True)
class UncoveredLine:
    """Who waits for it in vain."""

    line: LineId
    order: OrderId
    order_name: str
    placed_at: datetime
    units: int
    refunding: bool
    """Its refund is decided and not made yet."""
    company: str | None = None
    """As in `PromiseRow.company`."""


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that went back, in the currency the customer paid in."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class RefundRow:
    """A refund that was decided and is over."""

    order: OrderId
    order_name: str
    units: int
    at: datetime
    paid: Paid | None
    """None: nothing had been paid for the units, or the refund was refused."""
    refused: str | None
    """Shopify's reason; None: it was made."""


@dataclass(frozen=True, slots=True)
class DiscontinuedView:
    row: DiscontinuedRow
    lines: tuple[UncoveredLine, ...]
    """In the order in which they were placed."""
    refunds: tuple[RefundRow, ...]
    """The newest first."""
