"""A worker process whose work is one row in the table `effect` for each inbox row, in the transaction that settles it.

Arguments: database URL, name, lease in seconds, and optionally a folder: then it makes the file `begun` there before it
commits its first batch, and waits for the file `go`.
"""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import sqlalchemy as sa

from app.clock import SystemClock
from app.db.leases import LeaseLost
from app.db.session import Database
from app.inbox.drain import Drainer
from app.inbox.hints import Hint, Kind
from app.inbox.work import Work

url, name, lease_seconds, *folder = sys.argv[1:]
database = Database(url)
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
effect = sa.table("effect", sa.column("row_id"), sa.column("worker"))


def handle(work: Work) -> None:
    for gate in map(Path, folder):
        (gate / "begun").touch()
        while not (gate / "go").exists():
            threading.Event().wait(0.01)
    try:
        with database.write() as connection:
            rows = [{"row_id": row.id, "worker": name} for item in work.pending for row in item.rows]
            connection.execute(effect.insert(), rows)
            work.finish(connection, done=work.hints)
    except LeaseLost:
        print("lost", flush=True)
        raise


Drainer(
    database,
    handler=handle,
    parse=lambda row: (Hint(Kind.ORDER, row.id),),
    clock=SystemClock(),
    lanes=2,
    batch=5,
    lease_seconds=float(lease_seconds),
    poll_seconds=0.05,
).run_until(stop)
