"""A shop of 2,000 variants of which 500 are switched on: the real app in processes of its own, its Shopify in this one,
with an ear on all that passes between them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from app.db.tables.inbox import State
from benchmarks.economy.day import Day
from benchmarks.economy.watch import Log, WatchedApi, WatchedWebhooks
from benchmarks.local_shopify import await_first_import, is_quiet, living
from sandbox.__main__ import START
from sandbox.create import Sandbox
from sandbox.demo.merchant import Merchant, NotSeen, wait_for
from sandbox.demo.processes import Demo
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
            wait_for("nothing left to do", lambda: is_quiet(self.demo, self.sandbox), seconds=_SETTLE_SECONDS)
        except NotSeen as late:
            raise NotSeen(f"{late}\n{_left_over(self.demo)}\n{self.demo.last_words('worker')}") from late


@contextmanager
def prepared(folder: Path, *, switched_on: int) -> Iterator[Stage]:
    """Imported, and `switched_on` variants on: first those that more of is coming of. All ends on the way out."""
    log = Log()
    with living(
        folder,
        starts_at=START,
        watched=lambda shopify: WatchedApi(shopify, log),
        seed="fiftieth",
        app_transport=WatchedWebhooks(log),
    ) as (demo, sandbox, _):
        chosen = _choose(sandbox.store.shops[tiny.DOMAIN], switched_on)
        stage = Stage(demo, sandbox, log, {each.inventory_item.id: each.id for each in chosen})
        _switch_on(stage, chosen)
        yield stage


def _parts(shop: Shop) -> list[Variant]:
    return [each for each in shop.variants.values() if (each.sku or "").startswith("PART-")]


def _choose(shop: Shop, count: int) -> list[Variant]:
    """What a merchant would: what is on its way first, then anything."""
    coming = {line.item.id for transfer in shop.transfers.values() for line in transfer.lines}
    return sorted(_parts(shop), key=lambda each: each.inventory_item.id not in coming)[:count]


def _switch_on(stage: Stage, chosen: list[Variant]) -> None:
    with Merchant(stage.demo) as merchant:
        await_first_import(merchant, seconds=_SETTLE_SECONDS)
        for start in range(0, len(chosen), _AT_ONCE):
            merchant.send("/variants/on", ids=",".join(str(each.id) for each in chosen[start : start + _AT_ONCE]))
    wait_for("metafields of all", lambda: len(stage.shop.metafields) >= len(chosen), seconds=_SETTLE_SECONDS)
    stage.settle()
    stage.log.forget()


def _left_over(demo: Demo) -> str:
    with closing(sqlite3.connect(demo.folder / "backorder.db")) as connection:
        rows = connection.execute(
            "SELECT topic, state, last_error, count(*) FROM inbox GROUP BY 1, 2, 3 ORDER BY 4 DESC"
        )
        return "\n".join(" ".join(str(each) for each in row) for row in rows if row[1] != State.DONE)
