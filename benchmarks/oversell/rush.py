"""Many buyers at once, and what each checkout could know: the metafield's number and the true one at that instant."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from benchmarks.oversell.stage import COMING, Stage
from sandbox.shopify.functions.validations import Refused
from sandbox.shopify.orders.checkout import SoldOut


@dataclass(frozen=True, slots=True)
class Checkout:
    """One buyer's attempt. `left` is what the metafield said in that instant, `at` is in seconds."""

    at: float
    units: int
    left: int
    sold: bool


@dataclass(frozen=True, slots=True)
class Rush:
    """All attempts in the order in which the shop took them."""

    checkouts: Sequence[Checkout]

    @property
    def sold(self) -> int:
        return sum(each.units for each in self.checkouts if each.sold)

    @property
    def beyond(self) -> int:
        """Units sold that nobody can name."""
        return max(0, self.sold - COMING)

    @property
    def refused(self) -> int:
        return sum(not each.sold for each in self.checkouts)

    @property
    def landed(self) -> int:
        """The bound: the most units that were sold but not yet in the metafield when a checkout went through."""
        before = accumulate((each.units if each.sold else 0 for each in self.checkouts), initial=0)
        pairs = zip(before, self.checkouts, strict=False)
        return max((units - (COMING - each.left) for units, each in pairs if each.sold), default=0)

    @property
    def seconds(self) -> float:
        """The longest that a sale was not in the metafield while others were buying."""
        totals = list(accumulate(each.units if each.sold else 0 for each in self.checkouts))
        return max((each.at - self._oldest_unseen(totals, each) for each in self.checkouts), default=0.0)

    def _oldest_unseen(self, totals: Sequence[int], now: Checkout) -> float:
        shown = COMING - now.left
        unseen = (
            each.at
            for total, each in zip(totals, self.checkouts, strict=True)
            if each.sold and min(total, COMING) > shown and each.at <= now.at
        )
        return min(unseen, default=now.at)


def rush(stage: Stage, *, buyers: int, over: float, seed: int) -> Rush:
    """`buyers` shoppers are in the shop at once; each wants one to three units and pays within `over` seconds."""
    draw = random.Random(seed)  # noqa: S311  the same buyers in every run
    plans = [(draw.randint(1, 3), draw.uniform(0, over)) for _ in range(buyers)]
    together, checkouts = threading.Barrier(buyers), []

    def shop(units: int, thinks: float) -> None:
        together.wait()
        time.sleep(thinks)
        with stage.sandbox.store.act():
            checkouts.append(_try(stage, units))

    threads = [threading.Thread(target=shop, args=plan) for plan in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Rush(tuple(checkouts))


def _try(stage: Stage, units: int) -> Checkout:
    left = stage.left()
    if left is None:
        raise RuntimeError("the metafield is gone")
    try:
        stage.buy(units)
    except (SoldOut, Refused):
        return Checkout(time.monotonic(), units, left, sold=False)
    return Checkout(time.monotonic(), units, left, sold=True)
