"""`backorder`: run the web, run a worker, migrate the database, ask whether all is well."""

from __future__ import annotations

import signal
import sys
import threading
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from app.cli_engine import engine
from app.composition import compose
from app.db.migrate import migrate as migrate_database
from app.doctor import examine
from app.errors import AppError
from app.log import configure_logging
from app.main import create
from app.serving import listen, serve
from app.settings import Settings
from app.usecases.ask_to_reconcile import ask_to_reconcile
from app.usecases.replay_parked import replay_parked
from app.usecases.reseal import reseal as reseal_all
from app.worker import run

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"obj": lambda: compose(_settings())},
)
cli.add_typer(engine)
console = Console()
errors = Console(stderr=True)


def main() -> None:
    """The entry point: a missing setting or an expected refusal is a sentence, not a traceback."""
    try:
        cli()
    except ValidationError as invalid:
        for error in invalid.errors():
            name = "_".join(str(part) for part in error["loc"]).upper() or "Settings"
            errors.print(f"{name}: {error['msg']}", style="red", markup=False)
        sys.exit(2)
    except AppError as refused:
        errors.print(str(refused), style="red", markup=False)
        sys.exit(1)


@cli.command()
def web(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 4000,
    *,
    with_worker: Annotated[bool, typer.Option(help="Drain the inbox in this process too.")] = False,
) -> None:
    """Serve webhooks, merchants' pages and the app proxy."""
    listening = listen(host, port)
    serve(create(_settings(), with_worker=with_worker), listening)


@cli.command()
def worker() -> None:
    """Work on the inbox until stopped; any number of these may run at once on PostgreSQL."""
    parts = compose(_settings())
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        run(parts, stop)
    finally:
        parts.close()


@cli.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    settings = _settings()
    parts = compose(settings)
    try:
        migrate_database(parts.database)
    finally:
        parts.close()
    console.print("The database is up to date.")


@cli.command()
def reconcile(
    shop: Annotated[str, typer.Argument(help="A *.myshopify.com domain; all installed shops if left out.")] = "",
) -> None:
    """Compare everything with Shopify soon, as every night: what finds webhooks that never came."""
    parts = compose(_settings())
    try:
        asked = ask_to_reconcile(parts.database, shop)
    finally:
        parts.close()
    console.print(f"{asked} shops will be compared by a worker.")


@cli.command()
def replay(
    shop: Annotated[str, typer.Argument(help="A *.myshopify.com domain; all installed shops if left out.")] = "",
) -> None:
    """Try parked rows again, as if they had just come; prints each with the reason it was parked for."""
    parts = compose(_settings())
    try:
        rows = replay_parked(parts.database, shop)
    finally:
        parts.close()
    for row in rows:
        console.print(f"{row.received_at:%Y-%m-%d %H:%M}  {row.topic}: {row.reason}", markup=False)
    console.print(f"{len(rows)} rows are tried again.")


@cli.command()
def reseal() -> None:
    """Encrypt every stored secret with the first key of ENCRYPTION_KEYS: then the others may go, but for the last."""
    parts = compose(_settings())
    try:
        number = reseal_all(parts.database, parts.box)
    finally:
        parts.close()
    console.print(f"{number} secrets are under the newest key.")


@cli.command()
def doctor() -> None:
    """Look outward: the database, its schema, the keys, the oldest waiting row, every shop's token."""
    parts = compose(_settings())
    try:
        findings = examine(parts)
    finally:
        parts.close()
    for finding in findings:
        mark, style = ("ok", "green") if finding.is_good else ("!!", "red")
        console.print(f"{mark}  {finding.what}: {finding.says}", style=style, markup=False)
    if not all(finding.is_good for finding in findings):
        raise typer.Exit(1)


def _settings() -> Settings:
    settings = Settings()
    configure_logging(json=settings.environment == "production", level=_LEVELS[settings.log_level])
    return settings


_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


if __name__ == "__main__":
    main()
