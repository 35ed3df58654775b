"""A shop with forty kettles coming and none in stock: the real app in processes of its own, its Shopify in this one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from app.shopify.facts import LIMIT_SCOPES
from app.shopify.metafields import KEY
from benchmarks.local_shopify import await_first_import, is_quiet, living
from sandbox.clock import SandboxClock
from sandbox.create import Sandbox
from sandbox.demo.merchant import Merchant, wait_for
from sandbox.demo.processes import Demo
from sandbox.seed import tiny
from sandbox.shopify.model import Shop, Variant
from sandbox.shopify.orders.checkout import Want, place_order

COMING = 40
SKU = "KETTLE-BLUE"
_IN_STOCK = 4
_SETTLE_SECONDS = 120
_SOON = timedelta(minutes=2)
"""Longer than a rush, and than the app waits before it looks again at sums that did not agree."""


@dataclass(frozen=True, slots=True)
class Stage:
    """`demo` has the app's processes, web and worker; `sandbox` is served by a thread of ours."""

    demo: Demo
    sandbox: Sandbox
    clock: SandboxClock

    @property
    def shop(self) -> Shop:
        return self.sandbox.store.shops[tiny.DOMAIN]

    @property
    def variant(self) -> Variant:
        return next(each for each in self.shop.variants.values() if each.sku == SKU)

    def left(self) -> int | None:
        """Units left as the metafield says; None: there is no metafield. Call it inside an act."""
        key = (self.variant.gid, self.sandbox.store.app.namespace, KEY)
        found = self.shop.metafields.get(key)
        return None if found is None else int(json.loads(found.value)["left"])

    def buy(self, units: int) -> None:
        """A checkout that goes through or raises SoldOut or Refused."""
        place_order(self.sandbox.store, shop=self.shop, wants=[Want(variant=self.variant, quantity=units)])

    def limit(self) -> None:
        """Allow the limit and switch it on, as a merchant does: on the app's settings page."""
        with Merchant(self.demo) as merchant:
            merchant.act("/scopes/grant", scopes=LIMIT_SCOPES)
            merchant.send("/settings/limit/permission")
            merchant.send("/settings/limit", on="yes", broken="stop", stale="stop")
            wait_for(
                "the limit at Shopify", lambda: [each.enabled for each in self.shop.validations.values()] == [True]
            )
        self.wait_for_quiet()

    def let_the_app_die(self) -> None:
        """Nobody writes any more, and the promise runs out."""
        self.demo.stop_all()
        self.clock.advance(timedelta(hours=49))

    def wait_for_left(self, units: int) -> None:
        wait_for(f"{units} left in the metafield", lambda: self._shows(units), seconds=_SETTLE_SECONDS)

    def wait_for_quiet(self) -> None:
        wait_for("nothing left to do", lambda: _is_quiet(self), seconds=_SETTLE_SECONDS)

    def _shows(self, units: int) -> bool:
        with self.sandbox.store.act():
            return self.left() == units


@contextmanager
def prepared(folder: Path) -> Iterator[Stage]:
    """The kettle is switched on and the four in stock are sold: forty may be ordered. All ends on the way out."""
    with living(folder, starts_at=tiny.NOW) as (demo, sandbox, clock):
        stage = Stage(demo, sandbox, clock)
        _switch_on(stage)
        yield stage


def _switch_on(stage: Stage) -> None:
    with Merchant(stage.demo) as merchant:
        await_first_import(merchant, seconds=_SETTLE_SECONDS)
        merchant.send("/variants/on", ids=str(stage.variant.id))
        stage.wait_for_left(_IN_STOCK + COMING)
        wait_for("the policy", lambda: stage.variant.policy == "CONTINUE")
    stage.buy(_IN_STOCK)
    stage.wait_for_left(COMING)
    stage.clock.advance(_SOON)
    stage.wait_for_quiet()


def _is_quiet(stage: Stage) -> bool:
    """What is still open from the preparation would look at the stock again, and be taken for a quicker webhook."""
    with closing(sqlite3.connect(stage.demo.folder / "backorder.db")) as connection:
        soon = (stage.clock.now() + _SOON).strftime("%Y-%m-%d %H:%M:%S")
        (due,) = connection.execute("SELECT count(*) FROM due WHERE at < ?", [soon]).fetchone()
    return not due and is_quiet(stage.demo, stage.sandbox)
