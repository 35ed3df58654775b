"""The main job over HTTP, with web, worker and sandbox as real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.db.session import Database
from sandbox.demo.main_job import MainJob
from sandbox.demo.merchant import Merchant
from sandbox.demo.ports import Ports, free
from sandbox.demo.processes import Demo, running

pytestmark = [pytest.mark.processes, pytest.mark.timeout(600)]
STEPS = [
    "install",
    "1 switch on",
    "2 product page",
    "3 order of ten",
    "4 the shipment slips",
    "5 it lands",
    "6 the score",
]


def reconcile(demo: Demo) -> None:
    """What the night would do."""
    done = subprocess.run([sys.executable, "-m", "app.cli", "reconcile"], env=demo.environment(), check=False)
    assert done.returncode == 0


def make_unkind(demo: Demo) -> None:
    dials = {"webhooks": {"duplicate_percent": 25, "shuffle_window": 6, "loss_percent": 5}}
    httpx.patch(f"{demo.shopify_url}/sandbox/dials", json=dials).raise_for_status()


def test_one_web_and_one_worker_share_an_sqlite_file(tmp_path: Path):
    with running(tmp_path, free()) as demo:
        seen = [step.step for step in MainJob(demo).run()]

    assert seen == STEPS


def test_a_worker_inside_the_web_process_is_enough(tmp_path: Path):
    with running(tmp_path, free(), workers=0, embedded=True) as demo:
        seen = [step.step for step in MainJob(demo).run()]

    assert seen == STEPS


def test_two_webs_and_two_workers_share_postgresql_while_webhooks_double_overtake_and_vanish(
    tmp_path: Path, postgresql_database: Database
):
    url = postgresql_database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with running(tmp_path, free(), workers=2, database_url=url) as demo:
        second = free().app
        demo.start_web("web-2", port=second)
        demo.await_answer("web-2", f"{Ports.url(second)}/readyz")
        with Merchant(demo) as merchant:
            merchant.open("/")
        make_unkind(demo)
        job = MainJob(demo, app_url=Ports.url(second), nudge=lambda: reconcile(demo), patience=90)

        seen = [step.step for step in job.run()]

    assert seen == STEPS
