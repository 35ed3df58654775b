"""What the pages about orders to suppliers show: frozen values, as in `app/db/shown.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from app.db.shown import VariantName
    from app.domain.ids import ItemId, PurchaseId, SupplyId
    from app.domain.purchasing import PurchaseState
    from app.shopify.money import Money


@dataclass(frozen=True, slots=True)
class PurchaseRow:
    id: PurchaseId
    number: str
    supplier: str
    state: PurchaseState
    ordered_on: date | None
    expected_on: date | None
    """As it stands now: a delivery's date may have moved since it was ordered."""
    units: int
    received: int


@dataclass(frozen=True, slots=True)
class PurchasePage:
    """Orders, the newest first."""

    rows: tuple[PurchaseRow, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PurchaseLineRow:
    item: ItemId
    variant: VariantName
    supply: SupplyId | None
    """None: not ordered yet, or no longer among what is coming."""
    quantity: int
    received: int
    rejected: int
    pack: int
    least: int
    unit_cost: Money | None
    doubts: tuple[str, ...]
    """What the supplier may say about the quantity, while it is a draft."""


@dataclass(frozen=True, slots=True)
class PurchaseView:
    row: PurchaseRow
    place: str
    place_id: int
    currency: str
    note: str
    lines: tuple[PurchaseLineRow, ...]
    total: Money | None
    """Of the lines that have a cost; None: none has."""

    @property
    def is_doubted(self) -> bool:
        return any(line.doubts for line in self.lines)
