"""`python -m benchmarks.oversell`: units sold beyond what is coming, with and without the limit in the cart.

200 buyers are in a shop at once that has 40 units coming and none in stock. Everything is real but Shopify and the
network: signed webhooks go through the receiver, a worker drains them and writes the metafield through the Admin API.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.oversell.rush import Rush, rush
from benchmarks.oversell.stage import COMING, prepared

_COLUMNS = (
    "webhook lag",
    "limit",
    "asked for",
    "sold",
    "beyond capacity",
    "sold unseen (bound)",
    "unseen for",
    "carts refused",
)


_LEGEND = (
    "sold unseen: the most units that were sold but not yet in the metafield when another checkout went through; with "
    "the limit, no more than these can be sold beyond capacity.\n"
    "unseen for: the longest that a sale was not in the metafield, the app's own work included."
)


@dataclass(frozen=True, slots=True)
class Case:
    """`lag`: seconds between an event and its webhook; None: the app has been dead for two days."""

    lag: float | None
    limited: bool

    @property
    def name(self) -> str:
        return "app dead, 49 h" if self.lag is None else f"{self.lag:g} s"


def main() -> None:
    options = _options()
    found: dict[Case, list[Rush]] = {}
    for number in range(options.rounds):
        for case in _cases(options.lags, first=number == 0):
            found.setdefault(case, []).append(_run(case, options))
    console = Console(width=120)
    console.print(_table(found, options))
    console.print(_LEGEND)
    broken = [
        f"{case.name}: {each.beyond} beyond capacity, but only {each.landed} were unseen"
        for case, runs in found.items()
        for each in runs
        if case.limited and each.beyond > each.landed
    ]
    if broken:
        raise SystemExit("The bound does not hold. " + "; ".join(broken))


def _cases(lags: Sequence[float], *, first: bool) -> list[Case]:
    """The two sides take turns. Nothing is left to chance once the app is dead: one round is enough."""
    dead: list[float | None] = [None] if first else []
    return [Case(lag, limited) for lag in [*lags, *dead] for limited in (False, True)]


def _run(case: Case, options: argparse.Namespace) -> Rush:
    with tempfile.TemporaryDirectory(prefix="backorder-oversell-") as name, prepared(Path(name)) as stage:
        if case.limited:
            stage.limit()
        if case.lag is None:
            stage.let_the_app_die()
        else:
            stage.sandbox.store.dials.webhooks.delay_seconds = case.lag
        return rush(stage, buyers=options.buyers, over=options.over, seed=options.seed)


def _table(found: dict[Case, list[Rush]], options: argparse.Namespace) -> Table:
    title = f"{options.buyers} buyers within {options.over:g} s, {COMING} units coming, {options.rounds} rounds"
    table = Table(*_COLUMNS, title=f"{title}: median (worst)")
    for case, runs in found.items():
        unseen = f"{statistics.median(each.seconds for each in runs):.1f} s" if case.lag is not None else "for good"
        table.add_row(
            case.name,
            "on" if case.limited else "off",
            str(sum(each.units for each in runs[0].checkouts)),
            _middle([each.sold for each in runs]),
            _middle([each.beyond for each in runs]),
            _middle([each.landed for each in runs]),
            unseen,
            _middle([each.refused for each in runs]),
        )
    return table


def _middle(numbers: Sequence[int]) -> str:
    return f"{statistics.median(numbers):g} ({max(numbers)})"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.oversell", description=__doc__)
    parser.add_argument("--buyers", type=int, default=200)
    parser.add_argument("--over", type=float, default=15, help="seconds within which everybody pays")
    parser.add_argument(
        "--lags", type=float, nargs="*", default=[0, 1, 10], help="seconds from an event to its webhook"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


main()
