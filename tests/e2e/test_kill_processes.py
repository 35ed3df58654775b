"""A real worker is killed with SIGKILL while Shopify still carries out its call; another takes over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.db.session import Database
from sandbox.demo.merchant import Merchant, wait_for
from sandbox.demo.ports import free
from sandbox.demo.processes import Demo, running

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]
KETTLE = "KETTLE-BLUE"
SLOW = 1.5
"""Seconds Shopify takes for a call: long enough to die in, whatever else the machine does."""
PATIENCE = 120


class Stage:
    """A shop with 4 kettles on hand and 40 coming, its merchant, and workers that can be killed."""

    def __init__(self, demo: Demo, merchant: Merchant) -> None:
        self.demo = demo
        self.merchant = merchant
        self.database = Database(demo.database_url)
        self.worker = 1

    def kill_the_worker_in_its_call_for(self, field: str) -> None:
        """The intention is there, the call is under way: Shopify goes on with it after its caller is dead."""
        wait_for(f"the intention to write {field}", lambda: self._intends(field), seconds=PATIENCE)
        self.demo.stop(f"worker-{self.worker}", at_once=True)

    def start_another_worker(self) -> None:
        """It waits for the dead one's lease to end; then everything that was decided must come true."""
        self._be_slow(0)
        self.worker += 1
        self.demo.start_worker(f"worker-{self.worker}")
        wait_for("everything settled", self._is_settled, seconds=PATIENCE)

    def switch(self, way: str) -> None:
        self._be_slow(SLOW)
        self.merchant.send(f"/variants/{way}", ids=self.variant()["id"].rpartition("/")[2])

    def buy(self, units: int) -> None:
        self._be_slow(SLOW)
        self.merchant.act("/orders", items={KETTLE: units}, email="sarah@example.com")

    def variant(self) -> dict[str, Any]:
        found: dict[str, Any] = self.merchant.ask(f"/variants/{KETTLE}/state")
        return found

    def promise(self) -> dict[str, Any] | None:
        fields = self.variant()["metafields"]
        return next((value for name, value in fields.items() if name.endswith(".backorder")), None)

    def cut(self) -> list[tuple[str, int, list[str]]]:
        """The order's fulfilment orders: status, units, handles of their holds."""
        (order,) = self.merchant.ask("/orders")
        rows = self.merchant.ask(f"/orders/{order['name'].removeprefix('#')}/state")["fulfillment_orders"]
        return sorted((row["status"], row["units"][KETTLE], [hold["handle"] for hold in row["holds"]]) for row in rows)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.database.read() as conn:
            return [tuple(row) for row in conn.execute(sa.text(query))]

    def _be_slow(self, seconds: float) -> None:
        self.merchant.set_dials(api={"latency_seconds": seconds})

    def _intends(self, field: str) -> bool:
        return (field,) in self.rows("SELECT field FROM footprint WHERE state = 'intended'")

    def _is_settled(self) -> bool:
        waiting = self.rows(
            "SELECT 1 FROM desired WHERE NOT settled UNION ALL SELECT 1 FROM inbox WHERE state = 'waiting' AND lane = 0"
        )
        return not waiting


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with running(tmp_path, free(), seed="tiny") as demo, Merchant(demo) as merchant:
        wait_for("the first import", lambda: 'hx-trigger="every 3s"' not in merchant.open("/"), seconds=PATIENCE)
        stage = Stage(demo, merchant)
        yield stage
        stage.database.close()


def test_workers_killed_in_the_middle_of_their_calls_leave_the_shop_as_it_should_be(stage: Stage):
    assert (stage.variant()["policy"], stage.promise()) == ("DENY", None)
    stage.switch("on")
    stage.kill_the_worker_in_its_call_for("inventory_policy")
    stage.start_another_worker()
    assert stage.variant()["policy"] == "CONTINUE"
    promise = stage.promise()
    assert promise is not None
    assert promise["left"] == 44

    stage.buy(10)
    stage.kill_the_worker_in_its_call_for("holds")
    stage.start_another_worker()
    assert stage.cut() == [("ON_HOLD", 6, ["backorder:1"]), ("OPEN", 4, [])]

    stage.switch("off")
    stage.kill_the_worker_in_its_call_for("inventory_policy")
    stage.start_another_worker()
    assert (stage.variant()["policy"], stage.promise()) == ("DENY", None)
    assert stage.rows("SELECT field, before, state FROM footprint WHERE resource LIKE 'variant:%' ORDER BY field") == [
        ("inventory_policy", '"DENY"', "restored"),
        ("metafield", None, "restored"),
    ]
