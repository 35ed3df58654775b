"""`python -m sandbox.demo` runs everything and prints where; with `--check` it drives the main job itself and ends."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import threading
from pathlib import Path

from rich.console import Console
from rich.table import Table

from sandbox.demo.main_job import MainJob
from sandbox.demo.merchant import DOMAIN, Merchant, NotSeen
from sandbox.demo.ports import Ports, free, taken
from sandbox.demo.processes import Demo, DidNotStart, running

FOLDER = Path("var/demo")
console = Console(highlight=False)


def main() -> int:
    options = _options()
    try:
        return _check(options.database) if options.check else _show()
    except (DidNotStart, NotSeen) as failed:
        console.print(f"failed: {failed}", style="red", markup=False)
        return 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.demo", description=__doc__)
    parser.add_argument("--check", action="store_true", help="drive the main job, say what was seen, and end")
    parser.add_argument("--database", help="a PostgreSQL URL for the check instead of a new SQLite file")
    return parser.parse_args()


def _show() -> int:
    if ports := taken(Ports()):
        console.print(f"Something listens on {', '.join(map(str, ports))} already: end it first.", style="red")
        return 1
    shutil.rmtree(FOLDER, ignore_errors=True)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    console.print("Starting the app, a worker, a local Shopify and a local Klaviyo")
    with running(FOLDER, Ports()) as demo:
        with Merchant(demo) as merchant:
            merchant.open("/")
        console.print(_addresses(demo))
        console.print("docs/walk-through.md leads through the main job. Ctrl-C ends everything.")
        stop.wait()
    return 0


def _addresses(demo: Demo) -> Table:
    table = Table(title="Backorder is running", show_header=False, title_justify="left")
    table.add_row("The merchant's admin", f"{demo.shopify_url}/admin/{DOMAIN}")
    table.add_row("The storefront", f"{demo.storefront_url}/products/fjord-enamel-kettle")
    table.add_row("The Klaviyo inbox", demo.klaviyo_url)
    table.add_row("Clock and dials", demo.shopify_url)
    table.add_row("Logs and database", str(demo.folder))
    return table


def _check(database_url: str | None) -> int:
    with (
        tempfile.TemporaryDirectory(prefix="backorder-check-") as folder,
        running(Path(folder), free(), database_url=database_url) as demo,
    ):
        for seen in MainJob(demo).run():
            console.print(f"{seen.step:<22}{seen.words}", markup=False)
    console.print("main job: ok", style="green")
    return 0


if __name__ == "__main__":
    sys.exit(main())
