"""Real processes, killed and stopped without warning."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from app.db import inbox as rows_of
from app.db.session import Database
from app.db.tables.inbox import Lane, State, inbox
from app.db.tables.shops import ShopState, shop
from app.domain.ids import ShopId
from app.shopify.signatures import sign_webhook

pytestmark = pytest.mark.processes
SCRIPTS = Path(__file__).parent / "processes"
ROOT = Path(__file__).parents[2]
SECRET = "secret"
BODY = b'{"id": 5550000000001, "updated_at": "2026-11-21T10:00:00-05:00"}'

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(database: Database) -> Iterator[Start]:
    """Starts a script of `processes/` on the test's database; whatever still runs at the end is killed."""
    running: list[subprocess.Popen[str]] = []

    def start(script: str, *arguments: str) -> subprocess.Popen[str]:
        url = database.url.render_as_string(hide_password=False)
        command = [sys.executable, str(SCRIPTS / script), url, *arguments]
        environment = {"PYTHONPATH": str(ROOT), "PATH": ""}
        running.append(subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def effect(database: Database) -> Iterator[sa.TableClause]:
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE effect (row_id BIGINT NOT NULL, worker TEXT NOT NULL)")
    yield sa.table("effect", sa.column("row_id"), sa.column("worker"))
    with database.write() as connection:
        connection.exec_driver_sql("DROP TABLE effect")


def wait_for(reached: Callable[[], bool], *, seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "The state waited for was not reached."
        threading.Event().wait(0.02)


def put(database: Database, *, shops: int, rows: int) -> list[int]:
    with database.write() as connection:
        for number in range(shops):
            new = sa.insert(shop).values(domain=f"s{number}.myshopify.com", state=ShopState.INSTALLED)
            shop_id = ShopId(connection.execute(new.returning(shop.c.id)).scalar_one())
            for row in range(rows):
                rows_of.put(connection, shop_id, lane=Lane.LIVE, topic="t/t", webhook_id=str(row), body=b"")
        return list(connection.scalars(sa.select(inbox.c.id).order_by(inbox.c.id)))


def effects(database: Database, effect: sa.TableClause) -> list[int]:
    with database.read() as connection:
        return sorted(connection.scalars(sa.select(effect.c.row_id)))


def all_done(database: Database) -> bool:
    with database.read() as connection:
        return not connection.scalar(sa.select(sa.exists().where(inbox.c.state != State.DONE)))


async def load(port: int, prefix: str, acknowledged: list[str], enough: threading.Event) -> None:
    """Twenty clients that send as fast as they can, until the server is gone."""
    labels = {"X-Shopify-Topic": "orders/updated", "X-Shopify-Hmac-Sha256": sign_webhook(BODY, secret=SECRET)}

    async def client(number: int) -> None:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            for count in range(10_000):
                webhook_id = f"{prefix}-{number}-{count}"
                sent = labels | {
                    "X-Shopify-Webhook-Id": webhook_id,
                    "X-Shopify-Shop-Domain": f"shop-{count % 7}.myshopify.com",
                }
                try:
                    answer = await http.post("/webhooks", content=BODY, headers=sent)
                except httpx.TransportError:
                    return
                if answer.status_code == 200:
                    acknowledged.append(webhook_id)
                if len(acknowledged) >= 300:
                    enough.set()

    await asyncio.gather(*(client(number) for number in range(20)))


def test_no_acknowledged_webhook_is_lost_when_the_process_is_killed_under_load(
    database: Database, start: Start
) -> None:
    everything: list[str] = []
    for prefix in ("first", "second"):
        acknowledged: list[str] = []
        enough = threading.Event()
        web = start("receiver.py", SECRET)
        assert web.stdout
        port = int(web.stdout.readline())
        sending = threading.Thread(target=lambda: asyncio.run(load(port, prefix, acknowledged, enough)))  # noqa: B023  joined below
        sending.start()
        try:
            assert enough.wait(40)
        finally:
            web.send_signal(signal.SIGKILL)
            sending.join(40)
        everything += acknowledged

    with database.read() as connection:
        stored = list(connection.scalars(sa.select(inbox.c.webhook_id)))
        if database.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert len(everything) >= 600
    assert set(everything) - set(stored) == set()
    assert len(stored) == len(set(stored))


def test_workers_killed_at_work_leave_nothing_undone_and_nothing_done_twice(
    database: Database, start: Start, effect: sa.TableClause
) -> None:
    rows = put(database, shops=6, rows=50)
    workers = [start("worker.py", name, "1") for name in ("a", "b")]

    for done in (40, 100):
        wait_for(lambda done=done: len(effects(database, effect)) >= done)  # type: ignore[misc]
        workers.pop(0).send_signal(signal.SIGKILL)
        workers.append(start("worker.py", str(done), "1"))
    wait_for(lambda: all_done(database))

    assert effects(database, effect) == rows


def test_a_worker_stopped_past_its_lease_cannot_commit(
    database: Database, start: Start, effect: sa.TableClause, tmp_path: Path
) -> None:
    rows = put(database, shops=1, rows=12)
    stopped = start("worker.py", "stopped", "1", str(tmp_path))
    wait_for((tmp_path / "begun").exists)
    with database.write():  # on SQLite nobody else writes now: stopped in its renewal it would keep the lock for ever
        stopped.send_signal(signal.SIGSTOP)
        os.waitpid(stopped.pid, os.WUNTRACED)

    start("worker.py", "other", "1")
    wait_for(lambda: all_done(database))
    (tmp_path / "go").touch()
    stopped.send_signal(signal.SIGCONT)
    assert stopped.stdout
    assert stopped.stdout.readline() == "lost\n"

    assert effects(database, effect) == rows
    with database.read() as connection:
        assert set(connection.scalars(sa.select(effect.c.worker))) == {"other"}


def test_a_worker_that_is_asked_to_end_gives_its_lanes_back_at_once(
    database: Database, start: Start, effect: sa.TableClause
) -> None:
    put(database, shops=3, rows=100)
    worker = start("worker.py", "asked", "600")
    wait_for(lambda: len(effects(database, effect)) >= 20)
    worker.terminate()
    assert worker.wait(20) == 0

    start("worker.py", "next", "600")
    wait_for(lambda: all_done(database))
