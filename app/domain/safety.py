"""Units kept back because Shopify sells on while our word travels: it has no "sell at most k below zero".

Sales that land between a change and the closing of the tap are a Poisson stream, so its mean over the lag plus some
standard deviations is kept back. What lands beyond that is the overshoot nobody can exclude; it is stated in units.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import Final

SECONDS_PER_HOUR: Final = 3600
_ONCE_IN_TWENTY: Final = 1.645
_ONCE_IN_A_THOUSAND: Final = 3.090


@dataclass(frozen=True, slots=True)
class Traffic:
    """How fast units sell and how long our answer takes, from the webhook's instant to the changed policy."""

    orders_per_hour: float
    units_per_order: float
    lag_seconds: float

    @property
    def expected_units(self) -> float:
        return self.orders_per_hour / SECONDS_PER_HOUR * self.lag_seconds * self.units_per_order

    @property
    def deviation(self) -> float:
        """Of a compound Poisson stream, orders taken as all of the mean size."""
        return sqrt(self.expected_units * self.units_per_order)


def safety_units(traffic: Traffic) -> int:
    """Units to keep back so that the tap closes late less than once in twenty times."""
    return ceil(traffic.expected_units + _ONCE_IN_TWENTY * traffic.deviation)


def overshoot_bound(traffic: Traffic, *, safety: int) -> int:
    """Units that may be sold beyond capacity all the same; exceeded less than once in a thousand closings."""
    return max(0, ceil(traffic.expected_units + _ONCE_IN_A_THOUSAND * traffic.deviation) - safety)
