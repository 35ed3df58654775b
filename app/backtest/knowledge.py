"""What was known of each supplier on a day of the past."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, timedelta
from operator import attrgetter

from app.domain.backtest import recorded_before
from app.domain.lateness import SupplierHistory, learn
from app.domain.outcomes import Outcome
from app.domain.sales_csv import ItemPast


class Knowledge:
    """Histories from the outcomes begun before a week's Monday, learnt once a week: nothing is known too early.

    `buffer_days` is the merchant's own estimate, in calendar days, for as long as the record is too short.
    """

    def __init__(self, record: Iterable[Outcome], *, buffer_days: int) -> None:
        self._record = sorted(record, key=attrgetter("since", "supplier", "origin"))
        self._buffer_days = buffer_days
        self._known: dict[tuple[str, date], SupplierHistory] = {}

    def of(self, supplier: str, today: date) -> SupplierHistory:
        """What was known of `supplier` on the Monday before or on the local date `today`."""
        monday = today - timedelta(days=today.weekday())
        key = (supplier, monday)
        if key not in self._known:
            self._known[key] = self._learn(supplier, monday)
        return self._known[key]

    def _learn(self, supplier: str, today: date) -> SupplierHistory:
        before = bisect_left(self._record, today, key=attrgetter("since"))
        known = recorded_before(self._record, before)
        yesterday = today - timedelta(days=1)
        return learn(known, supplier=supplier, today=yesterday, buffer_days=self._buffer_days)


def outcomes_of(items: Iterable[ItemPast]) -> list[Outcome]:
    """The record that the supplies make by themselves; what has no supplier, such as opening stock, says nothing."""
    return [
        Outcome(supply.supplier, supply.ordered_on, supply.stated_on, supply.arrived_on)
        for item in items
        for supply in item.supplies
        if supply.supplier
    ]
