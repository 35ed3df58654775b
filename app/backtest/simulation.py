"""What would another policy have done? Many items replayed one by one, with what was known of suppliers at the time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

from app.backtest.knowledge import Knowledge
from app.domain.calendar import Calendar
from app.domain.model import BusinessDays
from app.domain.sales_csv import ItemPast
from app.domain.scoring import Rate
from app.domain.simulator import Policy, SimulationReport, simulate

_BACK: Final = timedelta(days=400)
_AHEAD: Final = timedelta(days=1600)
"""A calendar covers the past, and the latest date that a lead time or a late supplier can give."""

Watch: TypeAlias = Callable[[Sequence[ItemPast]], Iterable[ItemPast]]
"""Passes items on as they are taken up."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """Sums over all items; units are units, money is in the currency's smallest unit."""

    items: int
    kept_first: Rate
    kept_last: Rate
    still_open: int
    units_backordered: int
    revenue_backordered: int
    units_lost: int
    revenue_lost: int
    units_refunded: int
    revenue_refunded: int
    notices: int
    oversold_units: int


def try_policy(
    items: Sequence[ItemPast],
    *,
    policy: Policy,
    business_days: BusinessDays,
    knowledge: Knowledge,
    watch: Watch = lambda items: items,
) -> Simulation:
    """Replay every item under `policy`. Items are independent of each other, as in the shop."""
    if not items:
        return _total([])
    calendar = _calendar(items, business_days)
    return _total(
        [
            simulate(
                item.orders,
                item.supplies,
                stock=item.stock,
                policy=policy,
                calendar=calendar,
                history=knowledge.of,
            )
            for item in watch(items)
        ]
    )


def _calendar(items: Iterable[ItemPast], business_days: BusinessDays) -> Calendar:
    days = list(_days(items))
    start = min(days) - _BACK
    return Calendar(business_days, start, (max(days) + _AHEAD - start).days)


def _days(items: Iterable[ItemPast]) -> Iterable[date]:
    for item in items:
        for order in item.orders:
            yield order.placed_on
        for supply in item.supplies:
            yield supply.ordered_on
            yield supply.arrived_on or supply.stated_on


def _total(reports: Sequence[SimulationReport]) -> Simulation:
    def units(field: str) -> int:
        return sum(getattr(report, field) for report in reports)

    return Simulation(
        items=len(reports),
        kept_first=_together([report.promises.first for report in reports]),
        kept_last=_together([report.promises.last for report in reports]),
        still_open=sum(report.promises.still_open for report in reports),
        units_backordered=units("units_backordered"),
        revenue_backordered=units("revenue_backordered"),
        units_lost=units("units_lost"),
        revenue_lost=units("revenue_lost"),
        units_refunded=units("units_refunded"),
        revenue_refunded=units("revenue_refunded"),
        notices=units("notices"),
        oversold_units=units("oversold_units"),
    )


def _together(rates: Sequence[Rate]) -> Rate:
    return Rate(sum(rate.hits for rate in rates), sum(rate.n for rate in rates))
