"""A shop of 2,000 variants of which 500 are switched on: the real app in processes of its own, its Shopify in this one,
with an ear on all that passes between them.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.db.tables.inbox import State
from benchmarks.economy.day import Day
from benchmarks.economy.watch import Log, WatchedApi, WatchedWebhooks
from benchmarks.local_shopify import served
from sandbox.__main__ import START
from sandbox.clock import SandboxClock
from sandbox.create import Sandbox, create_sandbox
from sandbox.demo.merchant import Merchant, NotSeen, wait_for
from sandbox.demo.ports import free
from sandbox.demo.processes import CLIENT_ID, CLIENT_SECRET, Demo
from sandbox.seed import tiny
from sandbox.shopify.model import Shop, Variant

_SETTLE_SECONDS = 180
_AT_ONCE = 100
"""Variants switched on by one form."""


@dataclass(frozen=True, slots=True)
class Stage:
    """`on` gives the variant of each inventory item that is switched on."""

    demo: Demo
    sandbox: Sandbox
    log: Log
    on: Mapping[int, int]

    @property
    def shop(self) -> Shop:
        return self.sandbox.store.shops[tiny.DOMAIN]

    def day(self, *, seed: int, orders_in_hundred: int) -> Day:
        store, variants = self.sandbox.store, _parts(self.shop)
        return Day(store, self.shop, variants, Random(seed), orders_in_hundred)  # noqa: S311  the same day every time

    def settle(self) -> None:
        """Return when nothing is on its way and nothing waits. Raises NotSeen after three minutes."""
        try:
            wait_for("nothing left to do", lambda: _is_quiet(self.demo, self.sandbox), seconds=_SETTLE_SECONDS)
        except NotSeen as late:
            raise NotSeen(f"{late}\n{_left_over(self.demo)}\n{self.demo.last_words('worker')}") from late


@contextmanager
def prepared(folder: Path, *, switched_on: int) -> Iterator[Stage]:
    """Imported, and `switched_on` variants on: first those that more of is coming of. All ends on the way out."""
    ports, clock, log = free(), SandboxClock(folder / "clock"), Log()
    clock.start_at(START)
    demo = Demo(folder, ports, f"sqlite:///{folder / 'backorder.db'}")
    sandbox = create_sandbox(
        clock=clock,
        app_url=demo.app_url,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        toml=Path("shopify.app.toml"),
        seed="fiftieth",
        app_transport=WatchedWebhooks(log),
        public_url=demo.shopify_url,
    )
    try:
        with served(WatchedApi(sandbox.shopify, log), port=ports.shopify):
            _start(demo)
            chosen = _choose(sandbox.store.shops[tiny.DOMAIN], switched_on)
            stage = Stage(demo, sandbox, log, {each.inventory_item.id: each.id for each in chosen})
            _switch_on(stage, chosen)
            yield stage
    finally:
        demo.stop_all()
        sandbox.close()


def _start(demo: Demo) -> None:
    command = [sys.executable, "-m", "app.cli", "migrate"]
    subprocess.run(command, env=demo.environment(), check=True, stdout=subprocess.DEVNULL)
    demo.start_web()
    demo.start_worker()
    demo.await_answer("web", f"{demo.app_url}/readyz")


def _parts(shop: Shop) -> list[Variant]:
    return [each for each in shop.variants.values() if each.sku.startswith("PART-")]


def _choose(shop: Shop, count: int) -> list[Variant]:
    """What a merchant would: what is on its way first, then anything."""
    coming = {line.item.id for transfer in shop.transfers.values() for line in transfer.lines}
    return sorted(_parts(shop), key=lambda each: each.inventory_item.id not in coming)[:count]


def _switch_on(stage: Stage, chosen: list[Variant]) -> None:
    with Merchant(stage.demo) as merchant:
        wait_for("the first import", lambda: 'hx-trigger="every 3s"' not in merchant.open("/"), seconds=_SETTLE_SECONDS)
        for start in range(0, len(chosen), _AT_ONCE):
            merchant.send("/variants/on", ids=",".join(str(each.id) for each in chosen[start : start + _AT_ONCE]))
    wait_for("metafields of all", lambda: len(stage.shop.metafields) >= len(chosen), seconds=_SETTLE_SECONDS)
    stage.settle()
    stage.log.forget()


def _is_quiet(demo: Demo, sandbox: Sandbox) -> bool:
    if sandbox.dispatcher.waiting():
        return False
    with closing(sqlite3.connect(demo.folder / "backorder.db")) as connection:
        (waiting,) = connection.execute("SELECT count(*) FROM inbox WHERE state <> ?", [State.DONE]).fetchone()
    return not waiting


def _left_over(demo: Demo) -> str:
    with closing(sqlite3.connect(demo.folder / "backorder.db")) as connection:
        rows = connection.execute(
            "SELECT topic, state, last_error, count(*) FROM inbox GROUP BY 1, 2, 3 ORDER BY 4 DESC"
        )
        return "\n".join(" ".join(str(each) for each in row) for row in rows if row[1] != State.DONE)
