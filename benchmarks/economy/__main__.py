"""`python -m benchmarks.economy`: what the app asks of Shopify for a day of inventory webhooks, and how late it is.

10,000 webhooks over 2,000 variants, 500 of them switched on, at 20 a second. Everything is real but Shopify and the
network. Beside it, in the same run: what a read and a write for each webhook would have cost.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from benchmarks.economy import sums
from benchmarks.economy.stage import Stage, prepared
from benchmarks.economy.sums import Latency, Spent
from benchmarks.economy.watch import INVENTORY

_CALLS, _SECONDS = 10, 2.0
"""The aims: reads, and writes, per hundred webhooks; seconds from a webhook to the metafield at the 95th percentile."""
_WIDE = Console(width=110)


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="backorder-economy-") as name:
        _WIDE.print("A shop of 2,000 variants is imported and switched on ...")
        with prepared(Path(name), switched_on=options.on) as stage:
            _live(stage, options)
            missed = _tell(stage, options)
    _WIDE.print("\n".join(missed) or "within the aims")
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.economy", description=__doc__)
    parser.add_argument("--webhooks", type=int, default=10_000, help="changes of stock, each with its webhook")
    parser.add_argument("--rate", type=float, default=20, help="of them a second")
    parser.add_argument("--on", type=int, default=500, help="variants switched on")
    parser.add_argument("--orders", type=int, default=2, help="of a hundred changes are made by an order")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def _live(stage: Stage, options: argparse.Namespace) -> None:
    day = stage.day(seed=options.seed, orders_in_hundred=options.orders)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_WIDE) as progress:
        task = progress.add_task("webhooks", total=options.webhooks)
        for done in day.acts(options.webhooks, a_second=options.rate):
            progress.update(task, completed=done)
    stage.settle()


def _tell(stage: Stage, options: argparse.Namespace) -> list[str]:
    """Print what passed; gives the aims that were missed."""
    log, webhooks = stage.log, sum(each.topic == INVENTORY for each in stage.log.webhooks)
    ours, late = sums.spent(log.calls), sums.latency(log, stage.on)
    others = len(log.webhooks) - webhooks
    _WIDE.print(
        f"{webhooks:,} inventory webhooks at {options.rate:g} a second, {options.orders} in a hundred by orders;"
        f" {others:,} other webhooks"
    )
    _WIDE.print(_costs(stage, ours, webhooks))
    _WIDE.print(_operations(stage, webhooks))
    _WIDE.print(_told(late))
    return _missed(ours.per_hundred(webhooks), late, refused=_refused(stage))


def _costs(stage: Stage, ours: Spent, webhooks: int) -> Table:
    everything = {each.item: 0 for each in stage.log.webhooks if each.item}
    rows = {
        "this app": ours,
        "a read and a write for each webhook of what is on": sums.one_by_one(stage.log, stage.on),
        "a read and a write for each webhook": sums.one_by_one(stage.log, everything),
    }
    table = Table("per hundred inventory webhooks", "reads", "writes", "points")
    for name, whole in rows.items():
        _add(table, name, whole.per_hundred(webhooks))
    return table


def _operations(stage: Stage, webhooks: int) -> Table:
    table = Table("by operation, per hundred", "reads", "writes", "points")
    for name, whole in sums.by_operation(stage.log.calls).items():
        _add(table, name, whole.per_hundred(webhooks))
    return table


def _add(table: Table, name: str, each: Spent) -> None:
    table.add_row(name, f"{each.reads:.2f}", f"{each.writes:.2f}", f"{each.points:,.0f}")


def _told(late: Latency) -> str:
    quantiles = ", ".join(f"p{percent} {late.quantile(percent):.2f} s" for percent in (50, 95, 99))
    return (
        f"from webhook to metafield: {quantiles}, at most {max(late.seconds, default=0):.2f} s"
        f" ({len(late.seconds):,} changed one, {late.unchanged:,} did not, {late.unread:,} were never looked at)"
    )


def _refused(stage: Stage) -> int:
    return sum(not 200 <= each.status < 300 for each in stage.log.webhooks)


def _missed(ours: Spent, late: Latency, *, refused: int) -> list[str]:
    found = {
        f"{ours.reads:.1f} reads a hundred, and {_CALLS} were the aim.": ours.reads > _CALLS,
        f"{ours.writes:.1f} writes a hundred, and {_CALLS} were the aim.": ours.writes > _CALLS,
        f"{late.quantile(95):.1f} s to the metafield, and {_SECONDS:g} were the aim.": late.quantile(95) > _SECONDS,
        f"{late.unread} webhooks were never looked at.": late.unread > 0,
        f"{refused} webhooks were refused.": refused > 0,
    }
    return [sentence for sentence, is_missed in found.items() if is_missed]


if __name__ == "__main__":
    sys.exit(main())
