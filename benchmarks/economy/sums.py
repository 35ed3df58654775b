"""From what passed to the numbers: calls and points per hundred webhooks, and from a webhook to its metafield."""

from __future__ import annotations

import statistics
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.economy.watch import INVENTORY, Call, Log

READ, WRITE = "StockAndSupply", "SetMetafields"
_WRITE_POINTS = 10
"""What Shopify takes for a mutation."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What something costs. All three may be of one run, or of a hundred webhooks."""

    reads: float
    writes: float
    points: float

    def per_hundred(self, webhooks: int) -> Spent:
        return Spent(*(100 * each / webhooks for each in (self.reads, self.writes, self.points)))


def spent(calls: Sequence[Call]) -> Spent:
    writes = sum(call.is_write for call in calls)
    return Spent(len(calls) - writes, writes, sum(call.points for call in calls))


def by_operation(calls: Sequence[Call]) -> dict[str, Spent]:
    """Reads, writes and points of each operation, the most called first."""
    names = Counter(call.operation for call in calls)
    return {name: spent([call for call in calls if call.operation == name]) for name, _ in names.most_common()}


def one_by_one(log: Log, on: Mapping[int, int]) -> Spent:
    """A read and a write for each inventory webhook of an item in `on`, at the price of this run's cheapest read.

    A call costs by the largest item in it, not by how many there are.
    """
    webhooks = sum(each.topic == INVENTORY and each.item in on for each in log.webhooks)
    price = min((call.points for call in log.calls if call.operation == READ and call.ids), default=0)
    return Spent(webhooks, webhooks, webhooks * (price + _WRITE_POINTS))


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds from a webhook that was answered to the metafield that followed from it, for those that changed one."""

    seconds: Sequence[float]
    unchanged: int
    """Webhooks whose read brought nothing new for shoppers."""
    unread: int
    """Webhooks of switched-on items after which nobody looked. There are to be none."""

    def quantile(self, percent: int) -> float:
        if len(self.seconds) < 2:
            return max(self.seconds, default=0.0)
        return statistics.quantiles(self.seconds, n=100, method="inclusive")[percent - 1]


def latency(log: Log, on: Mapping[int, int]) -> Latency:
    """`on` gives the variant of each switched-on item.

    The first read of the item that began after the webhook was sent knows of it. If a write of the variant follows
    before the item is read once more, that read brought it.
    """
    reads, writes = _by_id(log.calls, READ), _by_id(log.calls, WRITE)
    seconds, unchanged, unread = [], 0, 0
    for each in log.webhooks:
        if each.topic != INVENTORY or each.item not in on:
            continue
        known = _from(reads[each.item], each.sent)
        if not known:
            unread += 1
            continue
        written = _from(writes[on[each.item]], known[0].ended)
        if written and not (len(known) > 1 and known[1].began < written[0].began):
            seconds.append(written[0].ended - each.answered)
        else:
            unchanged += 1
    return Latency(seconds, unchanged, unread)


def _by_id(calls: Sequence[Call], operation: str) -> defaultdict[int, list[Call]]:
    found: defaultdict[int, list[Call]] = defaultdict(list)
    for call in sorted((call for call in calls if call.operation == operation), key=lambda call: call.began):
        for each in call.ids:
            found[each].append(call)
    return found


def _from(calls: Sequence[Call], at: float) -> Sequence[Call]:
    return calls[bisect_left(calls, at, key=lambda call: call.began) :]
