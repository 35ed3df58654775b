"""What somebody else has changed after us, and what was done with a variant: frozen values, as in `app/db/shown.py`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """The inventory policy of a variant is not what we want it to be, because somebody else has set it after us."""

    sells_on: bool
    """As it is now: shoppers can order beyond stock. We want the opposite."""
    since: datetime | None
    """When we noticed, business clock; None: not known."""
    accepted: bool
    """The merchant has said that it stays so."""


class UndoneKind(StrEnum):
    """What was undone."""

    HOLD = "hold"
    TAG = "tag"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Undone:
    """Something of ours on an order that somebody has taken away, and that we would do again."""

    kind: UndoneKind
    field: str
    """Its name in the footprint, to be named when it is taken over."""
    units: int
    """Of the line: those that may ship though they should wait, or that were moved back; 0 for a tag."""
    since: datetime | None
    accepted: bool
    """Both as in `PolicyChange`."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """Who did what with a variant, noticed what, or decided what was written into the shop."""

    at: datetime
    """Business clock."""
    by: str
    """`Your team`, `Backorder`, or `In Shopify`."""
    sentence: str
