"""What the pages about incoming stock show: frozen values, as in `app/db/shown.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from app.db.shown import SupplyRow, VariantName
    from app.db.tables.purchases import ImportState
    from app.domain.ids import ImportId, ItemId, LocationId
    from app.domain.table import Fault


@dataclass(frozen=True, slots=True)
class IncomingQuery:
    """What the list is asked for."""

    text: str = ""
    """Part of a reference, supplier, product title, variant title or SKU, any case."""
    page: int = 1


@dataclass(frozen=True, slots=True)
class IncomingPage:
    """Open supplies, the earliest stated date first, undated last."""

    rows: tuple[SupplyRow, ...]
    total: int
    """Supplies that match, on all pages."""
    page: int
    pages: int
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """A variant that can be on its way: one whose stock Shopify counts."""

    name: VariantName
    item: ItemId


@dataclass(frozen=True, slots=True)
class Place:
    """Where goods can go."""

    id: LocationId
    name: str


@dataclass(frozen=True, slots=True)
class DeliveryChoices:
    """What a form about incoming stock offers."""

    places: tuple[Place, ...]
    """Active ones; those that fulfil online orders first, then by name."""
    suppliers: tuple[str, ...]
    reference: str
    """A free one."""
    writes_transfers: bool = False
    """Whether a delivery entered here becomes a transfer in Shopify."""


@dataclass(frozen=True, slots=True)
class ImportView:
    """A file of deliveries: what it would do, or how far it has come."""

    id: ImportId
    file_name: str
    state: ImportState
    total: int
    """Rows that can be taken over."""
    new: int
    """Of them, lines that were not there when the file was read."""
    different: int
    done: int
    added: int
    changed: int
    faults: tuple[Fault, ...]
    """Rows that cannot be taken over."""
    refused: tuple[Fault, ...]
    """Rows that no longer fitted when their turn came."""
