"""The local Shopify, served by a thread of the benchmark's own process, so that its acts cost no requests."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import uvicorn
from starlette.types import ASGIApp

from app.db.tables.inbox import State
from sandbox.clock import SandboxClock
from sandbox.create import Sandbox, create_sandbox
from sandbox.demo.merchant import Merchant, wait_for
from sandbox.demo.ports import HOST, free
from sandbox.demo.processes import CLIENT_ID, CLIENT_SECRET, Demo


@contextmanager
def living(
    folder: Path,
    *,
    starts_at: datetime,
    watched: Callable[[ASGIApp], ASGIApp] = lambda shopify: shopify,
    **choices: Any,
) -> Iterator[tuple[Demo, Sandbox, SandboxClock]]:
    """The app's web and worker, processes of their own that answer, and their Shopify. For the main thread only.

    All ends on the way out, and on SIGTERM.

    `watched` stands around Shopify's API; `choices` are more of `create_sandbox`.
    """
    ports, clock = free(), SandboxClock(folder / "clock")
    clock.start_at(starts_at)
    demo = Demo(folder, ports, f"sqlite:///{folder / 'backorder.db'}")
    sandbox = create_sandbox(
        clock=clock,
        app_url=demo.app_url,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        toml=Path("shopify.app.toml"),
        public_url=demo.shopify_url,
        **choices,
    )
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        with _served(watched(sandbox.shopify), port=ports.shopify):
            _start(demo)
            yield demo, sandbox, clock
    finally:
        demo.stop_all()
        sandbox.close()
        signal.signal(signal.SIGTERM, before)


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Whoever ends the benchmark ends its processes with it."""
    sys.exit(128 + signal.SIGTERM)


def await_first_import(merchant: Merchant, *, seconds: float) -> None:
    """Raises NotSeen."""
    wait_for("the first import", lambda: 'hx-trigger="every 3s"' not in merchant.open("/"), seconds=seconds)


def is_quiet(demo: Demo, sandbox: Sandbox) -> bool:
    """Whether nothing is on its way to the app and nothing waits in its inbox."""
    if sandbox.dispatcher.waiting():
        return False
    with closing(sqlite3.connect(demo.folder / "backorder.db")) as connection:
        (waiting,) = connection.execute("SELECT count(*) FROM inbox WHERE state <> ?", [State.DONE]).fetchone()
    return not waiting


def _start(demo: Demo) -> None:
    command = [sys.executable, "-m", "app.cli", "migrate"]
    subprocess.run(command, env=demo.environment(), check=True, stdout=subprocess.DEVNULL)
    demo.start_web()
    demo.start_worker()
    demo.await_answer("web", f"{demo.app_url}/readyz")


@contextmanager
def _served(shopify: ASGIApp, *, port: int) -> Iterator[None]:
    """Answers on 127.0.0.1 until the block ends."""
    server = uvicorn.Server(uvicorn.Config(shopify, host=HOST, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, name="shopify", daemon=True)
    thread.start()
    wait_for("the local Shopify", lambda: server.started)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)
