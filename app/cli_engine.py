"""`backorder backtest` and `backorder simulate`: the promise engine tried on files, or on a shop's own record.

Files need neither settings nor a database; the typer context carries the function that opens them for a shop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer
from rich import progress
from rich.console import Console

from app.backtest.backtest import backtest
from app.backtest.knowledge import Knowledge
from app.backtest.past import History, Past, history_of_shop, past_of_shop, past_of_tables
from app.backtest.show import show_backtest, show_simulation
from app.backtest.simulation import try_policy
from app.composition import Parts
from app.domain.history_csv import read_history
from app.domain.model import AllocationRule, Terms
from app.domain.sales_csv import joined, read_orders, read_supplies
from app.domain.simulator import Policy
from app.domain.table import TableError
from app.errors import AppError

T = TypeVar("T")
Item = TypeVar("Item")

_QUANTILES: Final = (50, 80, 90)

engine = typer.Typer()
console = Console()
errors = Console(stderr=True)

File = Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, readable=True, show_default=False)]
ShopDomain = Annotated[str, typer.Option("--shop", help="Read this *.myshopify.com shop from the database instead.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


@engine.command("backtest")
def backtest_command(
    context: typer.Context,
    file: File = None,
    *,
    shop: ShopDomain = "",
    as_of: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day the record was taken; its last day if left out."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Replay a purchase history: how often would each rule have kept its promises?

    FILE is a CSV with the columns supplier,ordered_on and optionally parent,stated_on,arrived_on,known_on.
    """
    with _faults_said():
        history = _history(context, file, shop)
        until = as_of.date() if as_of else history.until
        found = backtest(history.outcomes, as_of=until, watch=lambda made, most: _watched(made, "Deciding", most))
    show_backtest(found, console, as_json=as_json)


@engine.command("simulate")
def simulate_command(
    context: typer.Context,
    orders: File = None,
    supplies: File = None,
    *,
    shop: ShopDomain = "",
    rule: Annotated[AllocationRule, typer.Option(help="Who gets units first.")] = AllocationRule.FIFO,
    quantile: Annotated[int, typer.Option(help="The percentile that is shown: 50, 80 or 90.")] = 80,
    cap: Annotated[int, typer.Option(min=0, max=100, help="Per cent of incoming units that are sold.")] = 100,
    stop_loss: Annotated[int | None, typer.Option(min=1, help="Days after which the money is given back.")] = None,
    buffer_days: Annotated[
        int | None, typer.Option(min=0, help="Days added while suppliers have no record; the shop's own if left out.")
    ] = None,
    most: Annotated[int, typer.Option("--items", min=1, help="Of a shop, so many items, best sellers first.")] = 200,
    as_json: AsJson = False,
) -> None:
    """Replay orders and supplies under another policy: promises kept, units sold, lost, refunded, oversold.

    ORDERS is a CSV with item,placed_on,quantity and optionally revenue, in the currency's smallest unit. SUPPLIES is
    one with item,ordered_on,stated_on,quantity and optionally supplier,arrived_on,received; what was on the shelf at
    the start is a supply that arrived on the first day.
    """
    if quantile not in _QUANTILES:
        raise typer.BadParameter("must be 50, 80 or 90", param_hint="--quantile")
    policy = Policy(Terms(rule=rule, quantile=quantile), cap_percent=cap, stop_loss_days=stop_loss)
    with _faults_said():
        past = _past(context, orders, supplies, shop=shop, most=most)
        days = past.buffer_days if buffer_days is None else buffer_days
        found = try_policy(
            past.items,
            policy=policy,
            business_days=past.business_days,
            knowledge=Knowledge(past.outcomes, buffer_days=days),
            watch=lambda items: _watched(items, "Replaying", len(items)),
        )
    show_simulation(found, policy, console, as_json=as_json)


def _history(context: typer.Context, file: Path | None, shop: str) -> History:
    _need_one_source(shop, file)
    if file is not None:
        return History(_read(file, read_history))
    with _opened(context) as parts:
        return history_of_shop(parts.database, shop, now=parts.clock.now())


def _past(context: typer.Context, orders: Path | None, supplies: Path | None, *, shop: str, most: int) -> Past:
    _need_one_source(shop, orders, supplies)
    if orders is not None and supplies is not None:
        return past_of_tables(joined(_read(orders, read_orders), _read(supplies, read_supplies)))
    with _opened(context) as parts:
        return past_of_shop(parts.database, shop, most=most)


def _need_one_source(shop: str, *files: Path | None) -> None:
    wanted = [shop == ""] * len(files)
    if [file is not None for file in files] != wanted:
        raise typer.BadParameter("give the files, or a shop with --shop, and not both")


@contextmanager
def _opened(context: typer.Context) -> Iterator[Parts]:
    open_parts: Callable[[], Parts] = context.obj
    parts = open_parts()
    try:
        yield parts
    finally:
        parts.close()


def _read(file: Path, read: Callable[[Iterable[str]], T]) -> T:
    """What `read` makes of a file's lines, a spreadsheet's byte order mark skipped. Raises AppError with its faults."""
    name, quiet = file.name, not errors.is_terminal
    shown = progress.open(
        file, "r", encoding="utf-8-sig", newline="", description=name, console=errors, transient=True, disable=quiet
    )
    try:
        with shown as lines:
            return read(lines)
    except TableError as error:
        raise AppError("\n".join(f"{name}, {fault}" for fault in error.faults)) from None
    except UnicodeDecodeError:
        raise AppError(f"{name} is not UTF-8 text: save it as CSV UTF-8.") from None


def _watched(each: Iterable[Item], doing: str, most: int) -> Iterable[Item]:
    quiet = not errors.is_terminal
    return progress.track(each, description=doing, total=most, console=errors, transient=True, disable=quiet)


@contextmanager
def _faults_said() -> Iterator[None]:
    """An expected refusal is one sentence or a list of faults, and exit code 1."""
    try:
        yield
    except AppError as error:
        errors.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(1) from None
