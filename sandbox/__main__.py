"""`python -m sandbox`: Shopify on 4001, the storefront on 4002, Klaviyo on 4003, in one process."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from rich.console import Console
from rich.table import Table

from sandbox.clock import SandboxClock
from sandbox.create import create_sandbox
from sandbox.seed import tiny

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.types import ASGIApp

    from sandbox.create import Sandbox

START = datetime(2026, 11, 21, 15, tzinfo=UTC)
"""Where a demonstration's business time begins."""


class QuietServer(uvicorn.Server):
    """Three servers share the process, so none of them may own its signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def main(arguments: Sequence[str] | None = None) -> None:
    options = _options(arguments)
    clock = SandboxClock(options.clock_file)
    if options.fresh_clock or not options.clock_file.exists() or clock.now() < START:
        clock.start_at(START)
    links = _links(options)
    sandbox = create_sandbox(
        clock=clock,
        app_url=options.app_url,
        client_id=options.client_id,
        client_secret=options.client_secret,
        toml=options.app_toml,
        seed=options.seed,
        random_seed=options.random_seed,
        public_url=links["control page"],
        links=links,
        restart_clock=lambda: clock.start_at(START),
    )
    _greet(sandbox, links)
    try:
        asyncio.run(_serve(sandbox, options))
    finally:
        sandbox.close()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--app-url", default="http://127.0.0.1:4000")
    parser.add_argument("--clock-file", type=Path, default=Path("var/sandbox/clock"))
    parser.add_argument("--fresh-clock", action="store_true", help="begin at 2026-11-21 15:00 UTC")
    parser.add_argument("--client-id", default=tiny.CLIENT_ID)
    parser.add_argument("--client-secret", default=tiny.SECRET)
    parser.add_argument("--app-toml", type=Path, help="the app's shopify.app.toml: scopes, subscriptions, metafields")
    parser.add_argument("--seed", choices=("northpine", "tiny", "large", "tenth", "hundredth"), default="northpine")
    parser.add_argument("--random-seed", type=int, default=1)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--shopify-port", type=int, default=4001)
    parser.add_argument("--storefront-port", type=int, default=4002)
    parser.add_argument("--klaviyo-port", type=int, default=4003)
    return parser.parse_args(arguments)


def _links(options: argparse.Namespace) -> dict[str, str]:
    base = f"http://{options.host}"
    return {
        "control page": f"{base}:{options.shopify_port}",
        "admin": f"{base}:{options.shopify_port}/admin/{tiny.DOMAIN}",
        "storefront": f"{base}:{options.storefront_port}",
        "Klaviyo inbox": f"{base}:{options.klaviyo_port}",
        "app": options.app_url,
    }


def _greet(sandbox: Sandbox, links: dict[str, str]) -> None:
    console = Console(width=110)
    shop = sandbox.store.shops[tiny.DOMAIN]
    table = Table(
        title=f"{shop.name}, {sandbox.store.now():%d %B %Y %H:%M} UTC", show_header=False, title_justify="left"
    )
    for name, address in links.items():
        table.add_row(name, address)
    table.add_row("Admin API", f"{links['control page']}/{shop.domain}/admin/api/2026-10/graphql.json")
    table.add_row(
        "in the shop", f"{len(shop.variants)} variants, {len(shop.orders)} orders, {len(shop.shipments)} shipments"
    )
    console.print(table)


async def _serve(sandbox: Sandbox, options: argparse.Namespace) -> None:
    servers = [
        _server(sandbox.shopify, options.host, options.shopify_port),
        _server(sandbox.storefront, options.host, options.storefront_port),
        _server(sandbox.klaviyo, options.host, options.klaviyo_port),
    ]

    def stop() -> None:
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    await asyncio.gather(*(server.serve() for server in servers))


def _server(app: ASGIApp, host: str, port: int) -> QuietServer:
    config = uvicorn.Config(app, host=host, port=port, log_level="warning", timeout_graceful_shutdown=2)
    return QuietServer(config)


if __name__ == "__main__":
    main()
