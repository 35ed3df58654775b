"""Our side: the receiver as production runs it, and with `--drain` a worker beside it in the same process.

Prints its port. Arguments: database URL, secret.
"""

from __future__ import annotations

import signal
import sys
import threading
from typing import Any

import sqlalchemy as sa

from app.clock import SystemClock
from app.db.session import Database
from app.inbox.drain import Drainer
from app.inbox.wake import Wake
from app.inbox.work import Work
from app.serving import listen, serve, settle_memory
from webhooks.group_commit import GroupWriter
from webhooks.receive import WebhookReceiver
from webhooks.topics import parse

effect = sa.table("effect", sa.column("row_id"))


async def nothing_else(scope: Any, receive: Any, send: Any) -> None:
    """What the receiver stands before: here only the lifespan, which has to be answered."""
    if scope["type"] != "lifespan":
        raise RuntimeError(scope["type"])
    for event in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{event}.complete"})


def drainer(database: Database, wake: Wake) -> Drainer:
    """A worker that writes one row for each inbox row, in the transaction that settles it."""

    def handle(work: Work) -> None:
        with database.write() as connection:
            connection.execute(effect.insert(), [{"row_id": row.id} for item in work.pending for row in item.rows])
            work.finish(connection, done=work.hints)

    return Drainer(database, handler=handle, parse=parse, clock=SystemClock(), wake=wake, lanes=2)


def main() -> None:
    database, wake = Database(sys.argv[1]), Wake()
    writer = GroupWriter(database, ring=wake.ring)
    writer.start()
    if "--drain" in sys.argv:
        threading.Thread(target=drainer(database, wake).run_until, args=(threading.Event(),), daemon=True).start()
    listening = listen("127.0.0.1", 0)
    print(listening.getsockname()[1], flush=True)
    settle_memory()
    serve(WebhookReceiver(nothing_else, secrets=(sys.argv[2],), writer=writer), listening)


signal.signal(signal.SIGINT, signal.SIG_IGN)
main()
