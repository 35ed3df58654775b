"""When to order again, and how many: open backorders are netted, and the lead time is a law, not a number."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from app.domain.demand import DemandRate, demand_covered, demand_quantile

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Purchasing:
    """What a supplier sells: at least `minimum` units, in packs of `pack`, and what the shop never goes below."""

    minimum: int = 1
    pack: int = 1
    planning_level: int = 0
    """The least the merchant wants in position for this item: the floor of the reorder point."""
    most: int | None = None
    """The most the supplier can deliver at once; None: no known limit."""


def position(*, on_hand: int, incoming: int, owed: int) -> int:
    """Inventory position: what is there and coming, less what is owed to customers already."""
    return on_hand + incoming - owed


def reorder_point(
    rate: DemandRate, *, lead_days: Sequence[int], share: float, purchasing: Purchasing, review_days: int = 0
) -> int:
    """The position at which to order: it covers the demand until the order arrives with probability `share`.

    `lead_days` are equally likely lead times, at least one. The demand of each is weighed with its chance: a quantile
    at the mean lead time would forget how long the long ones are.
    """
    spans = [days + review_days for days in lead_days]
    low = 0
    high = demand_quantile(rate, days=max(spans), share=share)
    while low < high:
        middle = (low + high) // 2
        if fmean(demand_covered(rate, days=days, units=middle) for days in spans) >= share:
            high = middle
        else:
            low = middle + 1
    return max(low, purchasing.planning_level)


def order_quantity(*, at: int, target: int, purchasing: Purchasing) -> int:
    """Units to order at position `at` to come back to `target`: whole packs, at least the minimum; 0 if not needed."""
    if at >= target:
        return 0
    packs = -(-(target - at) // purchasing.pack)
    wanted = max(purchasing.minimum, packs * purchasing.pack)
    return wanted if purchasing.most is None else min(wanted, purchasing.most)
