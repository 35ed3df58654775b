"""What being out of stock cost, as an estimate that says what it assumes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.domain.demand import DemandDay, DemandRate

LEAVE_SHARE: Final = 0.30
"""Shoppers who leave when they cannot buy. A setting, shown as the assumption it is; published splits differ."""
ENOUGH_CHOICES: Final = 200


@dataclass(frozen=True, slots=True)
class LostSales:
    """Units not sold on days without stock or backorder, and the share of shoppers assumed to leave."""

    units: float
    days: int
    leave_share: float
    assumed: bool


def lost_sales(
    days: Sequence[DemandDay], rate: DemandRate, *, leave_share: float = LEAVE_SHARE, stayed: int = 0, offered: int = 0
) -> LostSales:
    """Rate x days it could not be sold x share who leave.

    Once `offered` shoppers have met a backorder offer in this shop, and `stayed` of them took it, their own answer
    replaces the assumption.
    """
    closed = sum(1 for day in days if not day.sellable)
    learnt = offered >= ENOUGH_CHOICES
    share = 1 - stayed / offered if learnt else leave_share
    return LostSales(rate.over(closed) * share, closed, share, assumed=not learnt)
