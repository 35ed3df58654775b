"""The local Shopify, served by a thread of the benchmark's own process, so that its acts cost no requests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from sandbox.demo.merchant import wait_for
from sandbox.demo.ports import HOST


@contextmanager
def served(shopify: ASGIApp, *, port: int) -> Iterator[None]:
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
