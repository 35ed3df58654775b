"""Our side: the receiver as production runs it, and with `--drain` a worker beside it in the same process.

Prints its port. Arguments: database URL, secret.
"""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import sys
import threading
from typing import Any

import sqlalchemy as sa
import uvicorn

from app.clock import SystemClock
from app.db.session import Database
from app.inbox.drain import Drainer
from app.inbox.wake import Wake
from app.inbox.work import Work
from webhooks.group_commit import GroupWriter
from webhooks.receive import WebhookReceiver
from webhooks.topics import parse

effect = sa.table("effect", sa.column("row_id"))


async def nothing_else(scope: Any, _receive: Any, _send: Any) -> None:
    raise RuntimeError(scope["type"])


def drainer(database: Database, wake: Wake) -> Drainer:
    """A worker that writes one row for each inbox row, in the transaction that settles it."""

    def handle(work: Work) -> None:
        with database.write() as connection:
            connection.execute(effect.insert(), [{"row_id": row.id} for item in work.pending for row in item.rows])
            work.finish(connection, done=work.hints)

    return Drainer(database, handler=handle, parse=parse, clock=SystemClock(), wake=wake, lanes=2)


async def main() -> None:
    database, wake = Database(sys.argv[1]), Wake()
    writer = GroupWriter(database, ring=wake.ring)
    writer.start()
    stop = threading.Event()
    worker = threading.Thread(target=drainer(database, wake).run_until, args=(stop,))
    if "--drain" in sys.argv:
        worker.start()
    receiver = WebhookReceiver(nothing_else, secrets=(sys.argv[2],), writer=writer)
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(listening.getsockname()[1], flush=True)
    gc.collect()
    gc.freeze()  # what start-up made stays; the collector need not walk it under load
    gc.set_threshold(100_000, 50, 1000)
    config = uvicorn.Config(receiver, loop="uvloop", http="httptools", lifespan="off", access_log=False)
    await uvicorn.Server(config).serve(sockets=[listening])
    stop.set()
    wake.ring()
    if worker.is_alive():
        worker.join()
    writer.close()


signal.signal(signal.SIGINT, signal.SIG_IGN)
asyncio.run(main())
