"""Is the dearer backup supplier worth it? Its premium against the orders and the patience it would save."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class Waiting:
    """Units that wait. `loss` is what the shop loses, in minor units, if they are cancelled after `stop_on`."""

    units: int
    stop_on: date
    loss: int


@dataclass(frozen=True, slots=True)
class Advice:
    """Money in minor units of the shop's currency, rounded to whole ones."""

    switch: bool
    cost: int
    saved_orders: int
    saved_waiting: int


def advise(
    waiting: Sequence[Waiting],
    *,
    present: Sequence[date],
    backup: Sequence[date],
    premium_per_unit: int,
    cost_per_unit_day: int,
) -> Advice:
    """Compare the two suppliers' laws, each given as equally likely days on which their units could ship.

    The present supplier's law must be the one given that it is not here yet: an overdue supply's own past says it
    takes longer than its quantile ever did. Units that nobody waits for are no reason to pay a premium.
    """
    units = sum(line.units for line in waiting)
    orders = sum((_late(present, line.stop_on) - _late(backup, line.stop_on)) * line.loss for line in waiting)
    patience = (_mean(present) - _mean(backup)) * units * cost_per_unit_day
    cost = premium_per_unit * units
    return Advice(orders + patience > cost, cost, round(orders), round(patience))


def _late(days: Sequence[date], stop_on: date) -> Fraction:
    return Fraction(sum(day > stop_on for day in days), len(days))


def _mean(days: Sequence[date]) -> Fraction:
    return Fraction(sum(day.toordinal() for day in days), len(days))
